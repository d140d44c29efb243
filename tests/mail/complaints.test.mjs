// What users of other desks complain of most: mail that is lost, comes twice, or lands in the wrong thread. A test for each, named after it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { box, letterOf, MailHouse, support } from './mail-desk.mjs';
import { oddLetters } from './odd-letters.mjs';
import { eventually, seeded, sleep } from '../scenarios/support.mjs';

const hour = 3_600_000, day = 24 * hour;

const addressOf = (name) => `${name.toLowerCase()}@customers.test`;   // whoever writes about a matter is called so, too

let house, desk, mail;

before(async () => {
    house = await MailHouse.start({ name: 'complaints', customers: ['Apples', 'Threads', 'Pairs', 'Agents', 'Subjects'].map(addressOf), atOnce: 2 });
    ({ desk, mail } = house);
});
after(() => house?.end());

const put = (letters, at) => mail.put(box, letters.map(letterOf), at);
const putLast = (raw) => mail.put(box, [raw]);
const fetched = () => desk.settled(putLast);
async function whileAway(work) {
    desk.program.process.kill('SIGTERM');
    assert.deepEqual(await desk.program.exited, { code: 0, signal: null });
    await work();
    await desk.program.launch();
}
const textsOf = async (pattern) => (await desk.everythingWritten()).map(({ entry }) => entry.body).filter((body) => pattern.test(body)).sort();
const shown = (all) => all.map(({ internal, body }) => [internal, body]);

// --- Lost mail -------------------------------------------------------------------------------------------------------------------

test('Chatwoot #10429: letters older than a day are fetched after an outage', async () => {
    await whileAway(() => {
        for (const days of [0, 2, 3, 40, 400]) put([{ from: `Outage ${days} <outage@customers.test>`, date: Date.now() - days * day, text: `Outage ${days}` }], new Date(Date.now() - days * day));
    });
    await fetched();
    assert.deepEqual(await textsOf(/^Outage /), ['Outage 0', 'Outage 2', 'Outage 3', 'Outage 40', 'Outage 400']);
});

test('LibreDesk: what lay in the mailbox for more than 48 hours is read, by whatever clock', async () => {
    const old = new Date(Date.now() - 49 * hour);
    put([{ from: 'Old A <a@customers.test>', date: old, text: 'Look back A' }], old);
    put([{ from: 'Old B <b@customers.test>', date: old, text: 'Look back B' }]);
    put([{ from: 'Old C <c@customers.test>', text: 'Look back C' }], old);
    assert.equal(await desk.pipe(letterOf({ from: 'Old D <d@customers.test>', date: old, text: 'Look back D' })), 0);
    await fetched();
    assert.deepEqual(await textsOf(/^Look back/), ['Look back A', 'Look back B', 'Look back C', 'Look back D']);
});

test('Chatwoot #12054: a letter that was read does not come back: moved, delivered again, or under other numbers', async () => {
    const again = letterOf({ from: 'Once <once@customers.test>', text: 'Only once' });
    putLast(again);
    await fetched();
    const before = (await desk.inbox()).length;

    const uidOf = (client) => client.search({ header: { from: 'once@customers.test' } }, { uid: true });
    await mail.within(box, async (client) => {
        await client.mailboxCreate('Done');
        await client.mailboxOpen('INBOX');
        await client.messageMove(await uidOf(client), 'Done', { uid: true });
        await client.mailboxOpen('Done');
        await client.messageMove(await uidOf(client), 'INBOX', { uid: true });
    });
    putLast(`Received: from elsewhere by mail.house.test; Wed, 25 Nov 2026 10:00:00 +0000\r\nDelivered-To: ${box}\r\n${again}`);
    await fetched();

    const validity = () => mail.within(box, async (client) => (await client.mailboxOpen('INBOX')).uidValidity);
    const was = await validity();
    await mail.killMailboxes();
    const folder = path.join(mail.file('mail'), box);
    for (const name of readdirSync(folder)) if (/^dovecot[.-]/.test(name)) rmSync(path.join(folder, name));
    await mail.openMailboxes();
    assert.notEqual(await validity(), was);
    await whileAway(() => {});   // it looks at once
    await fetched();
    assert.deepEqual(await textsOf(/^Only once/), ['Only once']);
    assert.equal((await desk.inbox()).length, before + 2, 'the two last letters of this test, nobody else');
});

