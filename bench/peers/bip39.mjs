// Checks recovery phrases with @scure/bip39.
import { validateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { timed } from './timed.mjs';

timed(process.argv[2], (phrase) => validateMnemonic(phrase, wordlist));
