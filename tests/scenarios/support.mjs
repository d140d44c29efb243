// What every scenario stands on: the real program in a fresh data folder, people who talk to it over HTTP, live sockets that record.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, createWriteStream, existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';

export { sleep };
export const root = path.resolve(import.meta.dirname, '../..');
export const password = 'correct-horse-ombud-stable';
export const languages = ['zh-CN', 'en'];

export async function freePort() {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address();
    server.close();
    return port;
}

// Asks `question` until it answers something true.
export async function eventually(question, what = 'it', milliseconds = 20_000) {
    const end = Date.now() + milliseconds;
    for (;;) {
        const answer = await question();
        if (answer) return answer;
        if (Date.now() > end) throw new Error(`waited ${milliseconds} ms for ${what}`);
        await sleep(25);
    }
}

// One request as it is given, without the tidying of paths and headers that fetch does.
export function request(port, method, target, { token, json, body, headers = {}, from, agent, timeout = 30_000 } = {}) {
    return new Promise((resolve, reject) => {
        const payload = json === undefined ? body : JSON.stringify(json);
        const sent = http.request({
            host: '127.0.0.1', port, method, path: target, localAddress: from, agent, timeout,
            headers: {
                ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
                ...(payload === undefined ? {} : { 'Content-Length': Buffer.byteLength(payload) }),
                ...(token ? { Authorization: `Bearer ${token}` } : {}),
                ...headers,
            },
        });
        sent.on('error', reject);
        sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
        sent.on('response', (answer) => {
            const chunks = [];
            answer.on('data', (chunk) => chunks.push(chunk));
            answer.on('error', reject);
            answer.on('end', () => {
                const bytes = Buffer.concat(chunks);
                const type = answer.headers['content-type'] ?? '';
                try {
                    resolve({ status: answer.statusCode, headers: answer.headers, bytes, json: /json/.test(type) ? JSON.parse(bytes) : undefined });
                } catch (error) {
                    reject(error);
                }
            });
        });
        sent.end(payload);
    });
}

// The answer must be a problem that clients can rely on: RFC 9457 with a stable code.
export function assertProblem(answer, status, code) {
    const shown = `${answer.status} ${answer.bytes.toString().slice(0, 300)}`;
    assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json/, shown);
    assert.equal(answer.json.status, answer.status, shown);
    assert.match(answer.json.code, /^[a-z0-9_]+(\.[a-z0-9_]+)+$/, shown);
    assert.ok(answer.json.title && answer.json.type && answer.json.request_id, shown);
    if (status) assert.ok([status].flat().includes(answer.status), `expected ${status}: ${shown}`);
    if (code) assert.ok([code].flat().includes(answer.json.code), `expected ${code}: ${shown}`);
}

export class Program {
    static executable = process.env.OMBUD_PROGRAM ?? path.join(root, 'build/dev/bin/ombud');

    // Starts `ombud <command>` in `data` (a fresh folder unless given) on a free port and waits until it says that it is well.
    // `config` is the text of its settings file.
    static async start({ command = 'serve', data, settings = {}, config, port } = {}) {
        const program = new Program();
        program.data = data ?? mkdtempSync(path.join(tmpdir(), 'ombud-test-'));
        chmodSync(program.data, 0o711);   // PostgreSQL runs as another user when the tests run as root
        program.ownsData = !data;
        program.command = command;
        program.settings = settings;
        if (!data && process.env.OMBUD_TEST_CLUSTER) await program.beginWithACopy();
        program.port = port ?? (await freePort());
        if (config) writeFileSync(path.join(program.data, 'ombud.toml'), config);
        program.arguments = config ? ['--config', path.join(program.data, 'ombud.toml')] : [];
        program.origin = `http://127.0.0.1:${program.port}`;
        program.output = '';
        try {
            await program.launch();
        } catch (error) {
            program.process.kill('SIGKILL');   // or it would outlive whoever waited for it
            throw error;
        }
        return program;
    }

    // Where many run, `OMBUD_TEST_CLUSTER` names a migrated cluster that a fresh folder begins with; a demo begins with one that has
    // told its story, which the first of its kind leaves beside it.
    async beginWithACopy() {
        const place = process.env.OMBUD_TEST_CLUSTER;
        if (this.command !== 'demo') {
            if (existsSync(place)) execFileSync('cp', ['-a', place, path.join(this.data, 'postgres')]);
            return;
        }
        const { OMBUD_DEMO_SAMPLES = 'few' } = this.settings;
        const told = `${place}-demo-${OMBUD_DEMO_SAMPLES || 'all'}`;
        if (!existsSync(told)) {
            const first = await Program.start({ command: 'demo', data: mkdtempSync(`${told}-`), settings: { OMBUD_DEMO_SAMPLES } });
            await first.stop();   // it listens when all is told
            try {
                renameSync(first.data, told);
            } catch {
                rmSync(first.data, { recursive: true });   // another was first
            }
        }
        execFileSync('cp', ['-a', `${told}/.`, this.data]);
    }

