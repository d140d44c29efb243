// Runs clang-tidy over every source of ours that has changed, or whose headers have, since it was last found in order.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';

const [clangTidy, build] = process.argv.slice(2);
const stamps = path.join(build, 'tidy');
const modified = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);
const stampOf = (source) => path.join(stamps, source.replaceAll('/', '-'));

// Ninja knows what each object was made from: "src/….cpp.o: #deps 3, …" and a path on each line after it.
const made = execFileSync('ninja', ['-C', build, '-t', 'deps'], { encoding: 'utf8', maxBuffer: 1 << 30 }).split('\n\n');
const stale = new Set();
for (const entry of made) {
    const files = entry.split('\n').slice(1).map((line) => path.relative('.', path.resolve(build, line.trim())));
    const source = files.find((file) => file.startsWith('src/') && file.endsWith('.cpp'));
    if (!source || !existsSync(source)) continue;
    const checked = modified(stampOf(source));
    if ([...files, '.clang-tidy'].some((file) => modified(file) > checked)) stale.add(source);
}

mkdirSync(stamps, { recursive: true });
const waiting = [...stale].sort();
let failed = 0;

function check(source) {
    return new Promise((resolve) => {
        const started = new Date();
        const tidy = spawn(clangTidy, ['-quiet', '-p', build, source], { stdio: ['ignore', 'inherit', 'ignore'] });
        tidy.on('close', (code) => {
            if (code === 0) writeFileSync(stampOf(source), started.toISOString());
            else failed += 1;
            resolve();
        });
    });
}

async function work() {
    while (waiting.length > 0) await check(waiting.shift());
}

console.log(`  ${waiting.length} sources to look at`);
await Promise.all(Array.from({ length: availableParallelism() }, work));
process.exit(failed === 0 ? 0 : 1);
