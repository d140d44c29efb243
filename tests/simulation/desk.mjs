// A desk at work: what its admin has set up, its agents and its customers, each acting by chance from one seed, and the faults that meet them.
// Everything goes through the public interface; what each was told is kept, to be compared with the log.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Live, Person, Program, request, seeded, sleep } from '../scenarios/support.mjs';
import { Hours } from './reference.mjs';

const box = 'support@exchange.test';
const both = ['zh-CN', 'en'];
const topics = ['withdrawal', 'deposit', 'sign_in', 'theft', 'other', 'security'];
const said = {
    'zh-CN': ['提现两个小时还没有到账', '我的充值不见了，请帮忙看看 😟', '收不到验证码', '好的，谢谢', '请问还要多久？', '我已经按照您说的做了'],
    en: ['My withdrawal has not arrived for two hours', 'My deposit is missing, please look 😟', 'I get no code by mail', 'Thank you', 'How long will it take?', 'I did as you said'],
};
const conditions = (...all) => ({ all, any: [] });
const anyOf = (field, ...values) => ({ field, is: 'any_of', values });
const isTransient = (answer) => !answer || answer.status >= 500 || answer.status === 429;

// Whoever asked has been deactivated.
export class Gone extends Error {
    constructor(id) {
        super('gone');
        this.id = id;
    }
}

// Every day open, except the given minutes of the local days on which they fall.
function openExcept(zone, shut) {
    const wall = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', weekday: 'short', hour: '2-digit', minute: '2-digit' });
    const closed = shut.map((at) => {
        const part = Object.fromEntries(wall.formatToParts(at).map(({ type, value }) => [type, value]));
        return { day: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(part.weekday) + 1, minute: Number(part.hour) * 60 + Number(part.minute) };
    });
    return [1, 2, 3, 4, 5, 6, 7].flatMap((day) => {
        const marks = closed.filter((each) => each.day === day).map((each) => each.minute).sort((a, b) => a - b);
        const spans = [];
        let opens = 0;
        for (const mark of [...marks, 1440]) {
            if (mark > opens) spans.push({ day, opens, closes: mark });
            opens = mark + 1;
        }
        return spans;
    });
}

export class Desk {
    conversations = [];   // {id, person, language, sent, acknowledged in order of each writer}
    letters = [];         // what was piped in and taken
    acts = [];            // {conversation, clientId, kind, seq}
    planned = [];
    downs = [];           // [from, to] in which the program or its database was away
    left = null;          // {id, at}: who was deactivated
    counts = { posts: 0, again: 0, races: 0, refused: 0, dropped: 0, bulk: 0, macros: 0 };
    over = false;

    constructor({ seed, seconds, customers, agents, kills }) {
        Object.assign(this, { seconds, customers, agentCount: agents, kills, random: seeded(seed), seed });
    }
    chance(share, random = this.random) {
        return random() < share;
    }

    // Settings --------------------------------------------------------------------------------------------------------------

    async open() {
        const data = mkdtempSync(path.join(tmpdir(), 'ombud-simulation-'));
        chmodSync(data, 0o711);
        this.program = await Program.start({ data, config: `[data]\nfolder = "${data}"\n[mail]\nfrom = "安席 <${box}>"\n[mail_in]\naddress = "${box}"\n` });
        this.program.ownsData = true;
        this.admin = await this.program.firstAdmin();
        // Nobody raises their own budget.
        const { id: keepers } = await this.admin.post('/api/v1/roles', { name_en: 'Keepers', name_zh: '权限管理', permissions: ['manage_access'], copied_from: 'agent' });
        const keeper = await this.admin.colleague('Keeper', keepers);
        for (const [by, role] of [[this.admin, 'agent'], [keeper, 'admin']]) {
            const budget = { role, customers_alert: 99_000, customers_stop: 100_000, reveals_alert: 900, reveals_stop: 1_000 };
            const answer = await by.call('PUT', '/api/v1/insiders/budgets', { json: budget });
            assert.equal(answer.status, 200, answer.bytes.toString());
        }
        this.agents = [];
        for (let number = 0; number < this.agentCount; ++number) await this.hire(number);
        await this.agree();
        await this.makeQueues();
        this.views = [];
        const views = [
            ['Urgent', conditions(anyOf('priority', 'urgent', 'high'))], ['中文', conditions(anyOf('language', 'zh-CN'), { field: 'status', is: 'none_of', values: ['waiting'] })],
            ['Money', { all: [], any: [anyOf('topic', 'withdrawal', 'deposit'), anyOf('tag', 'money')] }], ['Mine', conditions(anyOf('assignee', 'me'))], ['Nobody', conditions(anyOf('assignee', 'nobody'))],
        ];
        for (const [name, wanted] of views) this.views.push(await this.admin.post('/api/v1/shared-views', { name, conditions: wanted, sort: 'waiting' }));
        this.macro = await this.admin.post('/api/v1/macros', {
            name: 'Close kindly', acts: [{ act: 'priority', values: ['low'] }, { act: 'add_tags', values: ['closed kindly'] }, { act: 'note', values: ['closed by macro'] },
                { act: 'reply', values: ['Everything is done. 都处理好了。'] }, { act: 'status', values: ['resolved'] }],
        });
    }

