// The secret guard on chat-size messages beside a bare RE2::Set of the same patterns, and the check of recovery phrases beside @scure/bip39.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { interleaved, outputOf, program, ratioAtLeast, root, scratch, serverCore } from './support.mjs';

const digits = (count) => Array.from(randomBytes(count), (byte) => byte % 10).join('');
const hex = (bytes) => randomBytes(bytes).toString('hex');
// What the ordinary messages of the guard's own tests leave open. Addresses are hexadecimal here: their alphabets matter to no pattern's speed.
const samples = {
    amount: () => `${digits(3)}.${digits(2)}`, date: () => '2025-03-14', time: () => '08:42', hash: () => hex(32), '0xhash': () => `0x${hex(32)}`,
    evm: () => `0x${hex(20)}`, tron: () => `T${hex(17).slice(1)}`, solana: () => hex(22), signature: () => hex(44), xrp: () => `r${hex(16)}`,
    stellar: () => `G${hex(28).slice(1).toUpperCase()}`, uuid: () => crypto.randomUUID(), ref: () => 'OM-7F3K-92QD', ip: () => '203.0.113.7',
    phone: () => `138${digits(8)}`, mail: () => 'someone@example.com',
};
const fill = (text) =>
    text.replace(/\{#(\d+)\}/g, (_, count) => digits(Number(count))).replace(/\{(\w+)\}/g, (whole, name) => samples[name]?.() ?? whole);

// One line each, as long as people's messages are: those that are words alone, and those with amounts, hashes, addresses and numbers.
function messages(withValues) {
    const file = (language) => readFileSync(path.join(root, `tests/corpus/secret_guard/ordinary_${language}.txt`), 'utf8');
    const ordinary = ['en', 'zh'].flatMap((language) => file(language).split(/\n\s*\n/));
    return ordinary.filter((text) => /\{/.test(text) === withValues).map((text) => fill(text).replace(/\s+/g, ' ').trim());
}

const written = (name, lines) => {
    const file = path.join(scratch, name);
    writeFileSync(file, lines.join('\n') + '\n');
    return file;
};

export async function measure() {
    const talk = written('talk.txt', messages(false));
    const values = written('values.txt', Array.from({ length: 20 }, () => messages(true)).flat());
    const phrases = written('phrases.txt', Array.from({ length: 1000 }, (_, number) => generateMnemonic(wordlist, number % 2 ? 128 : 256)));
    const json = async (command) => JSON.parse(await outputOf(serverCore, command));
    const found = await interleaved({
        talk: () => json([program('bench_guard'), 'messages', talk]),
        values: () => json([program('bench_guard'), 'messages', values]),
        phrases: () => json([program('bench_guard'), 'phrases', phrases]),
        scure: () => json([process.execPath, path.join(import.meta.dirname, 'peers/bip39.mjs'), phrases]),
    });
    const row = (what, { guard_mb_per_second: ours, set_mb_per_second: peer, bytes_per_message: bytes }) => ({
        what: `secret guard, ${what}, ${Math.round(bytes)} bytes each`, unit: 'MB/s', ours, peerName: 'RE2::Set, same patterns, match only', peer, goal: ratioAtLeast(0.4),
    });
    return [
        row('talk in words', found.talk),
        row('talk full of hashes, addresses, numbers', found.values),
        { what: 'recovery phrases checked', unit: '/s', ours: found.phrases.per_second, peerName: '@scure/bip39', peer: found.scure.per_second, goal: ratioAtLeast(50) },
    ];
}
