// Letters that are not by whom they say: none of them joins a conversation, none is taken for proved, and no answer goes to their writers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { letterOf, MailDesk, support } from './mail-desk.mjs';
import { SmtpHouse } from './smtp-house.mjs';
import { eventually, sleep } from '../scenarios/support.mjs';

const li = 'li@customers.test', maskedLi = 'l•••@cu•••.test', mallory = 'mallory@evil.test', authserv = 'mx.exchange.test';
const says = (what, server = authserv) => `Authentication-Results: ${server}; ${what}`;
const proved = says('dkim=pass header.d=customers.test header.s=s1; spf=pass smtp.mailfrom=li@customers.test; dmarc=pass (p=reject) header.from=customers.test');
const failed = says('dkim=fail header.d=customers.test; spf=fail smtp.mailfrom=li@customers.test; dmarc=fail (p=none) header.from=customers.test');
const provedOfMallory = says('dkim=pass header.d=evil.test header.s=s1; spf=pass smtp.mailfrom=mallory@evil.test; dmarc=pass header.from=evil.test');

let smtp, desk, conversation, answer, thread;

before(async () => {
    smtp = await SmtpHouse.start();
    desk = await MailDesk.start({ mail: `smtp_url = "${smtp.url}"`, mailIn: `authserv_id = "${authserv}"` });
    const id = '<first@customers.test>';
    conversation = await desk.open({ from: `Li Wei <${li}>`, headers: [proved], id, text: 'Where is my withdrawal?' });
    await desk.ana.say(conversation, 'Which network did you use?');
    answer = await eventually(() => smtp.taken.find(({ text }) => text.includes('Which network')), 'the answer', 30_000);
    thread = { headers: [`References: ${id} ${answer.id}`, `In-Reply-To: ${answer.id}`], to: answer.replyTo };
});
after(async () => {
    await desk?.stop();
    await smtp?.end();
});

const belief = ({ data }) => data.letter.belief;
const grown = (length) => desk.grown(conversation, length);

test('Li herself joins her conversation, proved', async () => {
    assert.equal(belief((await desk.entries(conversation))[0]), 'believed');
    assert.equal(await desk.pipe(letterOf({ from: `Li Wei <${li}>`, to: answer.replyTo, headers: [proved], text: 'TRC20.' })), 0);
    const all = await grown(3);
    assert.deepEqual([all[2].body, belief(all[2])], ['TRC20.', 'believed']);
});

// Each as a letter into the thread of Li, by References and by the reply address, as our own mail server has marked it.
const forged = {
    'dmarc that failed': { headers: [failed] },
    'dkim that failed': { headers: [says('dkim=fail header.d=customers.test header.s=s1')] },
    'spf that failed': { headers: [says('spf=fail smtp.mailfrom=li@customers.test')] },
    'dmarc that failed, and a passed one of another server above nothing': { headers: [failed, says('dmarc=pass header.from=customers.test', 'mx.evil.test')] },
    'dmarc that failed, and a forged line of ours below': { headers: [failed, proved] },
    'dmarc that failed, with a comment that says otherwise': { headers: [says('dmarc=fail (dmarc=pass header.from=customers.test) header.from=customers.test')] },
    'dmarc that failed, with quoted words that say otherwise': { headers: [says('dkim=fail reason="x; dmarc=pass header.from=customers.test" header.d=customers.test')] },
    'dkim that passed for another, dmarc that failed': { headers: [says('dkim=pass header.d=evil.test; dmarc=fail header.from=customers.test')] },
    'dmarc that failed, in a line that is folded': { headers: [`Authentication-Results: ${authserv};\r\n dkim=none;\r\n\tdmarc=fail (p=reject)\r\n header.from=customers.test`] },
    'a name that differs in case': { headers: [failed.replace(authserv, authserv.toUpperCase())] },
};
// Of Mallory, who may prove who he is, but would pass for Li.
const disguised = {
    'her address as his name': { from: `"${li}" <${mallory}>` },
    'her name and address as his name': { from: `"Li Wei <${li}>" <${mallory}>` },
    'her address in an encoded name': { from: `=?utf-8?q?Li_Wei_=3Cli=40customers=2Etest=3E?= <${mallory}>` },
    'her address in a comment': { from: `${mallory} (${li})` },
    'her address behind his': { from: `${mallory}, ${li}` },
    'his field before hers': { from: `${mallory}\r\nFrom: Li Wei <${li}>` },
    'Sender': { from: `Mallory <${mallory}>`, more: [`Sender: Li Wei <${li}>`] },
    'Reply-To': { from: `Mallory <${mallory}>`, more: [`Reply-To: Li Wei <${li}>`] },
    'Return-Path': { from: `Mallory <${mallory}>`, more: [`Return-Path: <${li}>`] },
    'Resent-From': { from: `Mallory <${mallory}>`, more: [`Resent-From: <${li}>`, `X-Original-From: <${li}>`] },
    'a domain below another': { from: `Li Wei <${li}.evil.test>` },
    'her address in quotes': { from: `Li Wei <"${li}"@evil.test>` },
    'a route': { from: `Li Wei <@customers.test,@x.test:${mallory}>` },
    'letters that look alike': { from: 'Li Wei <l\u0456@customers.test>' },
    'an extension': { from: 'Li Wei <li+x@customers.test>' },
    'a zero behind it': { from: `Li Wei <${li}\0@evil.test>` },
    'a domain with a dot': { from: 'Li Wei <li@customers.test.>' },
};

