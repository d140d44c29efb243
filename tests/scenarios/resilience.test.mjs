// Fifty clients write while the program and its PostgreSQL are killed ten times: whatever was acknowledged is there, once, in order.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { languages, Live, Program, seeded, sleep } from './support.mjs';

const seed = Number(process.env.SEED ?? 2026);
const rooms = 10, tabs = 4, kills = 10;   // each room: four tabs of its customer and one agent

let program, admin, agents;
before(async () => {
    program = await Program.start();
    admin = await program.firstAdmin();
    agents = [await admin.colleague('Ana'), await admin.colleague('Ben')];
});
after(() => program?.stop());

// Posts one message after the other; tries each again, under its name, until it is acknowledged.
async function write(person, conversation, name, random, acknowledged, finished) {
    const target = `/api/v1/conversations/${conversation.id}/entries`;
    for (let number = 1; number === 1 || !finished(); ++number) {
        const draft = { client_id: `${name}-${number}`, body: `${name} ${number} 你好 😀` };
        if (person.isAgent && random() < 0.3) draft.internal = true;
        for (let tries = 1; ; ++tries) {
            const answer = await person.call('POST', target, { json: draft, timeout: 10_000 }).catch(() => null);
            if (answer?.status === 201) {
                acknowledged.push({ writer: name, seq: answer.json.seq, ...draft });
                break;
            }
            assert.ok(!answer || answer.status >= 500 || answer.status === 429, `${answer?.status} ${answer?.bytes}`);
            assert.ok(tries < 600, 'the program comes back');
            await sleep(20 + random() * 150);
        }
        await sleep(random() * 60);
    }
}

// A screen: it stays on the live socket, and after each loss it comes back and resumes after the last entry that it shows.
class Screen {
    entries = [];
    repeats = 0;
    resumed = -1;
    constructor(person, conversation) {
        Object.assign(this, { person, conversation });
        this.running = this.run();
    }
    async run() {
        while (!this.done) {
            try {
                this.live = await Live.connect(this.person.program, { token: this.person.token, authenticate: 'header' });
                this.live.socket.on('message', (data) => this.show(JSON.parse(data)));
                this.live.send({ type: 'subscribe', conversation_id: this.conversation.id, after: this.last });
                this.resumed += 1;
                await this.live.closed;
            } catch {
                await sleep(50);
            }
        }
    }
    get last() {
        return this.entries.at(-1)?.seq ?? 0;
    }
    show(frame) {
        if (frame.type !== 'entry_posted') return;
        if (frame.entry.seq <= this.last) this.repeats += 1;
        this.entries.push(frame.entry);
    }
    async reaches(seq) {
        for (let waited = 0; this.last < seq && waited < 20_000; waited += 50) await sleep(50);
    }
    async end() {
        this.done = true;
        this.live?.socket.terminate();
        await this.running;
    }
}

test(`nothing acknowledged is lost while everything is killed (SEED=${seed})`, { timeout: 300_000 }, async (t) => {
    const random = seeded(seed);
    const agent = new http.Agent({ keepAlive: true });
    const acknowledged = Array.from({ length: rooms }, () => []);
    let over = false;
    const writers = [], screens = [], talks = [];
    for (let room = 0; room < rooms; ++room) {
        const customer = await program.visitor(languages[room % 2]);
        customer.agent = agent;
        const conversation = await customer.open('', languages[room % 2]);
        const member = Object.assign(Object.create(agents[room % 2]), { isAgent: true, agent });
        talks.push({ customer, conversation, member });
        screens.push({ room, mine: new Screen(customer, conversation), theirs: new Screen(member, conversation) });
        for (let tab = 0; tab < tabs; ++tab) {
            writers.push(write(customer, conversation, `room${room}-tab${tab}`, seeded(seed + room * 10 + tab + 1), acknowledged[room], () => over));
        }
        writers.push(write(member, conversation, `room${room}-agent`, seeded(seed + room * 10 + 9), acknowledged[room], () => over));
    }

    const told = [];
    for (let kill = 0; kill < kills; ++kill) {
        await sleep(200 + random() * 1200);
        if (kill % 2 === 0) {
            await program.kill();
            told.push('program');
            await program.launch();
        } else {
            await program.killDatabase();
            told.push('PostgreSQL');
            await program.healthy();
        }
    }
    await sleep(500);
    over = true;
    await Promise.all(writers);

    let entries = 0;
    for (const { room, mine, theirs } of screens) {
        const { customer, conversation, member } = talks[room];
        const log = await member.log(conversation);
        entries += log.length;
        assert.deepEqual(log.map((entry) => entry.seq), log.map((_, index) => index + 1), 'no gap, no repeat');

        const messages = log.filter((entry) => ['message', 'note'].includes(entry.kind));
        const byClientId = new Map();
        for (const entry of messages) {
            assert.ok(!byClientId.has(entry.client_id), `${entry.client_id} is there once`);
            byClientId.set(entry.client_id, entry);
        }
        for (const { client_id: clientId, seq, body, internal = false } of acknowledged[room]) {
            const stored = byClientId.get(clientId);
            assert.ok(stored, `${clientId} was acknowledged and is there`);
            assert.deepEqual([stored.seq, stored.body, stored.internal], [seq, body, internal]);
        }
        assert.equal(messages.length, acknowledged[room].length, 'nothing is there that nobody was told of');
        for (let writer = 0; writer <= tabs; ++writer) {
            const own = acknowledged[room].filter((one) => one.writer === `room${room}-${writer < tabs ? `tab${writer}` : 'agent'}`).map((one) => one.seq);
            assert.deepEqual(own, [...own].sort((a, b) => a - b), 'each writer finds its messages in the order it wrote them');
        }

        const visible = log.filter((entry) => !entry.internal);
        assert.deepEqual(await customer.log(conversation), visible);
        await Promise.all([mine.reaches(visible.at(-1).seq), theirs.reaches(log.at(-1).seq)]);
        assert.deepEqual(mine.entries, visible, 'the customer\'s screen is the log without notes');
        assert.deepEqual(theirs.entries, log, 'the agent\'s screen is the log');
        assert.equal(mine.repeats + theirs.repeats, 0);
        assert.ok(mine.resumed > 0 && theirs.resumed > 0, 'both screens lost the connection and came back');
        await Promise.all([mine.end(), theirs.end()]);
    }
    agent.destroy();
    assert.equal(told.length, kills);
    t.diagnostic(`${acknowledged.flat().length} acknowledged by ${writers.length} clients, ${entries} entries, ${kills} kills`);
});

test('a second program on the same folder is refused with a clear word', async () => {
    const { spawnSync } = await import('node:child_process');
    const second = spawnSync(Program.executable, ['serve', '--data', program.data, '--listen', '127.0.0.1:0'], { encoding: 'utf8', timeout: 30_000 });
    assert.notEqual(second.status, 0);
    assert.match(second.stderr, /^ombud: [a-z_]+\.[a-z_]+/m);
    await program.healthy();
});

test('a drain says goodbye to sockets, and a restart keeps everything', async () => {
    const customer = await program.visitor('en');
    const conversation = await customer.open('Before the restart');
    const live = await customer.live();
    await live.follow(conversation);
    program.process.kill('SIGTERM');
    assert.equal(await live.closed, 1001);
    assert.equal((await program.exited).code, 0, program.output.slice(-3000));
    await program.launch();
    const [entry] = await customer.log(conversation);
    assert.equal(entry.body, 'Before the restart');
    await agents[0].get('/api/v1/staff/me');
    await customer.post('/api/v1/conversations', { client_id: randomUUID(), language: 'en' });
});
