// What every measurement stands on: the real program pinned to one core, the load on another, peers beside it, medians of three.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { connect, createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

export { sleep };
export const root = path.resolve(import.meta.dirname, '..');
export const scratch = fresh(path.join(root, 'build/bench'));

// Another folder only tries a measurement out: its figures are of no use.
export const program = (name) => path.join(root, process.env.OMBUD_BENCH_BIN ?? 'build/release/bin', name);

// Without what a run that was broken off left there.
function fresh(folder) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    return folder;
}

export const rounds = 3;
export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
// The median of each member over several results of the same shape.
export const medians = (results) =>
    Object.fromEntries(Object.keys(results[0]).map((key) => [key, median(results.map((result) => result[key]))]));

// Contenders take turns, so that whatever else the machine does falls on all of them.
export async function interleaved(contenders) {
    const results = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
    for (let round = 0; round < rounds; ++round)
        for (const [name, measure] of Object.entries(contenders)) results[name].push(await measure());
    return Object.fromEntries(Object.entries(results).map(([name, each]) => [name, medians(each)]));
}

// --- Goals -----------------------------------------------------------------------------------------------------------------

export const ratioAtLeast = (bound) => ({ text: `≥ ${bound} ×`, reached: ({ ours, peer }) => ours / peer >= bound });
export const ratioAtMost = (bound) => ({ text: `≤ ${bound} ×`, reached: ({ ours, peer }) => ours / peer <= bound });
export const atMost = (bound, unit) => ({ text: `≤ ${bound} ${unit}`, reached: ({ ours }) => ours <= bound });

// --- Processes -------------------------------------------------------------------------------------------------------------

const pinning = availableParallelism() > 1;
export const serverCore = 0;
export const loadCore = 1;
const pinned = (core, command) => (pinning && core !== undefined ? ['taskset', '-c', String(core), ...command] : command);

const running = new Set();
export function start(core, command, options = {}) {
    const [name, ...words] = pinned(core, command);
    const child = spawn(name, words, { stdio: ['pipe', 'pipe', 'inherit'], ...options });
    running.add(child);
    child.ended = once(child, 'exit').then(([code, signal]) => {
        running.delete(child);
        return code ?? signal;
    });
    return child;
}
export async function end(child) {
    child.kill('SIGTERM');
    return child.ended;
}
// Nothing that we started outlives us.
export const endAll = () => Promise.all([...running].map(end));

export async function outputOf(core, command, options = {}) {
    const [name, ...words] = pinned(core, command);
    const { stdout } = await promisify(execFile)(name, words, { maxBuffer: 2 ** 26, timeout: 180_000, ...options });
    return stdout;
}

export async function freePort() {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address();
    server.close();
    await once(server, 'close');
    return port;
}

export async function listening(port, child) {
    for (const began = Date.now(); Date.now() - began < 60_000; await sleep(2)) {
        assert.ok(child.exitCode === null && child.signalCode === null, `${child.spawnargs.join(' ')} ended`);
        const socket = connect(port, '127.0.0.1');
        const open = await new Promise((resolve) => socket.once('connect', () => resolve(true)).once('error', () => resolve(false)));
        socket.destroy();
        if (open) return;
    }
    throw new Error('nothing listens');
}

export const residentMegabytes = (pid) => Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

// --- The program -----------------------------------------------------------------------------------------------------------

// Data folders stand where the database's own user can go when root starts it.
const passable = process.getuid() !== 0 || spawnSync('setpriv', ['--reuid=postgres', '--clear-groups', 'test', '-x', scratch]).status === 0;
const ground = passable ? scratch : fresh('/var/lib/ombud-bench');

export function dataFolder() {
    const folder = mkdtempSync(path.join(ground, 'data-'));
    chmodSync(folder, 0o711);
    return folder;
}

export class Ombud {
    // With settings as they ship; `environment` only says where a database is, `words` where letters come from, `kept` a data folder
    // that stays.
    constructor(environment = {}, words = [], kept = undefined) {
        this.environment = environment;
        this.words = words;
        this.kept = kept;
        this.data = kept ?? dataFolder();
    }

