// A large desk: 1,000,000 conversations with 10,000,000 entries, and what its agents wait for; beside Request Tracker 5, as Debian packages it.
// OMBUD_LARGE_DESK=conversations[,agents[,posts a second]] makes it smaller; OMBUD_LARGE_TICKETS says how many tickets the peer gets;
// OMBUD_LARGE_KEPT=folder keeps the filled desk there, and measures it again without filling it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import WebSocket from 'ws';
import { RequestTracker } from './large/request_tracker.mjs';
import { staffOf } from './large/staff.mjs';
import { atMost, median, Ombud, outputOf, program, residentMegabytes, sleep, start } from './support.mjs';

const [conversations, agentCount = 200, perSecond = 500] = (process.env.OMBUD_LARGE_DESK ?? '1000000').split(',').map(Number);
const active = Math.min(20_000, Math.ceil(conversations / 10));
const tickets = Number(process.env.OMBUD_LARGE_TICKETS ?? 100_000);
const seconds = 20;
// Very often said, seldom, both together, an order that one conversation names, nothing.
const questions = ['withdrawal', '提现', 'recovery phishing', '验证码 邮箱', 'USDT maintenance', '比特币', 'delay', '冻结'];
const orderOf = (number) => `WD-${1_000_000 + number - number % 3}`;
const question = (number, of) => (number % 3 === 0 ? orderOf(number * 7919 % of) : questions[number % questions.length]);

const at = (values, share) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
// So many in a row, with so many at once: how long each took, in milliseconds.
export async function timed(count, ask, lanes = 4) {
    const took = [];
    let next = 0;
    await Promise.all(Array.from({ length: lanes }, async (_, lane) => {
        for (let number = next++; number < count; number = next++) {
            const began = performance.now();
            await ask(number, lane);
            took.push(performance.now() - began);
        }
    }));
    return { p50: median(took), p99: at(took, 0.99) };
}

async function fill(ombud, agents) {
    if ((await sql(ombud, 'SELECT EXISTS (SELECT FROM conversations)')) === 't') return null;
    const began = Date.now(), env = { ...process.env, ...ombud.database };
    const writing = start(1, [program('bench_fill'), '--key', path.join(ombud.data, 'keys/master.key'), '--conversations', String(conversations), '--active', String(active),
        ...agents.slice(0, 50).flatMap(({ id, name }) => ['--staff', `${id}=${name}`])]);
    const storing = start(undefined, ['psql', '-q', '-v', 'ON_ERROR_STOP=1', '-d', 'ombud', '-o', '/dev/null'], { env, stdio: ['pipe', 'inherit', 'inherit'] });
    writing.stdout.pipe(storing.stdin);
    assert.deepEqual(await Promise.all([writing.ended, storing.ended]), [0, 0], 'the desk was not filled');
    return (Date.now() - began) / 1000;
}
const sql = (ombud, text, options) =>
    outputOf(undefined, ['psql', '-qtA', '-d', 'ombud', '-c', text], { env: { ...process.env, ...ombud.database }, ...options }).then((said) => said.trim());

// The index over what is older than itself is made beside the work: past the foreign keys, too, and its largest part at the end in one go, as a
// restored dump makes it. Grown word by word it would take an hour.
async function indexed(ombud) {
    if ((await sql(ombud, 'SELECT done FROM search_catch_up')) === 't') return null;
    const began = Date.now();
    const terms = await sql(ombud, `SELECT pg_get_indexdef('search_entries_terms'::regclass)`);
    await sql(ombud, 'DROP INDEX search_entries_terms; ALTER TABLE search_entries DISABLE TRIGGER ALL');
    while (await sql(ombud, 'SELECT done FROM search_catch_up') !== 't') await sleep(1000);
    await sql(ombud, `SET maintenance_work_mem = '6GB'; ${terms}; ALTER TABLE search_entries ENABLE TRIGGER ALL`, { timeout: 3_600_000 });
    return (Date.now() - began) / 1000;
}

