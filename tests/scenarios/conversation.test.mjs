// The whole life of a conversation, told through the public interface in both languages.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { assertProblem, eventually, languages, Program } from './support.mjs';

let program, admin, ana, ben;
before(async () => {
    program = await Program.start();
    admin = await program.firstAdmin();
    ana = await admin.colleague('Ana');
    ben = await admin.colleague('Ben');
});
after(() => program?.stop());

const words = {
    'zh-CN': { asks: '我的提现已经两个小时没有到账了 😟', answers: '您好，我正在查这笔提现。', note: '内部备注：链上拥堵，先安抚', more: '谢谢，那我再等等', back: '还是没到' },
    en: { asks: 'My withdrawal has not arrived for two hours 😟', answers: 'Hello, I am looking at this withdrawal.', note: 'Internal remark: chain is congested, calm first', more: 'Thanks, I will wait', back: 'Still nothing' },
};

for (const language of languages) {
    test(`a conversation from the first word to its end and back (${language})`, async () => {
        const say = words[language];
        const customer = await program.visitor(language);
        const waiting = await customer.get('/api/v1/waiting');
        assert.equal(typeof waiting.waiting.known, 'boolean');

        const desk = await ana.live();
        desk.send({ type: 'subscribe_inbox' });
        await desk.until({ type: 'counts' });

        const conversation = await customer.open(say.asks, language);
        assert.match(conversation.reference, /^OM-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
        assert.equal(conversation.status, 'new');
        assert.equal(conversation.language, language);
        assert.equal(conversation.last_seq, 1);
        assert.ok(conversation.queue.place >= 1);
        assert.equal(conversation.assignee, null);

        // The desk hears of it without asking.
        const { row } = await desk.until((frame) => frame.type === 'inbox_changed' && frame.row.conversation.id === conversation.id);
        assert.equal(row.preview.body, say.asks);
        assert.equal(row.last_customer_seq, 1);

        const phone = await customer.live();
        const subscribed = await phone.follow(conversation);
        assert.equal(subscribed.last_seq, 1);
        await phone.until((frame) => frame.type === 'entry_posted' && frame.entry.body === say.asks);

        // Typing and answering.
        await desk.follow(conversation);
        desk.send({ type: 'typing', conversation_id: conversation.id, typing: true });
        const typing = await phone.until({ type: 'typing', conversation_id: conversation.id });
        assert.equal(typing.author.kind, 'agent');
        assert.equal(typing.author.name, 'Ana');

        const note = await ana.note(conversation, say.note);
        assert.equal(note.internal, true);
        const answer = await ana.say(conversation, say.answers, { answering: 1 });
        assert.equal(answer.author.name, 'Ana');
        assert.equal(answer.internal, false);
        const seenByPhone = await phone.until((frame) => frame.type === 'entry_posted' && frame.entry.seq === answer.seq);
        assert.deepEqual(seenByPhone.entry, answer, 'the live entry is the answer of the post');

        const now = await customer.conversation(conversation);
        assert.equal(now.status, 'waiting');
        assert.equal(now.assignee.name, 'Ana');
        assert.equal(now.queue, null, 'who is being answered stands in no queue');

        // The customer reads it, and the agent sees that.
        phone.send({ type: 'seen', conversation_id: conversation.id, seq: answer.seq });
        const seen = await desk.until((frame) => frame.type === 'seen' && frame.by === 'customer');
        assert.equal(seen.seq, answer.seq);
        await ana.post(`/api/v1/conversations/${conversation.id}/seen`, { seq: answer.seq }, 204);
        await phone.until((frame) => frame.type === 'seen' && frame.by === 'staff');

        // Away and back: nothing is missed, nothing comes twice.
        const held = Math.max(...phone.entries(conversation).map((entry) => entry.seq));
        await phone.close();
        await ana.say(conversation, '1 / 3');
        await ana.note(conversation, say.note);
        await ana.say(conversation, '2 / 3');
        const again = await customer.live({ authenticate: 'header' });
        await again.follow(conversation, held);
        await again.until((frame) => frame.entry?.body === '2 / 3');
        await ana.say(conversation, '3 / 3');
        await again.until((frame) => frame.entry?.body === '3 / 3');
        assert.deepEqual(again.entries(conversation).filter((entry) => entry.kind === 'message').map((entry) => entry.body), ['1 / 3', '2 / 3', '3 / 3']);

        // Done, and then not done after all.
        await customer.say(conversation, say.more);
        assert.equal((await ana.conversation(conversation)).status, 'open');
        const state = await ana.post(`/api/v1/conversations/${conversation.id}/status`, { status: 'resolved', client_id: randomUUID() });
        assert.equal(state.kind, 'state');
        assert.equal(state.data.to, 'resolved');
        await again.until((frame) => frame.entry?.kind === 'state' && frame.entry.data.to === 'resolved');
        const resolved = await ana.get('/api/v1/inbox?view=all&status=resolved');
        assert.ok(resolved.rows.some((one) => one.conversation.id === conversation.id));
        await customer.say(conversation, say.back);
        assert.equal((await ana.conversation(conversation)).status, 'open');

        // Handed over to a colleague.
        const handed = await ana.post(`/api/v1/conversations/${conversation.id}/assignee`, { assignee_id: ben.id, client_id: randomUUID() });
        assert.equal(handed.kind, 'assignment');
        assert.equal(handed.data.assignee.name, 'Ben');
        assert.equal(handed.data.previous.name, 'Ana');
        assert.equal((await ben.get('/api/v1/inbox?view=mine&status=active')).rows.filter((one) => one.conversation.id === conversation.id).length, 1);
        assert.equal((await ana.get('/api/v1/inbox?view=mine&status=active')).rows.filter((one) => one.conversation.id === conversation.id).length, 0);

        // The log has no gap; the customer's view is the log without the notes.
        const log = await ana.log(conversation);
        assert.deepEqual(log.map((entry) => entry.seq), log.map((_, index) => index + 1));
        assert.deepEqual(await customer.log(conversation), log.filter((entry) => !entry.internal));
        assert.deepEqual(await ana.log(conversation, 2), log, 'small pages add up to the same');
        const newest = await ana.get(`/api/v1/conversations/${conversation.id}/entries?before=9007199254740991&limit=3`);
        assert.deepEqual(newest.entries, log.slice(-3));

        const mine = await customer.get('/api/v1/conversations');
        assert.deepEqual(mine.conversations.map((one) => one.id), [conversation.id]);
        await Promise.all([desk.close(), again.close()]);
    });
}

test('a note reaches the customer by no door', async () => {
    const mark = 'zq-inner-remark-7781';
    const customer = await program.visitor('en');
    const conversation = await customer.open('Where is my deposit?');
    const phone = await customer.live();
    await phone.follow(conversation);
    await ana.say(conversation, 'Looking at it now.');
    const before = await customer.conversation(conversation);

    const desk = await ana.live();
    await desk.follow(conversation);
    desk.send({ type: 'typing', conversation_id: conversation.id, typing: true, internal: true });
    const note = await ana.note(conversation, `The customer ${mark} was here before.`);
    await ana.say(conversation, 'Found it.');
    await phone.until((frame) => frame.entry?.body === 'Found it.');
    await phone.settled();

    const second = await customer.live();
    await second.follow(conversation);
    await second.until((frame) => frame.entry?.body === 'Found it.');
    const doors = [
        phone.frames, second.frames, await customer.log(conversation), await customer.conversation(conversation), await customer.get('/api/v1/conversations'),
        (await customer.get(`/api/v1/conversations/${conversation.id}/entries?before=${note.seq + 1}&limit=5`)),
    ];
    for (const door of doors) assert.ok(!JSON.stringify(door).includes(mark));
    assert.ok(!phone.frames.some((frame) => frame.type === 'typing'), 'writing a note is not typing');
    assert.ok(!(await program.call('GET', '/metrics')).bytes.includes(mark));
    assert.ok(!program.output.includes(mark), 'nor does the log of the program know it');

    // Nor does a note count: status, updated_at and the queue stay as the last answer left them.
    const fresh = await customer.open('And another one');
    await ana.note(fresh, mark);
    const after = await customer.conversation(fresh);
    assert.equal(after.status, 'new');
    assert.equal(after.assignee, null);
    assert.ok(after.queue.place >= 1);
    assert.equal(after.updated_at, fresh.updated_at);
    assert.equal(before.status, 'waiting');

    // The inbox tells staff of it, and only them.
    assertProblem(await customer.call('GET', '/api/v1/inbox?view=all&status=active'), [401, 403]);
    phone.send({ type: 'subscribe_inbox' });
    await phone.until({ type: 'problem' });
    await phone.settled();
    assert.ok(!JSON.stringify(phone.frames).includes(mark));
    assertProblem(await customer.call('POST', `/api/v1/conversations/${conversation.id}/entries`, { json: { client_id: 'sneaky', body: 'x', internal: true } }), [403, 422]);
    await Promise.all([phone.close(), second.close(), desk.close()]);
});

test('a retry answers the same entry, and other words under the same client_id are refused', async () => {
    const customer = await program.visitor('zh-CN');
    const draft = { client_id: 'retry-1', language: 'zh-CN', body: '您好' };
    const [one, two, three] = await Promise.all([1, 2, 3].map(() => customer.post('/api/v1/conversations', draft)));
    assert.equal(one.id, two.id);
    assert.equal(one.id, three.id);
    assertProblem(await customer.call('POST', '/api/v1/conversations', { json: { ...draft, body: '不同' } }), 409, 'client_id.reused');

    const target = `/api/v1/conversations/${one.id}/entries`;
    const said = { client_id: 'say-1', body: '在吗？' };
    const entries = await Promise.all(Array.from({ length: 8 }, () => customer.post(target, said)));
    for (const entry of entries) assert.deepEqual(entry, entries[0]);
    assertProblem(await customer.call('POST', target, { json: { ...said, body: '在吗！' } }), 409, 'client_id.reused');
    assert.equal((await customer.log(one)).length, 2);

    // What another person calls its own messages is no concern of this one.
    const other = await program.visitor('en');
    const elsewhere = await other.post('/api/v1/conversations', { ...draft, language: 'en', body: 'Hi' });
    assert.notEqual(elsewhere.id, one.id);
});

test('two agents do not answer the same thing', async () => {
    const customer = await program.visitor('en');
    const conversation = await customer.open('Is my account safe?');
    await ana.say(conversation, 'Yes, it is.', { answering: 1 });
    const late = { client_id: randomUUID(), body: 'No worries, all fine.', answering: 1 };
    assertProblem(await ben.call('POST', `/api/v1/conversations/${conversation.id}/entries`, { json: late }), 409, 'entry.answered_already');
    const { last_seq: newest } = await ben.conversation(conversation);
    const insisted = await ben.say(conversation, late.body, { client_id: late.client_id, answering: newest });
    assert.equal(insisted.author.name, 'Ben');
    // Answering oneself, or a note beside it, is no collision.
    await ben.say(conversation, 'One more thing.', { answering: newest });
    await ana.say(conversation, 'ok', { internal: true, answering: 1 });
});

test('the queue moves up as those before are answered', async () => {
    const people = await Promise.all(['a', 'b', 'c'].map(() => program.visitor('en')));
    const conversations = [];
    for (const person of people) conversations.push(await person.open('Hello?'));
    const lives = await Promise.all(people.map((person) => person.live()));
    await Promise.all(lives.map((live, index) => live.follow(conversations[index])));
    const place = async (index) => (await people[index].conversation(conversations[index])).queue?.place;
    const first = await place(0);
    assert.equal(await place(1), first + 1);
    assert.equal(await place(2), first + 2);
    lives[2].forget();
    await ana.say(conversations[0], 'Here I am.');
    await lives[2].until((frame) => frame.type === 'queue' && frame.queue?.place === first + 1);
    await ana.say(conversations[1], 'And here.');
    await lives[2].until((frame) => frame.type === 'queue' && frame.queue?.place === first);
    await ana.say(conversations[2], 'Now you.');
    await lives[2].until((frame) => frame.type === 'queue' && frame.queue === null);
    await Promise.all(lives.map((live) => live.close()));
});

test('presence tells who is here, and who has gone', async () => {
    const customer = await program.visitor('en');
    const conversation = await customer.open('Anybody?');
    const desk = await ana.live();
    await desk.follow(conversation);
    const phone = await customer.live();
    await phone.follow(conversation);
    await desk.until((frame) => frame.type === 'presence' && frame.customer_online);
    await phone.until((frame) => frame.type === 'presence' && frame.agents.some((agent) => agent.name === 'Ana'));
    const colleague = await ben.live();
    await colleague.follow(conversation);
    await desk.until((frame) => frame.type === 'presence' && frame.agents.some((agent) => agent.name === 'Ben'));
    desk.forget();
    await Promise.all([phone.close(), colleague.close()]);
    await desk.until((frame) => frame.type === 'presence' && !frame.customer_online);
    await desk.until((frame) => frame.type === 'presence' && !frame.agents.some((agent) => agent.name === 'Ben'));
    await desk.close();
});

test('unread, counts and pages of the inbox agree with what was said', async () => {
    const before = (await ben.get('/api/v1/inbox?view=unassigned&status=active')).counts;
    const customer = await program.visitor('en');
    const opened = [];
    for (let index = 0; index < 5; ++index) opened.push(await customer.open(`Question ${index}`));
    const page = await ben.get('/api/v1/inbox?view=unassigned&status=active&limit=100');
    assert.equal(page.counts.unassigned, before.unassigned + 5);
    assert.equal(page.counts.all, before.all + 5);
    assert.deepEqual(page.rows.slice(0, 5).map((row) => row.conversation.id), opened.map((one) => one.id).reverse());
    const pages = [];
    for (let cursor = ''; cursor !== null;) {
        const answer = await ben.get(`/api/v1/inbox?view=unassigned&status=active&limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
        pages.push(...answer.rows);
        cursor = answer.next;
    }
    assert.deepEqual(pages.map((row) => row.conversation.id), page.rows.map((row) => row.conversation.id));

    const unread = async () => {
        const { rows } = await ben.get('/api/v1/inbox?view=all&status=active&limit=100');
        const row = rows.find((one) => one.conversation.id === opened[0].id);
        return row.last_customer_seq > (row.seen_seq ?? 0);
    };
    assert.equal(await unread(), true);
    await ben.post(`/api/v1/conversations/${opened[0].id}/seen`, { seq: 1 }, 204);
    assert.equal(await unread(), false);
    await customer.say(opened[0], 'More');
    assert.equal(await unread(), true);
});

test('signing out ends the session and its sockets at once', async () => {
    const answer = await program.signIn(ben, ben.email);
    assert.equal(answer.status, 201);
    const cookie = answer.headers['set-cookie'][0];
    assert.match(cookie, /HttpOnly/i);
    assert.match(cookie, /SameSite=(Lax|Strict)/i);
    const live = await ben.live({ token: answer.json.token });
    const out = await program.call('DELETE', '/api/v1/staff/sessions/current', { token: answer.json.token });
    assert.equal(out.status, 204);
    assertProblem(await program.call('GET', '/api/v1/staff/me', { token: answer.json.token }), 401);
    assert.equal(await live.closed, 4001);
});

test('a wrong password says nothing about who exists, and guessing is slowed down', async () => {
    const known = await program.call('POST', '/api/v1/staff/sessions', { json: { email: 'ana@desk.test', password: 'wrong wrong wrong wrong' }, from: '127.0.0.9' });
    const unknown = await program.call('POST', '/api/v1/staff/sessions', { json: { email: 'nobody@desk.test', password: 'wrong wrong wrong wrong' }, from: '127.0.0.9' });
    assertProblem(known, 401, 'credentials.wrong');
    assertProblem(unknown, 401, 'credentials.wrong');
    const slowed = await eventually(async () => {
        const answer = await program.call('POST', '/api/v1/staff/sessions', { json: { email: 'nobody@desk.test', password: 'wrong wrong wrong wrong' }, from: '127.0.0.9' });
        return answer.status === 429 && answer;
    }, 'a limit on guessing', 60_000);
    assertProblem(slowed, 429, 'rate.limited');
    assert.ok(Number(slowed.headers['retry-after']) > 0);
    assert.ok(slowed.json.retry_after > 0);
});
