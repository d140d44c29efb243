// Checks addresses of one form with one of the peers.
import { address as bitcoin } from 'bitcoinjs-lib';
import multicoin from 'multicoin-address-validator';
import { timed } from './timed.mjs';

const checks = {
    'bitcoinjs-lib base58check': (text) => bitcoin.fromBase58Check(text).hash.length === 20,
    'bitcoinjs-lib bech32': (text) => bitcoin.fromBech32(text).prefix === 'bc',
    'multicoin base58check': (text) => multicoin.validate(text, 'btc'),
    'multicoin bech32': (text) => multicoin.validate(text, 'btc'),
    'multicoin eip55': (text) => multicoin.validate(text, 'eth'),
};
const [, , file, peer, form] = process.argv;
timed(file, checks[`${peer} ${form}`]);
