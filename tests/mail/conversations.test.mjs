// E-mail as a channel: letters come by a real Postfix or out of a real Dovecot, become conversations, and are answered by letter.
import assert from 'node:assert/strict';
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { box, MailHouse, support } from './mail-desk.mjs';
import { oddLetters } from './odd-letters.mjs';
import { eventually } from '../scenarios/support.mjs';

const li = 'li@customers.test', mei = 'mei@customers.test', eve = 'eve@customers.test';

const hookKey = randomBytes(32);
let house, desk;

before(async () => {
    house = await MailHouse.start({ name: 'email', customers: [li, mei, eve], secrets: { hook_secret_file: `whsec_${hookKey.toString('base64')}` } });
    desk = house.desk;
});
after(() => house?.end());

for (const [language, address, name, subject, words, answer] of [
    ['en', li, 'Li Wei', 'Withdrawal', 'My withdrawal is stuck since Monday.', 'Which network did you use?'],
    ['zh-CN', mei, '王小美', '提现没到账', '提现三天了还没有到账，请帮我查一下。', '请问用的是哪个网络？'],
])
    test(`a letter is acknowledged, answered and continued in one conversation (${language})`, async () => {
        await house.send({ from: { name, address }, to: support, subject, text: words });
        const conversation = await desk.conversationOf(name);
        assert.equal(conversation.language, language);
        const [first] = await desk.entries(conversation);
        assert.equal(first.body, words);
        assert.equal(first.data.letter.subject, subject);
        const acknowledgement = await house.letter(1, address);
        assert.ok(acknowledgement.subject.includes(conversation.reference));
        assert.deepEqual(acknowledgement.headers.get('auto-submitted'), ['auto-replied']);

        await desk.ana.say(conversation, answer);
        const letter = await house.letter(2, address);
        assert.match(letter.subject, new RegExp(subject));
        assert.ok(letter.parts['text/plain'].includes(answer));
        assert.ok(letter.parts['text/plain'].includes(`> ${words}`));
        assert.equal(letter.headers.get('auto-submitted'), undefined, 'a person wrote it');
        const [replyTo] = letter.replyTo;
        await house.send({
            from: { name, address }, to: replyTo.address, subject: `Re: ${subject}`, inReplyTo: letter.messageId, references: letter.messageId,
            text: `TRC20\n\nOn Wed, 25 Nov 2026 at 10:02, Ombud <${support}> wrote:\n> ${answer}\n`,
        });
        await eventually(async () => (await desk.entries(conversation)).length === 3, 'the reply in its conversation', 60_000);
        const reply = (await desk.entries(conversation))[2];
        assert.equal(reply.body, 'TRC20');
        assert.ok(reply.data.letter.quoted.includes(answer));
        assert.equal((await house.mail.letters(address)).length, 2, 'only the first letter was acknowledged');
    });

test('a mailbox is fetched from its oldest letter on, and nothing in it is changed', async () => {
    for (let i = 0; i < 30; ++i) await house.send({ from: { name: `Box ${i}`, address: eve }, to: box, subject: `Old letter ${i}`, text: `Number ${i}` });
    const seen = async () => (await desk.everythingWritten()).map(({ entry }) => entry.body).filter((body) => /^Number \d+$/.test(body));
    await eventually(async () => (await seen()).length === 30, 'thirty entries', 90_000);
    assert.equal(new Set(await seen()).size, 30);
    assert.deepEqual(await house.mail.flags(box), Array(30).fill(''), 'none is marked');
});

// As a provider hands letters over by HTTP: Standard Webhooks 1.0.
async function handOver(raw) {
    const id = `msg_${randomUUID()}`, time = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', hookKey).update(`${id}.${time}.`).update(raw).digest('base64');
    const answer = await fetch(`${desk.program.origin}/hooks/mail`, {
        method: 'POST', body: raw,
        headers: { 'Content-Type': 'message/rfc822', 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': `v1,${signature}` },
    });
    return answer.status;
}

// The ids of all letters that were set aside or wait for somebody to look, but for reports that our acknowledgements came back.
async function aside() {
    const ids = new Set();
    for (const state of ['set_aside', 'quarantined'])
        for (let before = ''; before !== null;) {
            const page = await desk.boss.get(`/api/v1/mail/letters?state=${state}&limit=100${before && `&before=${before}`}`);
            page.letters.forEach(({ id, why }) => why !== 'report' && ids.add(id));
            before = page.next;
        }
    return ids;
}

test('whatever odd thing is handed over by HTTP is an entry or set aside, and the next letter is read', async () => {
    const letters = new Map(oddLetters.map(({ name, raw }) => [createHash('sha256').update(raw).digest('hex'), { name, raw }]));
    const known = new Set([...(await aside()), ...(await desk.everythingWritten()).map(({ entry }) => entry.data?.letter?.id)]);
    const waiting = [...letters.values()];
    await Promise.all([1, 2, 3, 4].map(async () => {
        for (let next = waiting.pop(); next; next = waiting.pop()) assert.equal(await handOver(next.raw), 204, next.name);
    }));
    await house.send({ from: { name: 'After All', address: 'last@customers.test' }, to: support, subject: 'Still there?', text: 'Hello' });
    await desk.conversationOf('After All');
    const written = (await desk.everythingWritten()).map(({ entry }) => entry.data?.letter?.id).filter((id) => id && !known.has(id));
    const set = [...(await aside())].filter((id) => !known.has(id));
    assert.equal(new Set([...written, ...set]).size, letters.size + 1, 'each of them, and the last');
    assert.equal(new Set(written).size, written.length, 'none twice');
    assert.ok(written.length > 50, 'most of them are letters of somebody');
    assert.equal((await desk.program.call('GET', '/healthz')).status, 200, 'and the desk still stands');
});