// The clocks and queues of what was filled in are set beside the work, too: until the program rests, nothing is measured.
async function rested(ombud) {
    const spent = () => Number(readFileSync(`/proc/${ombud.pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).reduce((a, b) => Number(a) + Number(b)));
    for (let before = spent(), quiet = 0; quiet < 3; ) {
        await sleep(2000);
        const now = spent();
        quiet = now - before < 10 ? quiet + 1 : 0;
        before = now;
    }
}

// A desk that is left alone for a quarter of an hour is locked: these look at theirs until it is measured.
function keptAwake(ombud, agents) {
    const timer = setInterval(async () => {
        for (const { token } of agents) await ombud.call('GET', '/api/v1/staff/me', { token }).catch(({ message }) => console.error(`  ${message}`));
    }, 5 * 60_000);
    return () => clearInterval(timer);
}

// What an agent's screen asks for, and how long until it is there.
async function reading(ombud, agents) {
    const lines = agents.slice(0, 4).map(() => new http.Agent({ keepAlive: true, maxSockets: 1 }));
    const get = (target, lane = 0) => ombud.call('GET', target, { token: agents[lane % agents.length].token, agent: lines[lane % lines.length] });
    // What was resolved longer ago is open to supervisors only.
    const ids = (await sql(ombud, `SELECT id FROM conversations WHERE updated_at > now() - interval '29 days' ORDER BY random() LIMIT 600`)).split('\n');
    const { entries } = await get(`/api/v1/conversations/${ids[0]}/entries?limit=1`);
    assert.match(entries[0].body, /^\S+/);
    assert.ok(!/^\[erased\]$/.test(entries[0].body), 'what was filled in cannot be read');
    const pages = ['view=all', 'view=unassigned', 'view=mine', 'view=all&status=resolved'];
    const inbox = await timed(600, (number, lane) => get(`/api/v1/inbox?${pages[number % pages.length]}&limit=50`, lane));
    const open = await timed(ids.length, async (number, lane) => {
        await get(`/api/v1/conversations/${ids[number]}`, lane);
        await get(`/api/v1/conversations/${ids[number]}/entries?limit=50`, lane);
    });
    const search = await timed(400, (number, lane) => get(`/api/v1/conversations/search?q=${encodeURIComponent(question(number, conversations))}`, lane));
    for (const line of lines) line.destroy();
    return { inbox, open, search };
}

// From a customer's words until the numbers beside the lists have changed on a screen.
async function counting(ombud, agent) {
    const screen = await follow(ombud, agent.token);
    const { token } = await ombud.call('POST', '/api/v1/visitors', { json: { language: 'en' }, from: '127.0.3.1' });
    const took = [];
    for (let number = 0; number < 20; ++number) {
        const counts = new Promise((resolve) => (screen.counts = resolve));
        const began = performance.now();
        await ombud.call('POST', '/api/v1/conversations', { token, from: '127.0.3.1', json: { client_id: `counted-${number}`, language: 'en', body: 'How many wait?' } });
        await counts;
        took.push(performance.now() - began);
        await sleep(150);
    }
    screen.terminate();
    return { p50: median(took), p99: at(took, 0.99) };
}

// The house lets one address hold 256 connections.
async function follow(ombud, token, ids = [], heard = () => {}, localAddress = '127.0.0.1') {
    const socket = new WebSocket(`ws://127.0.0.1:${ombud.port}/api/v1/live`, ['ombud.v1'], { localAddress, headers: { Authorization: `Bearer ${token}` } });
    socket.on('message', (data) => {
        // Most frames are rows of the inbox: only what is asked for is read.
        const head = data.toString('latin1', 0, 40);
        if (head.includes('"counts"')) socket.counts?.();
        if (head.includes('"entry_posted"')) heard(JSON.parse(data).entry.body);
    });
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'subscribe_inbox' }));
    for (const id of ids) socket.send(JSON.stringify({ type: 'subscribe', conversation_id: id, after: 0 }));
    return socket;
}