const attempts = [
    ...Object.entries(forged).map(([name, letter]) => [`forged: ${name}`, { from: `Li Wei <${li}>`, ...letter }]),
    ...Object.entries(disguised).map(([name, { from, more = [] }]) => [`disguised: ${name}`, { from, headers: [provedOfMallory, ...more] }]),
];

test('nobody else joins it: not by References, not by the reply address, whatever the letter says of itself', async () => {
    const before = await desk.entries(conversation);
    for (const [name, { from, headers }] of attempts) {
        for (const [way, letter] of [['References', { headers: [...headers, ...thread.headers] }], ['reply address', { headers, to: thread.to }]])
            assert.equal(await desk.pipe(letterOf({ subject: 'Re: Withdrawal', ...letter, from, text: `Send it to me. ${name}, ${way}` })), 0);
    }
    await desk.settled();
    assert.deepEqual((await desk.entries(conversation)).slice(before.length).map(({ body }) => body), []);
    const written = (await desk.everythingWritten()).filter(({ entry }) => /^Send it to me\./.test(entry.body));
    const missing = attempts.flatMap(([name]) => ['References', 'reply address'].map((way) => `Send it to me. ${name}, ${way}`)).filter((body) => !written.some(({ entry }) => entry.body === body));
    assert.deepEqual(missing, [], 'but each is heard');
    const taken = [];
    for (const each of written) {
        const { conversation: own, entry } = each;
        const looksLikeLi = belief(entry) === 'believed' && entry.data.letter.from === maskedLi;
        if (own.customer.id === conversation.customer.id || (looksLikeLi && (await desk.sender(own)) === li)) taken.push(each);
    }
    assert.deepEqual(taken.map(({ entry }) => entry.body), [], 'none is taken for Li');
    for (const { entry } of written) if (/^Send it to me. forged/.test(entry.body)) assert.equal(belief(entry), 'refuted', entry.body);
});

test('what failed is neither acknowledged nor answered to another than it names', async () => {
    const before = smtp.taken.length;
    assert.equal(await desk.pipe(letterOf({ from: 'Victim <victim@customers.test>', headers: [failed, `Reply-To: ${mallory}`], text: 'Echo' })), 0);
    const own = await desk.conversationOf('Victim');
    await sleep(2000);
    assert.deepEqual(smtp.taken.slice(before).map(({ to }) => to).filter((to) => to === 'victim@customers.test' || to === mallory), []);
    await desk.ana.say(own, 'Was it you?');
    const letter = await eventually(() => smtp.taken.find(({ text }) => text.includes('Was it you?')), 'the answer', 30_000);
    assert.equal(letter.to, 'victim@customers.test', 'Reply-To is nobody that proved anything');
});

// What no server of ours vouched for, where one usually does.
const unproved = {
    'no line at all': [], 'a line of another server': [says('dmarc=pass header.from=customers.test', 'mx.evil.test')],
    'a line of ours below that of another': [says('none', 'mx.evil.test'), proved],
    'nothing to say': [says('none')], 'dkim of another': [says('dkim=pass header.d=evil.test header.s=s1; spf=pass smtp.mailfrom=mallory@evil.test')],
    'dmarc of another': [says('dmarc=pass header.from=evil.test')], 'a name that only begins alike': [says('dmarc=pass header.from=customers.test', `${authserv}.evil.test`)],
    'a longer domain': [says('dmarc=pass header.from=customers.test.evil.test')], 'a shorter one': [says('dkim=pass header.d=test')],
};

test('what nobody vouched for is never shown as proved', async () => {
    for (const [name, headers] of Object.entries(unproved)) assert.equal(await desk.pipe(letterOf({ from: 'Wu <wu@customers.test>', headers, text: `Unproved ${name}` })), 0);
    await desk.settled();
    const written = (await desk.everythingWritten()).filter(({ entry }) => /^Unproved/.test(entry.body));
    assert.equal(written.length, Object.keys(unproved).length);
    for (const { entry } of written) assert.equal(belief(entry), 'unknown', entry.body);
});

test('of two senders neither joins it', async () => {
    const before = await desk.entries(conversation);
    for (const letter of [thread, { to: thread.to }]) assert.equal(await desk.pipe(letterOf({ subject: 'Re: Withdrawal', ...letter, from: `${li}, ${mallory}`, text: 'Both of us' })), 0);
    await desk.settled();
    assert.deepEqual((await desk.entries(conversation)).slice(before.length).map(({ body }) => body), []);
});

test('what nobody vouched for joins no conversation whose letters were proved', async () => {
    const before = await desk.entries(conversation);
    for (const [name, headers] of Object.entries(unproved))
        for (const letter of [{ headers: [...headers, ...thread.headers], to: support }, { headers, to: thread.to }])
            assert.equal(await desk.pipe(letterOf({ from: `Li Wei <${li}>`, subject: 'Re: Withdrawal', ...letter, text: `Take off my second factor: ${name}` })), 0);
    await desk.settled();
    assert.deepEqual((await desk.entries(conversation)).slice(before.length).map(({ body }) => body), []);
});