    async hire(number) {
        const agent = await this.admin.colleague(`Agent${number}`);
        agent.random = seeded(this.seed * 1000 + number);
        agent.capacity = 3 + (number % 4);
        agent.languages = number % 5 === 0 ? ['zh-CN'] : number % 5 === 1 ? ['en'] : both;
        agent.skills = number % 2 === 0 ? ['withdrawal', 'deposit'] : [];
        const answer = await this.admin.call('PUT', `/api/v1/staff/${agent.id}/routing`, {
            json: { languages: agent.languages, skills: agent.skills, capacity: { chat: agent.capacity, email: agent.capacity, form: 2 } },
        });
        assert.equal(answer.status, 200, answer.bytes.toString());
        this.agents.push(agent);
    }

    // The shortest promises that can be made, in hours that end and begin while we look on, and on a holiday.
    async agree() {
        const now = Math.ceil(Date.now() / 60_000) * 60_000;
        const names = (name) => ({ name_en: name, name_zh: name });
        const shut = [2, 3, 6, 9].map((later) => now - 60_000 + later * 60_000);
        if (this.seconds <= 90) shut[0] = now;   // a short run must see it shut, too
        const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York', dateStyle: 'short' }).format(now);
        const holiday = { date: today, name: 'Holiday', yearly: false };
        // The one that comes with the desk fits everything and promises hours.
        for (const { id } of (await this.admin.get('/api/v1/service-levels')).policies)
            assert.equal((await this.admin.call('DELETE', `/api/v1/service-levels/policies/${id}`)).status, 204);
        const calendars = {};
        for (const [name, zone, hours, holidays] of [['always', 'UTC', openExcept('UTC', []), []], ['breaks', 'Asia/Kathmandu', openExcept('Asia/Kathmandu', shut), []],
            ['holiday', 'America/New_York', openExcept('America/New_York', []), [holiday]]]) {
            calendars[name] = await this.admin.post('/api/v1/service-levels/calendars', { ...names(name), zone, hours, holidays });
        }
        const add = (name, calendar, wanted, targets, by_priority = {}, warn_percent = 20, warn_left = null) =>
            this.admin.post('/api/v1/service-levels/policies', { ...names(name), calendar_id: calendars[calendar].id, conditions: wanted, targets, by_priority, warn_percent, warn_left });
        await add('theft', 'always', conditions(anyOf('topic', 'theft')), { first_answer: 1, next_answer: 1, resolution: 2 }, {}, 10);
        await add('withdrawals', 'breaks', conditions(anyOf('topic', 'withdrawal')), { first_answer: 1, next_answer: 1, resolution: 2 }, { low: { first_answer: 5 }, urgent: { resolution: 1 } }, 30);
        await add('deposits', 'holiday', conditions(anyOf('topic', 'deposit')), { first_answer: 2, next_answer: 3, resolution: 30 });
        await add('rest', 'always', conditions({ field: 'topic', is: 'none_of', values: ['other'] }), { first_answer: 1, next_answer: 1, resolution: 3 },
            { low: { first_answer: 10, next_answer: 10 }, high: { resolution: 2 } }, 90, 1);
        const settings = await this.admin.get('/api/v1/service-levels');
        this.settings = { policies: settings.policies, hours: new Map(settings.calendars.map((each) => [each.id, new Hours(each)])) };
    }

    async makeQueues() {
        const members = this.agents.filter(({ skills }) => skills.length > 0).map(({ id }) => id);
        const add = (name, wanted, more) => this.admin.post('/api/v1/queues', { name_en: name, name_zh: name, conditions: wanted, everybody: true, members: [], strategy: 'round_robin', skills: [], ...more });
        await add('Money', conditions(anyOf('topic', 'withdrawal', 'deposit')), { everybody: false, members, strategy: 'least_load', skills: ['withdrawal'] });
        await add('English', conditions(anyOf('language', 'en'), { field: 'topic', is: 'none_of', values: ['theft'] }));
        this.queues = (await this.admin.get('/api/v1/queues')).queues;
    }

    // Asking ----------------------------------------------------------------------------------------------------------------