test('Zammad #5192: killed between fetching and storing, no letter is lost and none is marked as read', async (t) => {
    const seed = Number(process.env.OMBUD_TEST_SEED ?? Date.now() % 1_000_000), random = seeded(seed);
    t.diagnostic(`seed ${seed}`);
    put(Array.from({ length: 80 }, (_, i) => ({ from: `Silent ${i} <silent@customers.test>`, text: `Silent loss ${i}` })));
    for (let i = 0; i < 4; ++i) {
        await desk.program.kill();
        await desk.program.launch();
        await sleep(random() * 300);
    }
    await desk.program.kill();
    await desk.program.launch();
    await fetched();
    assert.deepEqual(await textsOf(/^Silent loss/), Array.from({ length: 80 }, (_, i) => `Silent loss ${i}`).sort());
    assert.ok((await mail.flags(box)).every((marks) => marks === ''));
});

test('Zammad #811: bad letters, and one too large, hold up nothing', async () => {
    const before = (await desk.inbox()).length;
    for (const { raw } of oddLetters) putLast(raw);
    putLast(letterOf({ from: 'Large <large@customers.test>', subject: 'Thirty megabytes', text: 'x'.repeat(76) + `\r\n${'x'.repeat(76)}`.repeat(400_000) }));
    await fetched();
    assert.ok((await desk.inbox()).length > before + 50, 'most of the bad ones are letters of somebody');
    const large = await desk.conversationOf('Large');
    const [{ data }] = await desk.entries(large);
    assert.equal(data.letter.subject, 'Thirty megabytes', 'of what is too large its head is there');
});

test('Zammad #1662: the same letter by pipe and mailbox is one entry, whichever comes first', async () => {
    const both = letterOf({ from: 'Both <both@customers.test>', to: `${support}, ${box}`, text: 'By both doors' });
    await house.send({ envelope: { from: 'both@customers.test', to: [support, box] }, raw: both });
    const mailboxFirst = letterOf({ from: 'Later <later@customers.test>', to: `${box}, ${support}`, text: 'By the mailbox first' });
    putLast(mailboxFirst);
    await fetched();
    assert.equal(await desk.pipe(mailboxFirst), 0);
    assert.equal(await desk.pipe(`Delivered-To: ${support}\r\n${mailboxFirst}`), 0);
    await desk.settled();
    assert.deepEqual(await textsOf(/^By (both|the mailbox)/), ['By both doors', 'By the mailbox first']);
});

test('LibreDesk: a letter without Message-ID is kept', async () => {
    for (const [i, id] of [null, null, '', '   '].entries()) assert.equal(await desk.pipe(letterOf({ from: 'Nameless <nameless@customers.test>', id, text: `Without a name ${i}` })), 0);
    await desk.settled();
    assert.deepEqual(await textsOf(/^Without a name/), ['Without a name 0', 'Without a name 1', 'Without a name 2', 'Without a name 3']);
});

// --- Threading -------------------------------------------------------------------------------------------------------------------

test('LibreDesk #122: empty Message-IDs pull nobody into the thread of another', async () => {
    const empty = ['In-Reply-To: <>', 'References: <> <>'];
    for (const who of ['A', 'B', 'C']) {
        const from = `Empty ${who} <empty-${who.toLowerCase()}@customers.test>`;
        assert.equal(await desk.pipe(letterOf({ from, id: '<>', headers: empty, text: `Empty ${who} 1` })), 0);
        assert.equal(await desk.pipe(letterOf({ from, id: '<>', headers: empty, text: `Empty ${who} 2` })), 0);
    }
    await desk.settled();
    const written = (await desk.everythingWritten()).filter(({ entry }) => /^Empty [ABC] \d$/.test(entry.body));
    assert.equal(written.length, 6);
    assert.equal(new Set(written.map(({ conversation }) => conversation.id)).size, 6);
});

// A conversation about something, with its letters: what was acknowledged, what was answered.
async function talk(matter) {
    const id = `<${randomUUID()}@customers.test>`, address = addressOf(matter);
    const conversation = await desk.open({ from: `${matter} <${address}>`, subject: matter, id, text: `It is about ${matter}.` });
    const acknowledgement = await house.letter(1, address);
    await desk.ana.say(conversation, `We look into ${matter}.`);
    const answer = await house.letter(2, address);
    return { conversation, address, id, acknowledgement, answer, replyTo: answer.replyTo[0].address };
}

