// Mail servers that misbehave: a letter waits, comes back or is given up as the server said, and arrives once where SMTP allows.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MailDesk } from './mail-desk.mjs';
import { SmtpHouse } from './smtp-house.mjs';
import { eventually, sleep } from '../scenarios/support.mjs';

const { answer } = SmtpHouse;
const first = 7_500;   // the first retry comes after ten seconds, a quarter earlier or later
const once = new Set();
const firstTime = (what) => !once.has(what) && once.add(what);
const forEver = () => new Promise(() => {});

// Faults by address, so that all can be looked at together.
const faults = {
    recipient: {
        'later@customers.test': () => firstTime('later') && fail(451, '4.3.0 greylisted'),
        'nobody@customers.test': () => fail(550, '5.1.1 no such user'),
        'policy@customers.test': () => firstTime('policy') && fail(550, '5.7.1 not today'),
        'twice@customers.test': () => (firstTime('twice') || firstTime('twice again')) && fail(450, '4.2.0 try later'),
        'slow@customers.test': () => sleep(8_000),
        'silent@customers.test': forEver,
    },
    data: { 'cut@customers.test': (session) => firstTime('cut') && lose(session) },
    letter: {
        'full@customers.test': () => firstTime('full') && fail(452, '4.2.2 mailbox full'),
        'spam@customers.test': () => fail(554, '5.7.1 looks like spam'),
        'unsure@customers.test': (session) => firstTime('unsure') && lose(session),
    },
    kept: { 'doubled@customers.test': (session) => firstTime('doubled') && smtp.hangUp(session) },
};
function fail(code, words) {
    throw answer(code, words);
}
// The line breaks, and what came is not kept.
function lose(session) {
    smtp.hangUp(session);
    fail(451, '4.3.0 nobody hears this');
}
const well = () => Object.fromEntries(Object.entries(faults).map(([when, ofWhom]) => [when, (address, session) => ofWhom[address]?.(session)]));

let smtp, desk;

before(async () => {
    smtp = await SmtpHouse.start(well());
    desk = await MailDesk.start({ mail: `smtp_url = "${smtp.url}"` });
});
after(async () => {
    await desk?.stop();
    await smtp?.end();
});

async function call(target, json, expected) {
    const answered = await desk.program.call('POST', `/api/v1/${target}`, { json });
    assert.equal(answered.status, expected, answered.bytes.toString().slice(0, 400));
    return answered.json;
}
// A letter to somebody, with where it stands.
async function write(name) {
    const to = `${name}@customers.test`, { tracking } = await call('account/resets', { email: to, language: 'en' }, 202);
    const standing = () => call('account/resets/status', { tracking }, 200);
    return {
        to, standing,
        until: (state, milliseconds = 60_000) => eventually(async () => {
            const now = await standing();
            return now.state === state && now;
        }, `${to}: ${state}`, milliseconds),
    };
}
const taken = (to) => smtp.taken.filter((letter) => letter.to === to);
const tries = (to) => smtp.tries.filter((address) => address === to).length;

test('a letter that a server wants later, or that is cut off, is deferred as told and arrives once', async () => {
    const cases = { later: '451 4.3.0', full: '452 4.2.2', twice: '450 4.2.0', cut: null, unsure: null };
    const letters = await Promise.all(Object.keys(cases).map(write));
    for (const [i, reply] of Object.values(cases).entries()) {
        const { to, until } = letters[i], deferred = await until('deferred', 5_000);
        assert.equal(deferred.reply ?? null, reply, to);
        const waits = new Date(deferred.next_try) - new Date(deferred.at);
        assert.ok(waits >= first && waits <= 12_500, `${to} waits ${waits} ms`);
        assert.equal(taken(to).length, 0, to);
    }
    for (const { to, until } of letters) {
        await until('accepted', 90_000);
        assert.equal(taken(to).length, 1, to);
        assert.equal(tries(to), to.startsWith('twice') ? 3 : 2, to);
    }
});