// All agents have the desk open and some conversations on it; customers write so often. A late post counts from when it was due.
async function working(ombud, agents) {
    await ombud.people(perSecond);
    const people = readFileSync(ombud.peopleFile, 'utf8').trim().split('\n').map((line) => line.split(' '));
    const due = new Map(), took = [];
    const heard = (body) => {
        const when = due.get(body);
        if (when !== undefined) took.push(performance.now() - when);
        due.delete(body);
    };
    const seenBy = (index) => people.filter((_, number) => number % agents.length === index).map(([, id]) => id);
    const sockets = await Promise.all(agents.map((agent, index) => follow(ombud, agent.token, seenBy(index), heard, `127.0.5.${1 + (index % 50)}`)));
    await sleep(1000);
    const line = new http.Agent({ keepAlive: true, maxSockets: 64 });
    const posts = [], began = performance.now() + 100;
    for (let number = 0; number < perSecond * seconds; ++number) {
        const when = began + number * 1000 / perSecond;
        if (when > performance.now()) await sleep(when - performance.now());
        const [token, id] = people[number % people.length], body = `post ${number}, is anybody there?`;
        due.set(body, when);
        posts.push(ombud.call('POST', `/api/v1/conversations/${id}/entries`, { token, json: { client_id: `post-${number}`, body }, agent: line }));
    }
    await Promise.all(posts);
    const span = (performance.now() - began) / 1000;
    for (let waited = 0; due.size > 0 && waited < 30_000; waited += 50) await sleep(50);
    assert.equal(due.size, 0, 'an agent never heard of a post');
    line.destroy();
    for (const socket of sockets) socket.terminate();
    return { p50: median(took), p99: at(took, 0.99), perSecond: posts.length / span };
}

export async function measure() {
    const ombud = new Ombud({}, [], process.env.OMBUD_LARGE_KEPT && path.resolve(process.env.OMBUD_LARGE_KEPT));
    let leave = () => {};
    const peer = RequestTracker.isHere() ? new RequestTracker() : null;
    if (!peer) console.error('  no peer: apt-get install --no-install-recommends request-tracker5 rt5-db-postgresql rt5-standalone');
    try {
        await ombud.start();
        const { agents } = await staffOf(ombud, agentCount);
        leave = keptAwake(ombud, agents);
        const filled = await fill(ombud, agents);
        await ombud.stop();
        const restarting = performance.now();
        await ombud.start();
        const started = performance.now() - restarting;
        const index = await indexed(ombud);
        ombud.gatherStatistics();
        await rested(ombud);
        leave();
        const ours = await reading(ombud, agents);
        const counts = await counting(ombud, agents[0]);
        const work = await working(ombud, agents);
        for (const [what, { p50 }] of Object.entries({ ...ours, counts, work })) console.error(`  ${what}: p50 ${p50.toFixed(2)} ms`);
        const memory = residentMegabytes(ombud.pid);
        const bytes = Number(await sql(ombud, `SELECT pg_database_size('ombud')`));
        const entries = Number(await sql(ombud, 'SELECT count(*) FROM entries'));
        const made = filled === null ? 'kept' : `filled in ${Math.round(filled)} s, indexed in ${Math.round(index)} s more`;
        console.error(`  ${conversations} conversations, ${entries} entries, ${active} active; ${made}; ${Math.round(bytes / 2 ** 20)} MiB in the database`);
        if (ombud.process.exitCode === null) await ombud.stop();
        const theirs = peer ? await peer.measure(tickets, (number) => question(number, tickets), timed) : {};
        const beside = (name) => (theirs[name] ? { peer: theirs[name].p99, peerName: `Request Tracker 5, ${tickets.toLocaleString('en')} tickets` } : {});
        const row = (what, { p99 }, goal, name) => ({ what, unit: 'ms', ours: p99, ...beside(name), ...(goal ? { goal: atMost(goal, 'ms') } : {}) });
        return [
            row('a page of the inbox, p99', ours.inbox, 20, 'inbox'),
            row('a conversation opened, p99', ours.open, 20, 'open'),
            row('a search over all that was said, p99', ours.search, 150, 'search'),
            row('a new conversation until the counts show it, p99', counts),
            row(`${perSecond} posts a second, ${agentCount} agents on live sockets: until an agent has it, p99`, work, 100),
            { what: 'posts stored a second meanwhile', unit: '/s', ours: work.perSecond },
            { what: 'start beside the full database', unit: 'ms', ours: started },
            { what: 'memory of the program', unit: 'MiB', ours: memory },
            ...(filled === null ? [] : [{ what: 'conversations filled in', unit: '/s', ours: conversations / filled }]),
        ];
    } finally {
        leave();
        await peer?.end();
        await ombud.remove();
    }
}
