// `./dev bench [name…]`: measures the program beside its peers and prints one table; the same for machines in build/bench.json.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import path from 'node:path';
import { endAll, root } from './support.mjs';

const all = ['start', 'sockets', 'fanout', 'entries', 'http', 'help', 'sign_ins', 'letters', 'backlog', 'guard', 'addresses', 'lookalikes', 'search'];
const long = ['large_desk'];   // only when it is named

const lineOf = (command, ...words) => execFileSync(command, words, { encoding: 'utf8' }).trim().split('\n')[0];
const machine = {
    cpu: cpus()[0].model, cores: cpus().length, memory: `${Math.round(totalmem() / 2 ** 30)} GiB`, kernel: release(),
    system: /PRETTY_NAME="(.*)"/.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown',
    postgresql: lineOf(path.join(lineOf('pg_config', '--bindir'), 'postgres'), '--version').replace(/^.*\) /, '').split(' ')[0],
    node: process.version, at: new Date().toISOString(),
};

const number = (value) => (value === undefined ? '–' : value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3));
const ratio = ({ ours, peer }) => (peer === undefined ? '–' : `${number(ours / peer)} ×`);
const verdict = (row) => (row.goal ? (row.goal.reached(row) ? 'yes' : 'NO') : '');

function print(rows) {
    const cells = [
        ['what', 'ours', 'peer', '', 'ratio', 'goal', 'reached'],
        ...rows.map((row) => [
            row.what, `${number(row.ours)} ${row.unit}`, row.peer === undefined ? '–' : `${number(row.peer)} ${row.unit}`, row.peerName ?? '',
            ratio(row), row.goal?.text ?? '', verdict(row),
        ]),
    ];
    const widths = cells[0].map((_, column) => Math.max(...cells.map((line) => line[column].length)));
    const right = new Set([1, 2, 4]);
    for (const line of cells)
        console.log(line.map((cell, column) => (right.has(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join('  ').trimEnd());
}

const wanted = process.argv.length > 2 ? process.argv.slice(2) : all;
const unknown = wanted.filter((name) => ![...all, ...long].includes(name));
if (unknown.length > 0) {
    console.error(`unknown: ${unknown.join(', ')}; there are ${[...all, ...long].join(', ')}`);
    process.exit(2);
}

console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.memory}, ${machine.system}, Linux ${machine.kernel}, PostgreSQL ${machine.postgresql}, Node ${machine.node}`);
const results = {};
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => endAll().finally(() => process.exit(1)));
for (const fault of ['uncaughtException', 'unhandledRejection'])
    process.on(fault, (error) => {
        console.error(error);
        void endAll().finally(() => process.exit(1));
    });
for (const name of wanted) {
    const began = Date.now();
    try {
        const { measure } = await import(`./${name}.mjs`);
        results[name] = await measure();
    } catch (error) {
        console.error(`${name}: ${error.stack}`);
        process.exitCode = 1;
    } finally {
        await endAll();
    }
    console.error(`  ${name} took ${Math.round((Date.now() - began) / 1000)} s`);
}
print(Object.values(results).flat());

const rows = Object.entries(results).flatMap(([measurement, each]) =>
    each.map((row) => ({ measurement, ...row, ratio: row.ours / row.peer, goal: row.goal?.text, reached: row.goal?.reached(row) })));
writeFileSync(path.join(root, 'build/bench.json'), JSON.stringify({ machine, rows }, null, 2) + '\n');