test('a letter whose last answer is lost comes once more, and is known by its Message-ID', async () => {
    const { to, until } = await write('doubled');
    await until('deferred', 5_000);
    await until('accepted');
    const copies = taken(to);
    assert.equal(copies.length, 2, 'nobody can know that the first was kept');
    assert.match(copies[0].id, /^<[0-9a-f-]{36}@exchange\.test>$/);
    assert.equal(copies[0].id, copies[1].id);
});

test('a letter that is refused bounces at once, and only a dead address is written to no more', async () => {
    const [nobody, policy, spam] = await Promise.all(['nobody', 'policy', 'spam'].map(write));
    assert.equal((await nobody.until('bounced', 5_000)).reply, '550 5.1.1');
    assert.equal((await policy.until('bounced', 5_000)).reply, '550 5.7.1');
    assert.equal((await spam.until('bounced', 5_000)).reply, '554 5.7.1');
    const again = await write('nobody');
    assert.equal((await again.standing()).state, 'suppressed');
    await (await write('policy')).until('accepted', 5_000);
    assert.deepEqual([tries(nobody.to), tries(policy.to), tries(spam.to)], [1, 2, 1]);
    assert.deepEqual([taken(nobody.to).length, taken(policy.to).length, taken(spam.to).length], [0, 1, 0]);
});

test('a slow server is waited for, and one that says nothing holds up nobody else', async () => {
    const [silent, slow] = [await write('silent'), await write('slow')];
    await eventually(() => tries(silent.to) === 1 && tries(slow.to) === 1, 'both under way');
    await (await write('quick')).until('accepted', 5_000);
    await slow.until('accepted', 20_000);
    assert.deepEqual([tries(slow.to), taken(slow.to).length], [1, 1]);
    assert.equal((await silent.standing()).state, 'queued', 'it is still being offered');
});

test('a server that is busy, or does not like us, says nothing of those we write to', async () => {
    const before = smtp.taken.length;
    smtp.manners = { connect: () => fail(421, '4.7.0 too many connections') };
    const busy = await write('busy');
    assert.equal((await busy.until('deferred', 5_000)).reply, '421 4.7.0');
    smtp.manners = { sender: () => fail(550, '5.7.1 sender not welcome') };
    const unwelcome = await write('unwelcome');
    assert.equal((await unwelcome.until('deferred', 5_000)).reply, '550 5.7.1');
    assert.equal(smtp.taken.length, before);
    smtp.manners = well();
    for (const { to, until } of [busy, unwelcome]) {
        await until('accepted');
        assert.equal(taken(to).length, 1);
    }
});

test('an answer of an agent that a server wants later arrives once, in the thread of its letter', async () => {
    const id = '<asked@customers.test>';
    const conversation = await desk.open({ from: 'Wang <wang@customers.test>', id, text: 'Where is it?' });
    await eventually(() => taken('wang@customers.test').length === 1, 'the acknowledgement');
    faults.letter['wang@customers.test'] = () => firstTime('wang') && fail(451, '4.3.0 later');
    await desk.ana.say(conversation, 'On its way.');
    await eventually(() => taken('wang@customers.test').length === 2, 'the answer', 60_000);
    const [, letter] = taken('wang@customers.test');
    assert.ok(once.has('wang'), 'it was put off first');
    assert.ok(letter.text.includes('On its way.'));
    assert.ok(letter.references.includes(id));
    await sleep(1000);
    assert.equal(taken('wang@customers.test').length, 2);
});

test('the desk ends at once while a server says nothing', async () => {
    const silent = await write('silent');
    await eventually(() => tries(silent.to) > 0, 'an offer');
    const started = Date.now();
    desk.program.process.kill('SIGTERM');
    assert.deepEqual(await desk.program.exited, { code: 0, signal: null });
    assert.ok(Date.now() - started < 20_000);
});
