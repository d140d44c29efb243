// E-mail as a channel: letters come by a real Postfix or out of a real Dovecot, become conversations, and are answered by letter.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { box, MailHouse, support } from './mail-desk.mjs';
import { oddLetters } from './odd-letters.mjs';
import { eventually } from './support.mjs';

const li = 'li@customers.test', mei = 'mei@customers.test', eve = 'eve@customers.test';

let house, desk;

before(async () => {
    house = await MailHouse.start({ name: 'email', customers: [li, mei, eve] });
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

test('whatever odd thing comes is an entry or set aside, and the next letter is read', async () => {
    const before = (await desk.inbox()).length;
    for (const { name, raw } of oddLetters) {
        if (raw.length > 4 << 20) continue;
        assert.equal(await desk.pipe(raw), 0, name);
    }
    await house.send({ from: { name: 'After All', address: 'last@customers.test' }, to: support, subject: 'Still there?', text: 'Hello' });
    await desk.conversationOf('After All');
    assert.ok((await desk.inbox()).length > before + 50, 'most of them are letters of somebody');
    assert.equal((await desk.program.call('GET', '/healthz')).status, 200, 'and the desk still stands');
});
