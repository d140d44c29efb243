// The demo as whoever tries Ombud meets it: a desk that looks lived in, whose month of samples broke no law of the house.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { deskPerson, signIns } from './holders.mjs';
import { eventually, languages, Program, root } from './support.mjs';

let program, boss, all;

const asked = (sql) => JSON.parse(
    execFileSync('psql', ['-qAt', '-h', path.join(program.data, 'postgres/socket'), '-U', 'postgres', '-d', 'ombud', '-c', `SELECT coalesce(jsonb_agg(found), '[]') FROM (${sql}) found`], { maxBuffer: 1 << 26 }).toString(),
);

async function inbox(person, status, view = 'all') {
    const rows = [];
    for (let cursor = '', pages = 0; pages < 30; ++pages) {
        const page = await person.get(`/api/v1/inbox?view=${view}&status=${status}&limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
        rows.push(...page.rows);
        if (!page.next) return rows;
        cursor = page.next;
    }
    throw new Error('an inbox without end');
}

before(async () => {
    program = await Program.start({ command: 'demo', settings: { OMBUD_DEMO_SAMPLES: '' } });
    boss = await deskPerson(program, 'admin');
    all = [...(await inbox(boss, 'active')), ...(await inbox(boss, 'active', 'snoozed')), ...(await inbox(boss, 'resolved'))].map((row) => ({ ...row, ...row.conversation })).filter((row) => row.handling.tags.includes('sample'));
});
after(() => program?.stop());

function count(rows, what) {
    const out = {};
    for (const row of rows) out[what(row)] = (out[what(row)] ?? 0) + 1;
    return out;
}

test('about three hundred conversations, in both languages, of every topic and channel, in every state', () => {
    assert.ok(all.length >= 280 && all.length <= 330, `${all.length} conversations`);
    const language = count(all, (row) => row.language);
    for (const each of languages) assert.ok(language[each] > 100, `${each}: ${language[each]}`);
    const topics = count(all, (row) => row.topic);
    for (const each of ['sign_in', 'security', 'withdrawal', 'deposit', 'theft', 'complaint', 'other']) assert.ok(topics[each] >= 10, `${each}: ${topics[each]}`);
    const channels = count(all, (row) => row.handling.channel);
    for (const each of ['chat', 'email', 'form']) assert.ok(channels[each] >= 20, `${each}: ${channels[each]}`);
    const states = count(all, (row) => row.status);
    for (const each of ['new', 'open', 'waiting']) assert.ok(states[each] >= 5, `${each}: ${states[each]}`);
    const share = states.resolved / all.length;
    assert.ok(share > 0.55 && share < 0.8, `${states.resolved} of ${all.length} are resolved`);
    assert.ok(all.filter((row) => row.handling.snoozed_until).length >= 5, 'some are put off');
    assert.ok(all.filter((row) => row.handling.priority === 'urgent' && row.status !== 'resolved').length >= 3, 'some are urgent');
});

test('no two begin alike', async () => {
    const scripts = languages.map((language) => JSON.parse(readFileSync(path.join(root, `content/demo/past/${language.slice(0, 2)}.json`), 'utf8'))).flatMap((book) => book.scripts);
    const openings = scripts.flatMap((script) => script.open);
    assert.equal(openings.length, all.length, 'each conversation begins in words of its own');
    assert.equal(new Set(openings).size, openings.length);
    const first = await Promise.all(all.slice(0, 12).map((row) => boss.get(`/api/v1/conversations/${row.id}/entries?limit=1`)));
    for (const { entries } of first) assert.ok(!/\{\w+\}/.test(entries[0].body), `every word is filled in: ${entries[0].body}`);
});

test('it happened over thirty days and goes on, mostly while people are awake', () => {
    const ages = all.map((row) => (Date.now() - Date.parse(row.created_at)) / 86_400_000);
    assert.ok(Math.min(...ages) < 0.05 && Math.max(...ages) > 20 && Math.max(...ages) < 31.5, `from ${Math.max(...ages)} to ${Math.min(...ages)} days ago`);
    const resolved = all.filter((row) => row.status === 'resolved' && row.language === 'zh-CN');
    const asleep = resolved.filter((row) => (new Date(row.created_at).getUTCHours() + 8) % 24 < 6);
    assert.ok(asleep.length < resolved.length * 0.2, `${asleep.length} of ${resolved.length} at night`);
});

test('their logs have no gap, go forward in time, and end before now', () => {
    const broken = asked(`SELECT c.reference, c.last_seq, count(*) AS entries, max(e.seq) AS last FROM conversations c JOIN entries e ON e.conversation_id = c.id
        GROUP BY c.id HAVING count(*) <> c.last_seq OR max(e.seq) <> c.last_seq OR min(e.seq) <> 1`);
    assert.deepEqual(broken, []);
    const back = asked(`SELECT conversation_id, seq FROM (SELECT conversation_id, seq, posted_at, lag(posted_at) OVER (PARTITION BY conversation_id ORDER BY seq) AS before FROM entries) e
        WHERE before > posted_at`);
    assert.deepEqual(back, []);
    assert.deepEqual(asked('SELECT conversation_id, seq, posted_at FROM entries WHERE posted_at > now()'), []);
});

test('each queue has work, and ten or more people to do it', async () => {
    const { queues, counts } = await boss.get('/api/v1/queues');
    assert.ok(queues.length >= 7);
    for (const queue of queues) assert.ok(counts.find((each) => each.queue_id === queue.id)?.active > 0, `${queue.name_en} is empty`);
    const { staff } = await boss.get('/api/v1/staff');
    assert.ok(staff.length >= 10, `${staff.length} people`);
    assert.equal(Object.keys(signIns(program)).filter((email) => /admin|lin|grace/.test(email)).length, 3, 'the guide names those that it always named');
});

test('answers that are owed have a time, and what was late is told where it was late', async () => {
    const rows = await eventually(async () => {
        const due = (await inbox(boss, 'active')).filter((row) => row.next_due);
        return due.length >= 15 && due;
    }, 'running clocks', 60_000);
    assert.ok(rows.some((row) => row.next_due.state === 'running'), 'some are in time');
    await eventually(() => asked('SELECT 1 FROM entry_feed').length === 0, 'everything followed', 120_000);
    assert.deepEqual(asked('SELECT * FROM entry_feed_faults'), []);
    const told = asked(`SELECT e.posted_at, c.status FROM entries e JOIN conversations c ON c.id = e.conversation_id WHERE e.client_id LIKE 'breach-%' AND c.tags @> '{sample}'`);
    const past = told.filter((each) => each.status === 'resolved');
    assert.ok(past.length >= 3, 'some answers of the past were late');
    const afterwards = past.filter((each) => Date.now() - Date.parse(each.posted_at) < 600_000);
    assert.deepEqual(afterwards, [], 'and nobody tells of them only now');
});

test('what a desk has: saved replies, macros, rules, fields, views, hours and promises', async () => {
    assert.ok((await boss.get('/api/v1/replies')).replies.length >= 5);
    assert.ok((await boss.get('/api/v1/macros')).macros.length >= 3);
    assert.ok((await boss.get('/api/v1/rules')).rules.length >= 2);
    assert.ok((await boss.get('/api/v1/fields')).fields.some((field) => field.name === 'vip_tier'));
    assert.ok((await boss.get('/api/v1/views')).views.length >= 2);
    const { calendars, policies } = await boss.get('/api/v1/service-levels');
    assert.ok(calendars.length >= 2 && policies.length >= 3);
});

test('no secret of the samples was kept, and nothing else was taken for one', () => {
    const removed = asked(`SELECT DISTINCT e.conversation_id, r ->> 'kind' AS kind FROM entries e JOIN conversations c ON c.id = e.conversation_id, jsonb_array_elements(e.removed) r WHERE c.tags @> '{sample}'`);
    const kinds = count(removed, (each) => each.kind);
    assert.equal(kinds.recovery_phrase, 2);
    assert.ok(Object.keys(kinds).every((kind) => kind === 'recovery_phrase' || kind === 'one_time_code'), JSON.stringify(kinds));
    assert.ok((kinds.one_time_code ?? 0) <= 4, JSON.stringify(kinds));
});

test('a second start of the same folder adds nothing', async () => {
    const size = () => asked('SELECT (SELECT count(*) FROM conversations) AS conversations, (SELECT count(*) FROM staff) AS staff, (SELECT count(*) FROM customers) AS customers')[0];
    const first = size();
    const owns = program.ownsData;
    program.ownsData = false;
    await program.stop();
    program = await Program.start({ command: 'demo', data: program.data, settings: { OMBUD_DEMO_SAMPLES: '' } });
    program.ownsData = owns;
    assert.deepEqual(size(), first);
});