    async launch() {
        this.process = spawn(Program.executable, [this.command, '--data', this.data, '--listen', `127.0.0.1:${this.port}`, ...this.arguments], {
            stdio: ['ignore', 'pipe', 'pipe'],
            env: { OMBUD_DEMO_SAMPLES: 'few', ...process.env, ...this.settings },   // read by the demo only
        });
        this.exited = once(this.process, 'exit').then(([code, signal]) => ({ code, signal }));
        const log = process.env.OMBUD_TEST_LOG ? createWriteStream(process.env.OMBUD_TEST_LOG, { flags: 'a' }) : null;
        for (const stream of [this.process.stdout, this.process.stderr]) {
            stream.on('data', (chunk) => {
                this.output += chunk;
                log?.write(chunk);
            });
        }
        await this.healthy();
    }

    async healthy() {
        await eventually(async () => {
            if (this.process.exitCode !== null) throw new Error(`the program ended: ${this.output.slice(-4000)}`);
            const answer = await request(this.port, 'GET', '/healthz', { timeout: 2_000 }).catch(() => null);
            return answer?.status === 200;
        }, 'a healthy program', 60_000);
    }

    // The process id of the private PostgreSQL, from its own lock file.
    get databasePid() {
        const file = readdirSync(this.data, { recursive: true }).find((name) => path.basename(name) === 'postmaster.pid');
        return Number(readFileSync(path.join(this.data, file), 'utf8').split('\n')[0]);
    }

    async kill() {
        this.process.kill('SIGKILL');
        await this.exited;
    }

    async killDatabase() {
        const pid = this.databasePid;
        process.kill(pid, 'SIGKILL');
        await eventually(() => {
            try {
                return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
            } catch {
                return true;   // nothing is left of it
            }
        }, 'the end of PostgreSQL');
    }

    // Ends it as an operator would. The sanitizers speak through the exit code: a leak or a fault is not 0.
    async stop() {
        if (this.process.exitCode === null && this.process.signalCode === null) {
            this.process.kill('SIGTERM');
            const late = setTimeout(() => this.process.kill('SIGKILL'), 30_000);
            const { code, signal } = await this.exited;
            clearTimeout(late);
            assert.equal(code, 0, `ended with ${code ?? signal}: ${this.output.slice(-6000)}`);
        }
        if (this.ownsData) rmSync(this.data, { recursive: true, force: true });
    }

    call(method, target, options) {
        return request(this.port, method, target, options);
    }

    async visitor(language = 'en', from) {
        const answer = await this.call('POST', '/api/v1/visitors', { json: { language }, from });
        assert.equal(answer.status, 201, answer.bytes.toString());
        return new Person(this, answer.json.token, { id: answer.json.visitor_id, from });
    }

