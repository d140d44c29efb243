// Letters that come: read, made safe and stored, beside the parsers of others, which store nothing.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { writeLetters } from './letters/corpus.mjs';
import { dataFolder, interleaved, outputOf, program, ratioAtLeast, scratch, serverCore } from './support.mjs';

const count = 1000;
const peer = (name) => path.join(import.meta.dirname, 'peers', name);
const hasPython = (() => {
    try {
        return execFileSync('python3', ['--version']).length > 0;
    } catch {
        return false;
    }
})();

export async function measure() {
    const folder = path.join(scratch, 'letters');
    const bytes = writeLetters(folder, count);
    const json = async (...command) => JSON.parse(await outputOf(serverCore, command));
    // On a database of its own; the program keeps to the core by itself once that runs.
    const store = async () => {
        const data = dataFolder();
        try {
            return JSON.parse(await outputOf(undefined, [program('bench_letters'), 'store', folder, data, String(serverCore)], { timeout: 600_000 }));
        } finally {
            rmSync(data, { recursive: true, force: true });
        }
    };
    const found = await interleaved({
        parse: () => json(program('bench_letters'), 'parse', folder),
        safe: () => json(program('bench_letters'), 'safe', folder),
        store,
        gmime: () => json(program('bench_letters'), 'gmime', folder),
        mailparser: () => json(process.execPath, peer('letters.mjs'), 'mailparser', folder),
        mailparserSafe: () => json(process.execPath, peer('letters.mjs'), 'safe', folder),
        postalMime: () => json(process.execPath, peer('letters.mjs'), 'postal-mime', folder),
        ...(hasPython ? { python: () => json('python3', peer('letters.py'), folder) } : {}),
    });
    const rate = (what, ours, peerName, name, goal) => ({ what, unit: 'letters/s', ours: found[ours].per_second, peerName, peer: found[name]?.per_second, goal });
    const p99 = (what, ours, peerName, name) => ({ what, unit: 'ms', ours: found[ours].p99_ms, peerName, peer: found[name].p99_ms });
    return [
        rate(`letters parsed, ${(bytes / count / 1e3).toFixed(1)} kB each on average`, 'parse', 'mailparser', 'mailparser'),
        { ...rate('the same', 'parse', 'mailparser', 'mailparser'), unit: 'MB/s', ours: found.parse.mb_per_second, peer: found.mailparser.mb_per_second },
        rate('the same', 'parse', 'postal-mime', 'postalMime'),
        rate('the same', 'parse', 'GMime alone', 'gmime'),
        ...(hasPython ? [rate('the same', 'parse', "Python's email", 'python')] : []),
        p99('p99 of a parse', 'parse', 'mailparser', 'mailparser'),
        rate('parsed and made safe', 'safe', 'mailparser and sanitize-html', 'mailparserSafe'),
        p99('p99 of the same', 'safe', 'mailparser and sanitize-html', 'mailparserSafe'),
        rate('parsed, made safe, threaded, stored, one after the other', 'store', 'mailparser, parse alone', 'mailparser', ratioAtLeast(1)),
        { what: `p99 of the same (p50 ${found.store.p50_ms.toFixed(1)} ms)`, unit: 'ms', ours: found.store.p99_ms },
    ];
}