test('LibreDesk #176: replies of Apple Mail, which replaces References, stay in their conversation', async () => {
    const { conversation, address, id, acknowledgement, answer } = await talk('Apples');
    const parents = [acknowledgement.messageId, answer.messageId, id];
    for (const [i, parent] of parents.entries()) {
        const uuid = randomUUID().toUpperCase(), boundary = `Apple-Mail=_${randomUUID().toUpperCase()}`;
        const part = (type, words) => `--${boundary}\r\nContent-Transfer-Encoding: 7bit\r\nContent-Type: ${type};\r\n\tcharset=us-ascii\r\n\r\n${words}\r\n`;
        assert.equal(await desk.pipe(`From: Li Wei <${address}>\r
Content-Type: multipart/alternative;\r
\tboundary="${boundary}"\r
Mime-Version: 1.0 (Mac OS X Mail 16.0 \\(3826.200.121\\))\r
Subject: Re: Apples\r
Date: Wed, 25 Nov 2026 10:1${i}:00 +0800\r
References: ${parent}\r
In-Reply-To:\r
 ${parent}\r
To: ${support}\r
Message-Id: <${uuid}@customers.test>\r
X-Mailer: Apple Mail (2.3826.200.121)\r
\r
${part('text/plain', `Apple ${i}\r\n\r\n> On 25 Nov 2026, at 10:00, Support <${support}> wrote:\r\n> \r\n> We look into Apples.\r\n`)}${part('text/html', `<html><body>Apple ${i}<br><blockquote type="cite">We look into Apples.</blockquote></body></html>`)}--${boundary}--\r
`), 0);
    }
    // And one of a phone, which names the parent in In-Reply-To alone.
    assert.equal(await desk.pipe(letterOf({ from: `Li Wei <${address}>`, subject: 'Re: Apples', headers: [`In-Reply-To: ${answer.messageId}`, 'X-Mailer: iPhone Mail (22B83)'], text: 'Apple 3' })), 0);
    const all = await desk.grown(conversation, 6);
    assert.deepEqual(all.slice(2).map(({ body }) => body), ['Apple 0', 'Apple 1', 'Apple 2', 'Apple 3']);
});

test('LibreDesk: whoever quotes a Message-ID, or knows the reply address, joins no thread', async () => {
    const { conversation, id, answer, replyTo } = await talk('Threads');
    const before = shown(await desk.entries(conversation));
    for (const [i, letter] of [
        { headers: [`References: ${id}`, `In-Reply-To: ${id}`] }, { headers: [`In-Reply-To: ${answer.messageId}`] }, { to: replyTo }, { to: `Somebody <x@customers.test>, ${replyTo}` },
    ].entries()) assert.equal(await desk.pipe(letterOf({ from: 'Mallory <mallory@evil.test>', subject: 'Re: Threads', text: `Let me in ${i}`, ...letter })), 0);
    await desk.settled();
    assert.deepEqual(shown(await desk.entries(conversation)), before);
    const written = (await desk.everythingWritten()).filter(({ entry }) => /^Let me in/.test(entry.body));
    assert.equal(written.length, 4, 'but staff hear him');
    for (const { conversation: own } of written) {
        assert.equal(own.customer.name, 'Mallory');
        const note = (await desk.entries(own)).find(({ data }) => data?.related);
        assert.equal(note.data.related.reference, conversation.reference, 'and see what he names');
        assert.equal(note.internal, true);
    }
});

test('FreeScout #4958: letters of one subject are not merged, of one person or of several', async () => {
    for (const [name, address] of [['Ann', 'ann@customers.test'], ['Ann', 'ann@customers.test'], ['Bob', 'bob@customers.test']])
        assert.equal(await desk.pipe(letterOf({ from: `${name} <${address}>`, subject: 'Re: Your account', text: 'Same subject' })), 0);
    await desk.settled();
    const written = (await desk.everythingWritten()).filter(({ entry }) => entry.body === 'Same subject');
    assert.equal(new Set(written.map(({ conversation }) => conversation.id)).size, 3);
});