    // The first admin, by the one-time link that an empty desk prints.
    async firstAdmin() {
        const token = await eventually(() => /#token=([\w.-]+)/.exec(this.output)?.[1], 'the setup link that the first start prints');
        return this.completeSetup({ token, password, email: 'boss@desk.test', name: 'Ming Boss', public_name: 'Ming' });
    }

    // Chooses a password and sets up an authenticator.
    async completeSetup(choice) {
        const answer = await this.call('POST', '/api/v1/staff/setup', { json: choice });
        assert.equal(answer.status, 201, answer.bytes.toString());
        const cookie = answer.headers['set-cookie'][0].split(';')[0];
        const person = new Person(this, answer.json.token, { id: answer.json.staff.id, cookie, setCookie: answer.headers['set-cookie'][0] });
        if (answer.json.needs === 'enrolment') {
            person.secret = (await person.post('/api/v1/staff/me/totp')).secret;
            const { recovery_codes: codes } = await person.post('/api/v1/staff/me/totp/confirm', { code: totp(person.secret) }, 200);
            person.recoveryCodes = codes;
        }
        return person;
    }

    // A colleague whom the operator at the machine adds: of two people who must agree, one from the first day.
    async colleague(name, role) {
        const email = `${name.toLowerCase()}@desk.test`;
        const told = execFileSync(Program.executable, ['staff', 'add', '--data', this.data, '--email', email, '--name', `${name} Lastname`, '--public-name', name, '--role', role], { encoding: 'utf8' });
        const person = await this.completeSetup({ token: /#token=(\S+)/.exec(told)[1], password });
        return Object.assign(person, { email, name });
    }

    // Signs in as somebody who was set up by completeSetup; a recovery code in place of an authenticator's, which works once in half a minute.
    async signIn(person, email, secret = password) {
        const first = await this.call('POST', '/api/v1/staff/sessions', { json: { email, password: secret } });
        assert.equal(first.status, 201, first.bytes.toString());
        if (!first.json.needs) return first;
        const code = person.recoveryCodes.pop();
        return this.call('POST', '/api/v1/staff/sessions/current/second-factor', { token: first.json.token, json: { recovery_code: code } });
    }
}

// The code of an authenticator app (RFC 6238).
export function totp(secret, at = Date.now()) {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
    const key = Buffer.from(bits.match(/.{8}/g).map((octet) => parseInt(octet, 2)));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
    const digest = createHmac('sha1', key).update(counter).digest();
    const number = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
    return String(number % 1_000_000).padStart(6, '0');
}

export class Person {
    constructor(program, token, more = {}) {
        Object.assign(this, { program, token, ...more });
    }

    call(method, target, options = {}) {
        return this.program.call(method, target, { token: this.token, from: this.from, agent: this.agent, ...options });
    }
    async get(target) {
        const answer = await this.call('GET', target);
        assert.equal(answer.status, 200, `${target}: ${answer.bytes.toString().slice(0, 400)}`);
        return answer.json;
    }
    async post(target, json, expected = 201) {
        const answer = await this.call('POST', target, { json });
        assert.equal(answer.status, expected, `${target}: ${answer.bytes.toString().slice(0, 400)}`);
        return answer.json;
    }

    // A colleague, set up by the link that the admin gets.
    async colleague(name, role = 'agent') {
        const email = `${name.toLowerCase()}@desk.test`;
        const { setup_link: link } = await this.post('/api/v1/staff', { email, name: `${name} Lastname`, public_name: name, role });
        const person = await this.program.completeSetup({ token: link.split('#token=')[1], password });
        return Object.assign(person, { email, name });
    }

    open(body, language = 'en') {
        return this.post('/api/v1/conversations', { client_id: randomUUID(), language, ...(body ? { body } : {}) });
    }
    say(conversation, body, more = {}) {
        return this.post(`/api/v1/conversations/${conversation.id}/entries`, { client_id: randomUUID(), body, ...more });
    }
    note(conversation, body) {
        return this.say(conversation, body, { internal: true });
    }
    conversation({ id }) {
        return this.get(`/api/v1/conversations/${id}`);
    }
    // The whole log, page by page.
    async log({ id }, limit = 200) {
        const entries = [];
        for (;;) {
            const page = await this.get(`/api/v1/conversations/${id}/entries?after=${entries.at(-1)?.seq ?? 0}&limit=${limit}`);
            entries.push(...page.entries);
            if (page.entries.length < limit) return entries;
        }
    }
    upload({ id }, name, body, headers = { 'Content-Type': 'application/octet-stream' }) {
        return this.call('POST', `/api/v1/conversations/${id}/attachments?name=${encodeURIComponent(name)}`, { body, headers });
    }
    live(options) {
        return Live.connect(this.program, { token: this.token, from: this.from, ...options });
    }
}

// A live socket that keeps every frame it was sent.
export class Live {
    frames = [];
    #waiting = new Set();

    static async connect(program, { token, headers = {}, protocol = 'ombud.v1', authenticate = 'frame', from } = {}) {
        const live = new Live();
        live.socket = new WebSocket(`ws://127.0.0.1:${program.port}/api/v1/live`, protocol ? [protocol] : [], {
            headers: authenticate === 'header' ? { Authorization: `Bearer ${token}`, ...headers } : headers,
            localAddress: from,
        });
        live.closed = new Promise((resolve) => live.socket.on('close', (code) => resolve(code)));
        live.socket.on('message', (data) => live.#take(JSON.parse(data)));
        await new Promise((resolve, reject) => {
            live.socket.on('open', resolve);
            live.socket.on('error', reject);
        });
        live.socket.on('error', () => {});
        if (authenticate === 'frame') {
            live.send({ type: 'authenticate', token });
            await live.until({ type: 'authenticated' });
        }
        return live;
    }

    #take(frame) {
        this.frames.push(frame);
        for (const waiting of [...this.#waiting]) waiting(frame);
    }

    send(frame) {
        this.socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
    }

    // The first frame, already here or still to come, that `match` (a function, or some of its members) describes.
    async until(match, milliseconds = 15_000) {
        const fits = typeof match === 'function' ? match : (frame) => Object.entries(match).every(([key, value]) => frame[key] === value);
        const here = this.frames.find(fits);
        if (here) return here;
        return new Promise((resolve, reject) => {
            const late = setTimeout(() => {
                this.#waiting.delete(look);
                reject(new Error(`no frame ${typeof match === 'function' ? match : JSON.stringify(match)} among ${JSON.stringify(this.frames).slice(0, 1500)}`));
            }, milliseconds);
            const look = (frame) => {
                if (!fits(frame)) return;
                clearTimeout(late);
                this.#waiting.delete(look);
                resolve(frame);
            };
            this.#waiting.add(look);
        });
    }

    forget() {
        this.frames = [];
    }

    async follow({ id }, after = 0) {
        this.send({ type: 'subscribe', conversation_id: id, after });
        return this.until({ type: 'subscribed', conversation_id: id });
    }

    entries({ id }) {
        return this.frames.filter((frame) => frame.type === 'entry_posted' && frame.entry.conversation_id === id).map((frame) => frame.entry);
    }

    // Whatever was sent before this has been told by now: the server answers frames in order.
    async settled() {
        this.forgetPongs();
        this.send({ type: 'ping' });
        await this.until({ type: 'pong' });
    }
    forgetPongs() {
        this.frames = this.frames.filter((frame) => frame.type !== 'pong');
    }

    async close() {
        this.socket.close();
        return this.closed;
    }
}

// A small generator that repeats from its seed (mulberry32).
export function seeded(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}