    // Asks until it is answered, through whatever fails meanwhile; 409 and the like are answers.
    async ask(person, method, target, json) {
        for (let tries = 0; tries < 900; ++tries) {
            const answer = await person.call(method, target, { json, timeout: 15_000 }).catch(() => null);
            if (!isTransient(answer)) {
                if ([401, 403].includes(answer.status) && person.id === this.left?.id) throw new Gone(person.id);
                return answer;
            }
            this.counts.again += 1;
            await sleep(30 + Math.random() * 120);
        }
        throw new Error(`${method} ${target} is never answered`);
    }
    async read(person, target) {
        const answer = await this.ask(person, 'GET', target);
        assert.equal(answer.status, 200, `${target}: ${answer.bytes}`);
        return answer.json;
    }

    // A post whose connection is cut before its answer has come, perhaps before it has gone.
    cut(person, target, json, random) {
        return new Promise((resolve) => {
            const sent = request(this.program.port, 'POST', target, { json, token: person.token, from: person.from, timeout: 5 + Math.floor(random() * 40) });
            sent.then(resolve, resolve);
        });
    }

    // Says something under one client_id, now and then cut off, now and then several times at once. All answers are one entry.
    async say(person, conversation, draft, { random, expected = [] } = {}) {
        const target = `/api/v1/conversations/${conversation.id}/entries`;
        const kept = { writer: person.id, internal: false, ...draft };
        conversation.sent.set(draft.client_id, kept);
        if (this.chance(0.06, random)) await this.cut(person, target, draft, random);
        const times = this.chance(0.12, random) ? 3 : 1;
        const all = await Promise.all(Array.from({ length: times }, () => this.ask(person, 'POST', target, draft)));
        for (const answer of all) {
            if (answer.status !== 201) {
                assert.ok(expected.includes(answer.json?.code), `${target}: ${answer.status} ${answer.bytes}`);
                continue;
            }
            if (kept.entry) assert.deepEqual([answer.json.seq, answer.json.posted_at, answer.json.body], [kept.entry.seq, kept.entry.posted_at, kept.entry.body], 'said twice, stored once');
            kept.entry = answer.json;
        }
        if (kept.entry) this.counts.posts += 1;
        else conversation.sent.delete(draft.client_id);
        return kept.entry;
    }

    // An act of staff. What no longer applies is refused.
    async act(agent, conversation, what, json) {
        const clientId = randomUUID();
        const answer = await this.ask(agent, 'POST', `/api/v1/conversations/${conversation.id}/${what}`, { client_id: clientId, ...json });
        if (answer.status === 201) this.acts.push({ id: conversation.id, clientId, entry: answer.json });
        else {
            const known = ['status.unchanged', 'assignee.unchanged', 'handling.unchanged', 'assignee.unknown', 'field.range'];   // the last: put off until what has passed meanwhile
            assert.ok(known.includes(answer.json?.code), `${what}: ${answer.status} ${answer.bytes}`);
            this.counts.refused += 1;
        }
        return answer;
    }

    // Faults ----------------------------------------------------------------------------------------------------------------

    async fail(number) {
        const from = Date.now();
        if (number % 2 === 0) {
            await this.program.kill();
            await sleep(200);
            await this.program.launch().catch(() => this.program.healthy());   // on a machine with other work it takes its time
        } else {
            await this.program.killDatabase();
            await this.program.healthy();
        }
        this.downs.push([from * 1000, Date.now() * 1000]);
    }

    // In mid-shift, with whatever they have in hand.
    async deactivate(agent) {
        this.left = { id: agent.id, at: null };
        const answer = await this.ask(this.admin, 'PATCH', `/api/v1/staff/${agent.id}`, { active: false });
        assert.equal(answer.status, 200, answer.bytes.toString());
        this.left.at = Date.now() * 1000;
    }

    // So long, or until the shift is over.
    async pause(milliseconds) {
        for (const end = Date.now() + milliseconds; Date.now() < end && !this.over;) await sleep(Math.min(200, end - Date.now()));
    }

    async end() {
        this.over = true;
        for (const { screen } of this.conversations) void screen?.close();
        await this.program?.stop();
    }
}