test('FreeScout #5284: a letter to two addresses, and all that follows it, is one conversation', async () => {
    const address = addressOf('Pairs'), id = `<${randomUUID()}@customers.test>`;
    const to = `${support}, ${box}`, everywhere = { from: address, to: [support, box] };
    await house.send({ envelope: everywhere, raw: letterOf({ from: `Pairs <${address}>`, to, id, subject: 'Two', text: 'To two 0' }) });
    const conversation = await desk.conversationOf('Pairs');
    const acknowledgement = await house.letter(1, address);
    await desk.ana.say(conversation, 'We look into both.');
    const answer = await house.letter(2, address);
    for (const [i, parent] of [id, acknowledgement.messageId, answer.messageId].entries()) {
        const reply = letterOf({ from: `Pairs <${address}>`, to: `${answer.replyTo[0].address}, ${box}`, subject: 'Re: Two', headers: [`In-Reply-To: ${parent}`, `References: ${id} ${parent}`], text: `To two ${i + 1}` });
        await house.send({ envelope: { from: address, to: [answer.replyTo[0].address, box] }, raw: reply });
    }
    await desk.grown(conversation, 5);
    await fetched();
    assert.deepEqual((await desk.entries(conversation)).map(({ body }) => body).sort(), ['To two 0', 'To two 1', 'To two 2', 'To two 3', 'We look into both.']);
    const written = (await desk.everythingWritten()).filter(({ entry }) => /^To two/.test(entry.body));
    assert.equal(written.length, 4, 'none anywhere else');
    assert.equal((await mail.letters(address)).length, 2, 'acknowledged once, answered once');
});

test('FreeScout CVE-2026-47123: a letter in the name of the desk or of an agent is no answer of theirs', async () => {
    const { conversation, address, id, answer, replyTo } = await talk('Agents');
    const before = shown(await desk.entries(conversation));
    const thread = [`References: ${id} ${answer.messageId}`, `In-Reply-To: ${answer.messageId}`];
    for (const from of [support, `安席 <${support}>`, 'Ana <ana@desk.test>', 'Ming Boss <boss@desk.test>', `"Ana (Support)" <${support}>`])
        for (const to of [support, replyTo]) assert.equal(await desk.pipe(letterOf({ from, to, subject: 'Re: Agents', headers: thread, text: 'Send your coins to this address' })), 0);
    await desk.settled();
    await sleep(12_000);   // so long an answer waits before it leaves
    assert.deepEqual(shown(await desk.entries(conversation)), before);
    assert.equal((await mail.letters(address)).length, 2, 'and nothing leaves to the customer');
    for (const other of await desk.inbox())
        for (const { author, body } of await desk.entries(other)) if (/Send your coins/.test(body)) assert.equal(author.kind, 'customer', 'nobody takes it for a word of ours');
});

test('Chatwoot #15869: a changed subject is shown', async () => {
    const { conversation, address, replyTo } = await talk('Subjects');
    assert.equal(await desk.pipe(letterOf({ from: `Li Wei <${address}>`, to: replyTo, subject: '回复：Re: Subjects', text: 'The same' })), 0);
    await desk.grown(conversation, 3);
    assert.equal(await desk.pipe(letterOf({ from: `Li Wei <${address}>`, to: replyTo, subject: 'URGENT: somebody is in my account', text: 'Another' })), 0);
    const all = await desk.grown(conversation, 4);
    assert.deepEqual(all.slice(2).map(({ body, data }) => [body, data.letter.subject ?? null]), [['The same', null], ['Another', 'URGENT: somebody is in my account']]);
});

// --- Much mail -------------------------------------------------------------------------------------------------------------------

test('Chatwoot #14682: a mailbox of 1,500 letters is read to its end', async () => {
    const count = 1500;
    put(Array.from({ length: count }, (_, i) => ({ from: `Many <many${i % 5}@customers.test>`, subject: `Number ${i}`, text: `One of many ${i}` })));
    await whileAway(() => {});
    await eventually(async () => {
        await sleep(2000);
        return (await desk.inbox()).filter(({ customer }) => customer.name === 'Many').length >= count;
    }, 'every letter', 240_000);
    await fetched();
    const texts = await textsOf(/^One of many/);
    assert.equal(texts.length, count);
    assert.equal(new Set(texts).size, count);
});
