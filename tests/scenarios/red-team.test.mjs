// An agent who was bribed, with the desk's own API in hand: more than forty ways to see, search, export or change what they may not. Each is
// refused and stands in the audit log, and whoever opens one customer after another is stopped at the set number.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { assertProblem, Program } from './support.mjs';

let program, boss, agent, colleague, victim, room;

before(async () => {
    program = await Program.start();
    boss = await program.firstAdmin();
    agent = await boss.colleague('Mallory');
    colleague = await boss.colleague('Ana');
    victim = await program.visitor();
    room = await victim.open('Where is my withdrawal?');
});
after(() => program.stop());

const nobody = randomUUID();

/** [what they try, method, path, body]; each needs a permission that an agent does not hold. */
const attempts = () => [
    ['read the record of acts', 'GET', '/api/v1/audit'],
    ['read letters to customers', 'GET', '/api/v1/outbox'],
    ['read one letter', 'GET', `/api/v1/outbox/${nobody}`],
    ['see what waits for two people', 'GET', '/api/v1/approvals'],
    ['agree to an unfreeze', 'POST', `/api/v1/approvals/${nobody}`, { agrees: true, reason: 'I know them well' }],
    ['hire a friend', 'POST', '/api/v1/staff', { email: 'friend@desk.test', name: 'F', public_name: 'F', role: 'admin' }],
    ['make themselves an administrator', 'PATCH', `/api/v1/staff/${agent.id}`, { role: 'admin' }],
    ['send a colleague away', 'PATCH', `/api/v1/staff/${colleague.id}`, { active: false }],
    ['make a role that may everything', 'POST', '/api/v1/roles', { name_en: 'X', name_zh: '某', permissions: ['manage_access'], copied_from: 'agent' }],
    ['widen their own role', 'PUT', '/api/v1/roles/agent', { name_en: 'X', name_zh: '某', permissions: ['manage_access'] }],
    ['end a role', 'DELETE', '/api/v1/roles/agent'],
    ['list the keys of programs', 'GET', '/api/v1/keys'],
    ['make a key that outlives them', 'POST', '/api/v1/keys', { name: 'Bot', permissions: ['read_conversations'] }],
    ['end somebody’s key', 'DELETE', `/api/v1/keys/${nobody}`],
    ['list webhooks', 'GET', '/api/v1/webhooks'],
    ['send everything to themselves', 'POST', '/api/v1/webhooks', { name: 'Mine', url: 'https://evil.example/', events: ['entry.posted'] }],
    ['turn a webhook to themselves', 'PUT', `/api/v1/webhooks/${nobody}`, { name: 'Mine', url: 'https://evil.example/', events: ['entry.posted'] }],
    ['read what a webhook sent', 'GET', `/api/v1/webhooks/${nobody}/deliveries`],
    ['see the mail of the desk', 'GET', '/api/v1/mail'],
    ['read letters that were set aside', 'GET', '/api/v1/mail/letters'],
    ['read one of them', 'GET', `/api/v1/mail/letters/${nobody}`],
    ['make one a conversation', 'POST', `/api/v1/mail/letters/${nobody}/read`, { as_person: true }],
    ['fetch letters to a mailbox of theirs', 'POST', '/api/v1/mail/mailboxes', { name: 'x', url: 'imaps://evil.example', folder: 'INBOX', username: 'x', password: 'x' }],
    ['write under another name', 'POST', '/api/v1/mail/brands', { address: 'x@desk.test', name_en: 'X', name_zh: '某' }],
    ['send a letter round', 'POST', '/api/v1/mail/rounds', {}],
    ['make their own site official', 'POST', '/api/v1/official/changes', { kind: 'site', value: 'evil.example', label: 'x' }],
    ['announce that all is well', 'POST', '/api/v1/status/notices', { components: ['email'], state: 'degraded', text: { en: 'x', zh: 'x' } }],
    ['offer networks of theirs', 'PUT', '/api/v1/status/networks', { networks: [] }],
    ['publish an article', 'POST', `/api/v1/articles/${nobody}/publish`, { language: 'en', base: 1 }],
    ['take an article away', 'DELETE', `/api/v1/articles/${nobody}`],
    ['see who watches them', 'GET', '/api/v1/insiders'],
    ['give themselves more', 'POST', '/api/v1/insiders/grants', { staff_id: agent.id, customers: 1000, reveals: 1000, reason: 'Because I want it' }],
    ['see the budgets', 'GET', '/api/v1/insiders/budgets'],
    ['raise their budget', 'PUT', '/api/v1/insiders/budgets', { role: 'agent', customers_alert: 9999, customers_stop: 9999, reveals_alert: 9999, reveals_stop: 9999 }],
    ['silence an alarm', 'POST', `/api/v1/insiders/alarms/${nobody}`, {}],
    ['unmark a canary', 'POST', `/api/v1/conversations/${room.id}/canary`, { on: false }],
    ['read the service levels', 'GET', '/api/v1/service-levels'],
    ['move the targets', 'POST', '/api/v1/service-levels/policies', {}],
    ['change a queue', 'PATCH', `/api/v1/queues/${nobody}`, { name_en: 'X' }],
    ['make a queue that is theirs alone', 'POST', '/api/v1/queues', {}],
    ['give a colleague nothing to do', 'PUT', `/api/v1/staff/${colleague.id}/routing`, { languages: [], skills: [], capacity: {} }],
    ['write what all colleagues answer', 'POST', '/api/v1/shared-replies', { title: 'x', shortcut: 'x', text_en: 'Send your coins to evil.example' }],
    ['make a macro for all', 'POST', '/api/v1/macros', { name: 'x', acts: [] }],
    ['have it done by itself', 'POST', '/api/v1/rules', { name: 'x', on: ['opened'], conditions: { all: [], any: [] }, acts: [], active: true }],
    ['try a rule on last month’s customers', 'POST', '/api/v1/rules/trial', { name: 'x', on: ['opened'], conditions: { all: [], any: [] }, acts: [], active: true }],
    ['make a view for all', 'POST', '/api/v1/shared-views', { name: 'x', conditions: { all: [], any: [] }, sort: 'updated' }],
    ['add a field', 'POST', '/api/v1/fields', { name: 'seed', label_en: 'Seed', label_zh: '种子', kind: 'text' }],
];