// A whole list of the inbox, page by page.
export async function listOf(desk, who, query) {
    const rows = [];
    for (let cursor = ''; cursor !== null;) {
        const page = await desk.read(who, `/api/v1/inbox?${query}&limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
        rows.push(...page.rows);
        cursor = page.next;
    }
    return rows;
}

// A screen that follows a conversation: it loses its line now and then and resumes after the last entry that it shows.
export class Screen {
    entries = [];
    repeats = 0;
    constructor(desk, person, conversation, random) {
        Object.assign(this, { desk, person, conversation, random });
        this.running = this.#run();
    }
    async #run() {
        while (!this.done) {
            try {
                this.live = await Live.connect(this.person.program, { token: this.person.token, authenticate: 'header', from: this.person.from });
                this.live.socket.on('message', (data) => this.#show(JSON.parse(data)));
                this.live.send({ type: 'subscribe', conversation_id: this.conversation.id, after: this.last });
                if (this.desk.chance(0.5, this.random) && !this.desk.over) {
                    const dropped = setTimeout(() => this.live.socket.terminate(), 2_000 + this.random() * 15_000);
                    await this.live.closed;
                    clearTimeout(dropped);
                    this.desk.counts.dropped += 1;
                } else await this.live.closed;
            } catch {
                await sleep(100);
            }
        }
    }
    get last() {
        return this.entries.at(-1)?.seq ?? 0;
    }
    #show(frame) {
        if (frame.type !== 'entry_posted') return;
        if (frame.entry.seq <= this.last) this.repeats += 1;
        this.entries.push(frame.entry);
    }
    async close() {
        this.done = true;
        this.live?.socket.terminate();
        await this.running;
    }
}

// A customer of the chat: asks, waits, writes again, perhaps out of order, perhaps comes back after the end.
export async function customer(desk, number) {
    const random = seeded(desk.seed * 100_000 + number), language = both[number % 2], words = said[language];
    const word = () => words[Math.floor(random() * words.length)];
    const forgotten = number % 10 === 3;   // nobody looks at it for more than a minute
    if (!forgotten) await desk.pause(random() * desk.seconds * 350);
    const from = `127.0.${1 + (number % 200)}.1`;
    const made = await desk.ask(new Person(desk.program, undefined, { from }), 'POST', '/api/v1/visitors', { language });
    assert.equal(made.status, 201, made.bytes.toString());
    const person = new Person(desk.program, made.json.token, { id: made.json.visitor_id, from });
    const topic = topics[Math.floor(random() * topics.length)], first = { client_id: randomUUID(), body: `${word()} #${number}`, language, topic };
    const opened = await Promise.all(Array.from({ length: desk.chance(0.2, random) ? 3 : 1 }, () => desk.ask(person, 'POST', '/api/v1/conversations', first)));
    for (const each of opened) assert.equal(each.status, 201, each.bytes.toString());
    const { id } = opened[0].json;
    assert.ok(opened.every((each) => each.json.id === id), 'opened twice, it is one');
    const conversation = { id, person, language, topic, number, sent: new Map(), order: [], forgottenUntil: forgotten ? Date.now() + 64_000 : 0 };
    conversation.sent.set(first.client_id, { writer: person.id, internal: false, ...first, entry: { seq: 1 } });
    desk.conversations.push(conversation);
    conversation.screen = new Screen(desk, person, conversation, random);
    const say = (mark) => desk.say(person, conversation, { client_id: randomUUID(), body: `${word()} #${number}.${mark}` }, { random });
    for (let turn = 1; !desk.over; ++turn) {
        await desk.pause((2 + random() * 10) * 1000 * (forgotten ? 3 : 1));
        if (desk.over) break;
        if (desk.chance(0.15, random)) {   // two at once, the later one first
            const later = say(`${turn}b`);
            await Promise.all([later, say(`${turn}a`)]);
        } else if (desk.chance(0.6, random)) {
            conversation.order.push((await say(turn)).seq);
        }
        if (turn > 3 && desk.chance(0.2, random)) break;
    }
}

// Somebody who writes a letter, piped in as a mail server would, again until it is taken.
export async function correspondent(desk, number) {
    const random = seeded(desk.seed * 200_000 + number);
    await desk.pause(random() * desk.seconds * 500);
    const letter = { id: `letter-${desk.seed}-${number}@customers.test`, mark: `letter number ${number} of ${desk.seed}` };
    const raw = [`From: Writer ${number} <writer${number}@customers.test>`, `To: ${box}`, `Subject: Question ${number}`, `Message-ID: <${letter.id}>`,
        `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`, 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', '', `Hello, this is ${letter.mark}.`, ''].join('\r\n');
    const pipe = () => new Promise((resolve) => {
        const taking = execFile(Program.executable, ['mail-in', ...desk.program.arguments], (error) => resolve(error ? error.code : 0));
        taking.stdin.on('error', () => {});
        taking.stdin.end(raw);
    });
    for (let code = 75; code !== 0; code = await pipe()) {
        assert.equal(code, 75, 'a letter is taken, or to be offered again');
        await sleep(100);
    }
    if (desk.chance(0.5, random)) await pipe();   // a mail server that did not hear that it was taken
    desk.letters.push(letter);
}