    async start() {
        this.port = await freePort();
        const log = openSync(path.join(scratch, 'ombud.log'), 'w');
        this.process = start(undefined, [program('ombud'), 'serve', '--data', this.data, '--listen', `127.0.0.1:${this.port}`, ...this.words], {
            stdio: ['ignore', log, log],
            env: { ...process.env, ...this.environment },
        });
        closeSync(log);
        await listening(this.port, this.process);
        // Only the program: its database runs where the kernel likes, as it does beneath the peers.
        if (pinning) execFileSync('taskset', ['-acp', String(serverCore), String(this.pid)]);
        return this;
    }
    get pid() {
        return this.process.pid;
    }
    async stop() {
        assert.equal(await end(this.process), 0, 'the program did not end well');
    }
    async remove() {
        if (this.process?.exitCode === null) await this.stop();
        if (!this.kept) rmSync(this.data, { recursive: true, force: true });
    }

    // What libpq needs to reach the private database, as its administrator.
    get database() {
        return { PGHOST: readFileSync(path.join(this.data, 'postgres/postmaster.pid'), 'utf8').split('\n')[4], PGUSER: 'postgres' };
    }

    // What the database does by itself within its first minutes: until then it plans as if its tables were empty.
    gatherStatistics() {
        execFileSync('psql', ['-q', '-d', 'ombud', '-c', 'ANALYZE'], { env: { ...process.env, ...this.database } });
    }

    call(method, target, { token, json, from = '127.0.0.1', agent } = {}) {
        return new Promise((resolve, reject) => {
            const payload = json === undefined ? undefined : JSON.stringify(json);
            const headers = token ? { Authorization: `Bearer ${token}` } : {};
            if (payload) Object.assign(headers, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(payload) });
            const sent = http.request({ host: '127.0.0.1', port: this.port, method, path: target, localAddress: from, agent, headers });
            sent.on('error', reject).on('response', (answer) => {
                const chunks = [];
                answer.on('data', (chunk) => chunks.push(chunk)).on('error', reject).on('end', () => {
                    const text = Buffer.concat(chunks).toString();
                    if (answer.statusCode >= 300) reject(new Error(`${method} ${target}: ${answer.statusCode} ${text.slice(0, 300)}`));
                    else resolve(JSON.parse(text));
                });
            });
            sent.end(payload);
        });
    }

    // So many visitors with a conversation each, in a file for the load: a token and a conversation on each line.
    async people(count) {
        const lines = [];
        let next = 0;
        // The house lets one address bring 200 visitors at once: each address brings fewer.
        const work = async (agent) => {
            for (let number = next++; number < count; number = next++) {
                const from = `127.0.2.${1 + (number % 100)}`;
                const { token } = await this.call('POST', '/api/v1/visitors', { json: { language: 'en' }, from, agent });
                const opening = { client_id: 'bench', language: 'en' };
                const { id } = await this.call('POST', '/api/v1/conversations', { token, json: opening, from, agent });
                lines.push(`${token} ${id}`);
            }
        };
        const agent = new http.Agent({ keepAlive: true });
        await Promise.all(Array.from({ length: 64 }, () => work(agent)));
        agent.destroy();
        this.peopleFile = path.join(scratch, 'people.txt');
        writeFileSync(this.peopleFile, lines.join('\n') + '\n');
    }
}

export const loadCommand = (server, port, mode, options) => [
    program('bench_load'), '--server', server, '--port', String(port),
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
    mode,
];
export const load = async (...words) => JSON.parse(await outputOf(loadCore, loadCommand(...words)));

// The peers' servers are small scripts beside this file.
export async function startPeer(name) {
    const port = await freePort();
    const child = start(serverCore, [process.execPath, path.join(import.meta.dirname, 'peers', `${name}.mjs`), String(port)]);
    await listening(port, child);
    return { port, child, pid: child.pid };
}