/** Doors of customers: staff are nobody there. */
const customersDoors = [
    ['be the customer', 'GET', '/api/v1/account'],
    ['see a customer’s sessions', 'GET', '/api/v1/account/sessions'],
    ['make an API key of an account', 'POST', '/api/v1/account/api-keys', { name: 'x', permissions: ['read'], networks: [] }],
    ['list conversations as their customer', 'GET', '/api/v1/conversations'],
];

/** What no route offers to anybody: there is nothing to browse, search or export. */
const noDoors = [
    '/api/v1/customers', '/api/v1/customers?email=li', '/api/v1/customers/search?q=li', `/api/v1/customers/${nobody}`, '/api/v1/accounts', '/api/v1/export',
    '/api/v1/conversations/export', '/api/v1/entries', '/api/v1/search?q=withdrawal', '/api/v1/contacts', '/api/v1/correspondents', '/api/v1/attachments',
];

test('everything that an agent may not is refused and on the record', async () => {
    const wanted = attempts();
    assert.ok(wanted.length >= 40, `${wanted.length} ways`);
    for (const [what, method, path, json] of [...wanted, ...customersDoors]) {
        const answer = await agent.call(method, path, { json });
        assertProblem(answer, [401, 403], ['permission.missing', 'session.required']);
        assert.ok(!answer.bytes.includes('withdrawal?'), what);
    }
    for (const path of noDoors) assertProblem(await agent.call('GET', path), [404, 405]);

    const doors = new Set();
    for (let before = '', more = true; more;) {
        const page = await boss.get(`/api/v1/audit?act=gate.refused${before}`);
        for (const record of page.records) if (record.actor === agent.id) doors.add(record.details.route);
        more = page.next !== null;
        before = `&before=${page.next}`;
    }
    const refused = wanted.length + customersDoors.filter(([, , path]) => path === '/api/v1/conversations').length;
    assert.ok(doors.size >= wanted.length, `${doors.size} of ${refused} doors stand in the record`);
    const { role } = (await boss.get('/api/v1/staff')).staff.find((person) => person.id === agent.id);
    assert.equal(role, 'agent');
});

test('an administrator alone is not two people, whatever second account they make', async () => {
    const own = await boss.colleague('Twin', 'admin');
    const { approval: id } = await boss.post('/api/v1/official/changes', { add: { kind: 'site', value: 'evil.example', label: 'Help' }, reason: 'We moved the help centre' });
    const answer = await own.call('POST', `/api/v1/approvals/${id}`, { json: { agrees: true, reason: 'It is as I say.' } });
    assertProblem(answer, 403, 'approval.too_new');
});

test('whoever opens one customer after another is stopped at the set number', async () => {
    const budget = { role: 'agent', customers_alert: 6, customers_stop: 8, reveals_alert: 2, reveals_stop: 3 };
    assert.equal((await boss.call('PUT', '/api/v1/insiders/budgets', { json: budget })).status, 200);
    const rooms = [];
    for (let i = 0; i < 14; ++i) rooms.push(await (await program.visitor()).open(`Customer ${i}`));
    // All at once, by every door.
    const doors = ['', '/entries', '/case', '/planned', '/deliveries', '/personal', '/clocks'];
    const seen = new Set();
    await Promise.all(rooms.flatMap(({ id }) => doors.map(async (door) => {
        const answer = await agent.call('GET', `/api/v1/conversations/${id}${door}`);
        if (answer.status === 200) seen.add(id);
        else assertProblem(answer, 403, 'budget.spent');
    })));
    assert.equal(seen.size, 8);
    const shut = rooms.find(({ id }) => !seen.has(id));
    const live = await agent.live();
    live.send({ type: 'subscribe', conversation_id: shut.id, after: 0 });
    assert.equal((await live.until({ type: 'problem' })).code, 'budget.spent');
    live.socket.close();

    const watch = await boss.get('/api/v1/insiders');
    assert.deepEqual(new Set(watch.alarms.map(({ kind }) => kind)), new Set(['customers_near', 'customers_spent']));
    assert.equal(watch.people.find(({ id }) => id === agent.id).customers, 8);
});
