// Who wrote by mail is asked by mail how it went: one letter, one page that works without scripts, and no letter to those who may not get one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MailDesk } from './mail-desk.mjs';
import { SmtpHouse } from './smtp-house.mjs';
import { eventually } from '../scenarios/support.mjs';

const authserv = 'mx.exchange.test';
const proved = (address) => `Authentication-Results: ${authserv}; dmarc=pass header.from=${address.split('@')[1]}`;
const asks = /\/rate\/omr1_/;

let smtp, desk;
before(async () => {
    smtp = await SmtpHouse.start();
    desk = await MailDesk.start({ mail: `smtp_url = "${smtp.url}"\nrating_after_minutes = 1`, mailIn: `authserv_id = "${authserv}"` });
});
after(async () => {
    await desk?.stop();
    await smtp?.end();
});

const to = (address) => smtp.taken.filter((letter) => letter.to === address);
const askedOf = (address) => to(address).filter(({ text }) => asks.test(text));
const linkIn = ({ text }) => new URL(/https:\/\/support\.exchange\.test(\/(?:en|zh-CN)\/rate\/omr1_[\w-]+)/.exec(text)[0]).pathname;

// A letter, its answer, and the end of it.
async function settled(name, address, { text, headers = [proved(address)], answered = true }) {
    const conversation = await desk.open({ from: `${name} <${address}>`, headers, text });
    if (answered) {
        await desk.ana.say(conversation, 'It is on its way.');
        await eventually(() => to(address).some((letter) => letter.text.includes('on its way')), `the answer to ${name}`, 60_000);
    }
    await desk.ana.post(`/api/v1/conversations/${conversation.id}/status`, { client_id: `resolved-${conversation.id}`, status: 'resolved' });
    return conversation;
}
const send = async (path, form) => {
    const answer = await fetch(desk.program.origin + path, { method: 'POST', redirect: 'manual', body: new URLSearchParams(form) });
    return { status: answer.status, location: answer.headers.get('location') };
};
const ratings = async (conversation) => (await desk.entries(conversation)).filter(({ kind }) => kind === 'rating');

test('a matter that stays resolved is asked about once, in its language, and the answer counts until it is changed', async () => {
    const li = 'li@customers.test', mei = 'mei@customers.test', eve = 'eve@customers.test', nobody = 'nobody@customers.test', chatty = 'chatty@customers.test';
    const theirs = await settled('Li Wei', li, { text: 'My withdrawal is stuck since Monday.' });
    await settled('王小美', mei, { text: '提现三天了还没有到账，请帮我查一下。' });
    await settled('Eve', eve, { text: 'Where is it?', headers: [] });
    await settled('Nobody', nobody, { text: 'Hello?', answered: false });
    const again = await settled('Chatty', chatty, { text: 'Where is my deposit?' });
    await desk.open({ from: `Chatty <${chatty}>`, to: to(chatty).at(-1).replyTo, headers: [proved(chatty)], subject: 'Re: Withdrawal', text: 'One more thing.' });
    await desk.grown(again, 4);

    const [letter] = await eventually(() => askedOf(li).length > 0 && askedOf(mei).length > 0 && askedOf(li), 'the letters that ask', 150_000);
    assert.ok(letter.subject.includes(theirs.reference));
    assert.match(letter.references, /@/, 'in the thread of what they wrote');
    assert.ok(!letter.text.includes('since Monday'), 'none of their words');
    assert.match(linkIn(askedOf(mei)[0]), /^\/zh-CN\//);
    for (const other of [eve, nobody, chatty]) assert.deepEqual(askedOf(other), [], `${other} is not asked`);

    const path = linkIn(letter);
    const page = await fetch(desk.program.origin + path);
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-security-policy'), /default-src 'none'/);
    assert.deepEqual(await ratings(theirs), [], 'who follows a link has said nothing yet');
    assert.deepEqual(await send(path, { score: '2', words: 'It took days.' }), { status: 303, location: path });
    assert.deepEqual(await send(path, { score: '4', words: 'In the end it went well.' }), { status: 303, location: path });
    const said = await ratings(theirs);
    assert.deepEqual(said.map(({ data, body }) => [data.score, body]), [[2, 'It took days.'], [4, 'In the end it went well.']]);
    assert.match(await (await fetch(desk.program.origin + path)).text(), /In the end it went well\./);

    const report = await eventually(async () => {
        const { scores } = await desk.boss.get('/api/v1/reports');
        return scores[3] === 1 && scores;
    }, 'the rating in the report', 30_000);
    assert.deepEqual(report, [0, 0, 0, 1, 0]);
    assert.equal(askedOf(li).length, 1, 'one letter');

    const stop = new URL(/https:\/\/support\.exchange\.test\/en\/letters\/stop\/\w+/.exec(letter.text)[0]).pathname;
    assert.equal((await send(stop, { 'List-Unsubscribe': 'One-Click' })).status, 200, 'and such letters can be ended');
    assert.equal((await fetch(`${desk.program.origin}${path}x`)).status, 404);
});
