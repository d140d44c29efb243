// Address checks, every form of ours tried, beside libraries that are told which form to expect.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { address as bitcoin } from 'bitcoinjs-lib';
import { interleaved, outputOf, program, ratioAtLeast, scratch, serverCore } from './support.mjs';

function eip55() {
    const digits = randomBytes(20).toString('hex');
    const hash = Buffer.from(keccak_256(Buffer.from(digits))).toString('hex');
    return '0x' + Array.from(digits, (digit, at) => (hash[at] >= '8' ? digit.toUpperCase() : digit)).join('');
}

const forms = {
    base58check: () => bitcoin.toBase58Check(randomBytes(20), 0),
    bech32: () => bitcoin.toBech32(randomBytes(20), 0, 'bc'),
    eip55,
};
const goals = { 'bitcoinjs-lib base58check': ratioAtLeast(5), 'bitcoinjs-lib bech32': ratioAtLeast(5), 'multicoin eip55': ratioAtLeast(2.5) };

export async function measure() {
    const rows = [];
    for (const [form, make] of Object.entries(forms)) {
        const file = path.join(scratch, `${form}.txt`);
        writeFileSync(file, Array.from({ length: 1000 }, make).join('\n') + '\n');
        const json = async (...command) => JSON.parse(await outputOf(serverCore, command));
        const peer = (name) => () => json(process.execPath, path.join(import.meta.dirname, 'peers/addresses.mjs'), file, name, form);
        const contenders = { ours: () => json(program('bench_addresses'), file), multicoin: peer('multicoin') };
        if (form !== 'eip55') contenders['bitcoinjs-lib'] = peer('bitcoinjs-lib');
        const { ours, ...peers } = await interleaved(contenders);
        for (const [name, { per_second: theirs }] of Object.entries(peers))
            rows.push({ what: `addresses checked, ${form}`, unit: '/s', ours: ours.per_second, peerName: name, peer: theirs, goal: goals[`${name} ${form}`] });
    }
    return rows;
}
