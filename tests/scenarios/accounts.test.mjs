// Accounts under attack: nobody shuts an owner out, learns whose address is known, guesses a way in, or gets two uses out of one link.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { addressesIn, Browser, deskPerson, freshNetwork, Postbox, signInOf, startDemo, SecurityKey } from './holders.mjs';
import { assertProblem, eventually, Live, seeded, sleep } from './support.mjs';

const seed = Number(process.env.SEED ?? 2026);
const random = seeded(seed);
const wrong = 'nobody ever chose this one';
const reason = 'Passport and selfie were compared';

let program, postbox, emma, wei, locked;
const nobody = 'no.one@paiwallet.example';   // as long as the one that it is compared with
before(async () => {
    program = await startDemo();
    postbox = await Postbox.open(program);
    emma = { ...signInOf(program, 'customer', 'emma'), home: new Browser(program) };
    wei = { ...signInOf(program, 'customer', 'li.wei'), home: new Browser(program) };
    for (const one of [emma, wei]) await one.home.signIn(one, postbox);
    locked = Promise.all([wei.email, nobody].map(lockOut));   // takes half a minute: other tests go on meanwhile
    locked.catch(() => {});
});
after(() => program?.stop());   // the sanitizers must be content with all of it

const signIn = (email, password, network = freshNetwork(), more = {}) =>
    program.call('POST', '/api/v1/account/sessions', { json: { email, password }, ...more, headers: { 'X-Forwarded-For': network, ...more.headers } });
const note = (text) => console.log(`    ${text}`);

// Wrong passwords, each as soon as the wait after the one before is over, until the tenth shuts the lane for a quarter of an hour.
async function lockOut(email) {
    for (const seconds of [0, 0, 0, 0, 0, 1, 2, 4, 8, 16]) {
        await sleep(seconds * 1000 + 100);
        await eventually(async () => (await signIn(email, wrong)).status === 401, 'a try that counts');
    }
    return Date.now();
}

// Asks `count` times at a steady rate, whatever the answers take; how each ended, and how many were answered a second.
async function hammer(rate, count, ask) {
    const statuses = {}, answers = [], began = performance.now();
    for (let asked = 0; asked < count; ++asked) {
        const due = began + (asked * 1000) / rate;
        if (due > performance.now()) await sleep(due - performance.now());
        answers.push(ask(asked).then((answer) => {
            statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
            if (answer.status === 429) assert.ok(Number(answer.headers['retry-after']) >= 1, 'whoever is slowed down is told for how long');
        }));
    }
    await Promise.all(answers);
    return { statuses, rate: count / ((performance.now() - began) / 1000) };
}
const took = async (work) => {
    const began = performance.now();
    const value = await work();
    return { value, seconds: (performance.now() - began) / 1000 };
};
const keepAlive = (maxSockets) => new http.Agent({ keepAlive: true, maxSockets });

// --- One use of each link ------------------------------------------------------------------------------------------------------

const holder = async (name) => {
    const one = { email: `${name}@holders.example`, password: `first, of ${seed} blue lamps`, home: new Browser(program) };
    await one.home.signUp(one, postbox);
    return one;
};
const askReset = async (email, browser = new Browser(program)) => {
    await browser.post('/api/v1/account/resets', { email, language: 'en' }, 202);
    return postbox.takeLink(email, 'reset_password', 'reset');
};

test('of two resets with one link at once, one wins, and the link is worth nothing afterwards', async () => {
    const owner = await holder('reset-race');
    const older = await askReset(owner.email);
    const link = await askReset(owner.email);
    const choices = ['second, of green lamps', 'third, of yellow lamps'].map((password) => ({ password, browser: new Browser(program) }));
    const answers = await Promise.all(choices.map(({ password, browser }) => browser.call('POST', '/api/v1/account/resets/complete', { token: link.token, password })));
    const won = answers.findIndex(({ status }) => status === 200);
    assert.ok(won >= 0, answers.map(({ status, bytes }) => `${status} ${bytes}`).join());
    assertProblem(answers[1 - won], 401, 'reset_link.invalid');

    for (const { token } of [link, older])
        assertProblem(await new Browser(program).call('POST', '/api/v1/account/resets/complete', { token, password: 'fourth, of no lamps' }), 401, 'reset_link.invalid');
    assert.equal(await owner.home.isSignedIn(), false);
    for (const password of [owner.password, choices[1 - won].password, 'fourth, of no lamps'])
        assertProblem(await signIn(owner.email, password), 401, 'credentials.wrong');
    // The browser that the reset was made in is known from then on: no code is asked for.
    const { session } = await choices[won].browser.signIn({ email: owner.email, password: choices[won].password });
    assert.ok(session.token);
    const profile = await choices[won].browser.get('/api/v1/account');
    assert.equal(profile.hold_reason, 'password_changed');
    assert.ok(Date.parse(profile.hold_until) > Date.now() + 23 * 3_600_000);
});

test('of two sign-ups confirmed at once, one makes the account', async () => {
    const email = 'twice@holders.example';
    const ask = async () => ({ ...(await new Browser(program).post('/api/v1/accounts', { email, language: 'en' }, 202)), code: await postbox.takeCode(email, 'sign_up_code') });
    const [first, second, third] = [await ask(), await ask(), await ask()];
    const confirm = ({ ticket, code }, password) => new Browser(program).call('POST', '/api/v1/accounts/confirm', { ticket, code, password });
    // One ticket twice, and another of the same address beside it.
    const answers = await Promise.all([confirm(first, 'one of two grey herons'), confirm(first, 'two of two grey herons'), confirm(second, 'three of two grey herons')]);
    assert.deepEqual(answers.map(({ status }) => status).sort().slice(0, 1), [201], answers.map(({ bytes }) => bytes).join());
    for (const answer of answers.filter(({ status }) => status !== 201)) assertProblem(answer, [401, 409], ['code.expired', 'email.taken']);
    assertProblem(await confirm(third, 'four of two grey herons'), 409, 'email.taken');
    assertProblem(await confirm(first, 'five of two grey herons'), 401, 'code.expired');
});

test('a forged Host reaches no letter, and no page leads elsewhere', async () => {
    const owner = await holder('forged');
    const forged = [
        { Host: 'evil.example' }, { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'http' }, { Forwarded: 'host=evil.example;proto=https', 'X-Original-Host': 'evil.example' },
        { Host: `evil.example:${program.port}`, 'User-Agent': 'Chrome/1 <a href=//evil.example>{{freeze_link}}</a>' },
    ];
    for (const headers of forged) {
        const stranger = () => new Browser(program);
        const asked = [
            ['reset_password', await stranger().call('POST', '/api/v1/account/resets', { email: owner.email, language: 'en' }, headers)],
            ['freeze_code', await stranger().call('POST', '/api/v1/account/freezes/code', { email: owner.email, language: 'en' }, headers)],
            ['sign_up_known', await stranger().call('POST', '/api/v1/accounts', { email: owner.email, language: 'en' }, headers)],
            ['sign_in_code', await stranger().call('POST', '/api/v1/account/sessions', { email: owner.email, password: owner.password }, headers)],
        ];
        for (const [name, answer] of asked) {
            assert.ok([201, 202].includes(answer.status), `${name} ${answer.status}: ${answer.bytes}`);
            const letter = await postbox.take(owner.email, name);
            assert.ok(!`${letter.subject}${letter.text}${letter.html}`.includes('evil.example'), name);
            for (const url of addressesIn(letter)) assert.equal(new URL(url).origin, program.origin, name);
            if (name !== 'freeze_code') assert.ok(addressesIn(letter).length > 0, name);
        }
    }
    const paths = [
        '//evil.example', '//evil.example/', '///evil.example', '/\\evil.example', '/%5cevil.example', '/%2f%2fevil.example', '/me//evil.example', '/me/%2f%2fevil.example', '/me/?next=//evil.example', '/me/?next=https://evil.example',
        '/desk//evil.example', '/desk/?next=//evil.example', '/?next=//evil.example', '/?url=https://evil.example', '/me/../..//evil.example', '/api/v1/staff/oidc/start?provider=x&next=//evil.example',
    ];
    for (const path of paths) {
        for (const headers of [{}, { Host: 'evil.example' }]) {
            const answer = await program.call('GET', path, { headers });
            assert.ok(answer.status < 500, `${path} ${answer.status}`);
            if (answer.headers.location) assert.match(answer.headers.location, /^\/(?![/\\])/, path);
            assert.ok(!answer.bytes.includes('evil.example') && !JSON.stringify(answer.headers).includes('evil.example'), path);
        }
    }
});

test('addresses that are two, that hold a header or only look like another are none', async () => {
    const { email } = emma;
    const [local, domain] = email.split('@');
    const tricks = [
        `${email}\r\nBcc: thief@evil.example`, `${email}\nBcc: thief@evil.example`, `${email}%0d%0aBcc:thief@evil.example`, `${email}\u2028Bcc: thief@evil.example`, `${email}\0`, `${email},thief@evil.example`, `${email};thief@evil.example`,
        `${email} thief@evil.example`, `Emma <${email}>`, `<${email}>`, `"${local}"@${domain}`, `${local}@[127.0.0.1]`, `${local}@localhost`, `${local}@${domain}.`, `@evil.example:${email}`, `thief@evil.example@${domain}`, ` ${email}`, '', '@',
        email.replace('m', 'ｍ'), email.replace('a', 'а'), email.replace('e', 'е'), `${local}\u200b@${domain}`, `${local}\u0301@${domain}`, email.replace('.', '。'), email.replace('i', 'ı'), email.replace('k', '\u212a').replace('s', 'ſ').replace('i', 'İ'), `\ufeff${email}`,
    ];
    const before = (await postbox.to(email)).length;
    for (const trick of tricks) {
        const browser = new Browser(program);
        for (const target of ['/api/v1/accounts', '/api/v1/account/resets', '/api/v1/account/freezes/code'])
            assertProblem(await browser.call('POST', target, { email: trick, language: 'en' }), 422, ['email.invalid', 'field.nul']);
        assertProblem(await browser.call('POST', '/api/v1/account/sessions', { email: trick, password: emma.password }), [401, 422], ['credentials.wrong', 'field.nul']);
    }
    assert.equal((await postbox.to(email)).length, before);
    assert.equal((await postbox.to('thief@evil.example')).length, 0);
    // Capitals are the same address: no second account beside the first.
    await new Browser(program).post('/api/v1/accounts', { email: email.toUpperCase(), language: 'en' }, 202);
    await postbox.take(email, 'sign_up_known');
});

// --- Freezing ------------------------------------------------------------------------------------------------------------------

const dead = (browser) => eventually(async () => !(await browser.isSignedIn()), 'the end of the session', 1_000);

test('a link in a letter freezes at once, and only the owner and two of the staff undo it', async () => {
    const { home, email, password } = emma;
    await home.stepUp(password);
    const key = await home.post('/api/v1/account/api-keys', { name: 'trader', permissions: ['read', 'withdraw'], networks: [] });
    assert.match(key.secret, /^omk1_/);
    const conversation = (await home.post('/api/v1/conversations', { client_id: 'frozen-later', language: 'en', body: 'Hello' })).id;
    const live = await Live.connect(program, { token: home.cookies.get('ombud_account'), authenticate: 'header' });
    await live.follow({ id: conversation });
    const link = await postbox.takeLink(email, 'api_key_made', 'freeze');

    const stranger = new Browser(program);
    assertProblem(await stranger.call('POST', '/api/v1/account/freezes/link', { token: `${link.token.slice(0, -1)}${link.token.endsWith('A') ? 'B' : 'A'}` }), 401, 'link.invalid');
    const { frozen_at: frozenAt } = await stranger.post('/api/v1/account/freezes/link', { token: link.token }, 200);
    const { seconds } = await took(() => dead(home));
    const socket = await took(() => Promise.race([live.closed, sleep(5_000)]));
    assert.equal(socket.value, 4001, 'the live socket ends with the session');
    assert.ok(seconds + socket.seconds < 2.5, `${seconds} s and ${socket.seconds} s`);
    note(`freeze: session dead after ${seconds.toFixed(3)} s, live socket after ${(seconds + socket.seconds).toFixed(3)} s`);
    const told = await postbox.take(email, 'frozen');
    // Again changes nothing and says nothing new.
    assert.equal((await stranger.post('/api/v1/account/freezes/link', { token: link.token }, 200)).frozen_at, frozenAt);
    assert.equal((await postbox.to(email, 'frozen')).length, 1, told.subject);

    // A whole sign-in leads to a ticket and to no session.
    const asked = await home.signIn(emma, postbox);
    assert.equal(asked.next, 'frozen');
    assert.equal(asked.session, null);
    assert.equal(asked.frozen_at, frozenAt);
    const fresh = await new Browser(program).signIn(emma, postbox);
    assert.equal(fresh.next, 'frozen');
    assert.equal(await home.isSignedIn(), false);

    const { tracking, state } = await home.post('/api/v1/account/unfreezes', { ticket: asked.ticket }, 202);
    assert.equal(state, 'code_sent');
    assertProblem(await home.call('POST', '/api/v1/account/unfreezes/confirm', { tracking, code: '00000000' }), 401, 'code.wrong');
    const code = await postbox.takeCode(email, 'unfreeze_code');
    assert.equal((await home.post('/api/v1/account/unfreezes/confirm', { tracking, code }, 200)).state, 'waiting_for_staff');

    const [lin, grace, an] = [await deskPerson(program, 'agent'), await deskPerson(program, 'supervisor'), await deskPerson(program, 'admin')];
    const waiting = (await grace.get('/api/v1/approvals')).approvals.find((one) => one.act === 'account.unfreeze' && one.state === 'waiting');
    assert.ok(!JSON.stringify(waiting.facts).includes(email), 'the address is masked');
    const decide = (person, words = reason) => person.call('POST', `/api/v1/approvals/${waiting.id}`, { json: { agrees: true, reason: words } });
    assertProblem(await decide(lin), 403, 'permission.missing');
    assertProblem(await decide(grace), 403, 'step_up.required');
    for (const person of [grace, an]) await person.post('/api/v1/staff/me/step-up', { password: person.password }, 200);
    assertProblem(await decide(grace, 'ok'), 422, 'reason.too_short');
    assert.equal((await decide(grace)).status, 200);
    assertProblem(await decide(grace), 409, 'approval.already_voted');
    const again = await deskPerson(program, 'supervisor');   // in another session she is the same person
    await again.post('/api/v1/staff/me/step-up', { password: again.password }, 200);
    assertProblem(await decide(again), 409, 'approval.already_voted');
    assert.equal((await home.post('/api/v1/account/unfreezes/status', { tracking }, 200)).approvals, 1);
    assert.equal((await home.signIn(emma, postbox)).next, 'frozen');

    assert.equal((await decide(an)).json.state, 'approved');
    const done = await eventually(async () => {
        const now = await home.post('/api/v1/account/unfreezes/status', { tracking }, 200);
        return now.state === 'done' && now;
    }, 'the end of the freeze');
    await postbox.take(email, 'unfrozen');
    assert.ok((await home.signIn(emma, postbox)).session.token);
    const profile = await home.get('/api/v1/account');
    assert.equal(profile.frozen_at, null);
    assert.equal(profile.hold_until, done.hold_until);
    assert.ok(Date.parse(profile.hold_until) > Date.now() + 23 * 3_600_000, profile.hold_until);
    assert.deepEqual((await home.get('/api/v1/account/api-keys')).api_keys, []);
    // Links of letters from before the freeze belong to a round that is over.
    assertProblem(await stranger.call('POST', '/api/v1/account/freezes/link', { token: link.token }), 401, 'link.invalid');
    assertProblem(await stranger.call('POST', '/api/v1/account/not-me', { token: link.token }), 401, 'link.invalid');
});

test('a freeze that was acknowledged outlives kill -9, with its letters', async () => {
    const other = await startDemo();
    let letters = await Postbox.open(other);
    const owner = { ...signInOf(other, 'customer', 'emma'), home: new Browser(other) };
    await owner.home.signIn(owner, letters);
    const stranger = new Browser(other);
    const { ticket } = await stranger.post('/api/v1/account/freezes/code', { email: owner.email, language: 'en' }, 202);
    const code = await letters.takeCode(owner.email, 'freeze_code');
    assertProblem(await stranger.call('POST', '/api/v1/account/freezes', { ticket, code: code === '00000000' ? '1' : '00000000' }), 401, 'code.wrong');
    await stranger.post('/api/v1/account/freezes', { ticket, code }, 200);
    await other.kill();
    await other.launch();
    assert.equal(await owner.home.isSignedIn(), false);
    assert.equal((await owner.home.signIn(owner, letters)).next, 'frozen');
    letters = await Postbox.open(other);
    const told = await letters.take(owner.email, 'frozen', 2_000);
    assert.ok(told.text.length > 0);
    await other.stop();
});

// --- Whose address is known ----------------------------------------------------------------------------------------------------

// Addresses that are somebody's, each beside one that is nobody's. So many questions cost an address nothing: wrong passwords, and letters of a kind.
const questions = 4;
let acquainted;
const acquaintances = () => (acquainted ??= (async () => {
    const all = Array.from({ length: 80 }, (_, n) => ({ known: `k${1000 + n}@strangers.example`, unknown: `n${1000 + n}@strangers.example` }));
    for (let n = 0; n < all.length; n += 4)
        await Promise.all(all.slice(n, n + 4).map(({ known }) => new Browser(program).signUp({ email: known, password: `a password for ${known}` }, postbox)));
    return all;
})());
const some = async (from, to) => (await acquaintances()).slice(from, to);

// As on a disk that takes so long for each commit: what is stored for the one kind of address only takes longer there.
function commitsTake(milliseconds) {
    const settings = { commit_delay: milliseconds * 1000, commit_siblings: milliseconds ? 0 : 5 };
    const commands = [...Object.entries(settings).map(([name, value]) => `ALTER SYSTEM SET ${name} = ${value}`), 'SELECT pg_reload_conf()'];
    execFileSync('psql', ['-qAt', '-h', path.join(program.data, 'postgres/socket'), '-U', 'postgres', '-d', 'ombud', ...commands.flatMap((command) => ['-c', command])]);
}

// Two-sided p of Mann and Whitney's U: how likely two samples of one and the same distribution differ so much in rank.
function mannWhitney(a, b) {
    const all = [...a.map((value) => [value, 1]), ...b.map((value) => [value, 0])].sort(([x], [y]) => x - y);
    let ranks = 0, ties = 0;
    for (let from = 0, to = 0; from < all.length; from = to) {
        while (to < all.length && all[to][0] === all[from][0]) ++to;
        for (const [, mine] of all.slice(from, to)) ranks += mine * ((from + to + 1) / 2);
        ties += (to - from) ** 3 - (to - from);
    }
    const deviation = Math.sqrt(((a.length * b.length) / 12) * (all.length + 1 - ties / (all.length * (all.length - 1))));
    const z = Math.abs(ranks - (a.length * (all.length + 1)) / 2) / deviation;
    // The tail of the normal distribution (Abramowitz and Stegun 26.2.17).
    const t = 1 / (1 + 0.2316419 * z);
    const tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return Math.min(1, (2 * tail * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI));
}
const median = (values) => {
    const sorted = [...values].sort((x, y) => x - y);
    return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};

// Everything of an answer that could tell, secrets and times replaced by their length.
function look(answer) {
    const changing = /^(date|x-request-id)$/;
    const headers = Object.entries(answer.headers).filter(([name]) => !changing.test(name)).map(([name, value]) => `${name}: ${name === 'retry-after' ? 'seconds' : value}`);
    const body = answer.bytes.toString().replace(/omt1_[\w-]+|\d{4}-\d\d-\d\dT[\d:.]+Z|[\da-f]{8}-[\da-f-]{27}/g, (secret) => `<${secret.length}>`).replace(/"retry_after":\d+/, '"retry_after":0');
    return [answer.status, ...headers, body].join('\n');
}

// Asks about known and unknown addresses in turn, in an order by chance: how the answers look, and how long they took.
async function sample(ask, pairs, count) {
    const looks = new Set(), times = { known: [], unknown: [] }, agent = keepAlive(1);
    for (let n = 0; n < count; ++n) {
        for (const side of random() < 0.5 ? ['known', 'unknown'] : ['unknown', 'known']) {
            const more = { agent, headers: { 'X-Forwarded-For': freshNetwork() } };
            const began = performance.now();
            const answer = await ask(pairs[n % pairs.length][side], more);
            times[side].push(performance.now() - began);
            looks.add(look(answer));
        }
    }
    agent.destroy();
    const middle = [median(times.known), median(times.unknown)];
    return { looks: [...looks], p: mannWhitney(times.known, times.unknown), middle, apart: Math.abs(middle[0] - middle[1]) / Math.min(...middle) };
}

// What chance does once in a thousand times (p ≤ 0.001), or medians a tenth apart, is a difference when each further sample has one, too.
async function assertAlike(name, ask, samples, count = samples[0].length * questions) {
    for (const pairs of samples) {
        const found = await sample(ask, pairs, count);
        assert.equal(found.looks.length, 1, `${name}: ${found.looks.join('\n— or —\n')}`);
        note(`${name}: medians ${found.middle.map((ms) => ms.toFixed(2)).join(' and ')} ms, ${(found.apart * 100).toFixed(1)} % apart, p = ${found.p.toFixed(4)} (${count} each)`);
        if (found.p > 0.001 && found.apart < 0.1) return;
    }
    assert.fail(`${name}: the time tells known addresses from others`);
}

const ask = (target) => (email, more) => program.call('POST', target, { json: { email, language: 'en' }, ...more });
const askSignUp = ask('/api/v1/accounts'), askCode = ask('/api/v1/account/freezes/code'), askForReset = ask('/api/v1/account/resets');
const askIn = (email, more) => program.call('POST', '/api/v1/account/sessions', { json: { email, password: wrong }, ...more });

test('the statistics tell what differs and only that', () => {
    const noise = seeded(seed + 1);
    const draw = (middle) => Array.from({ length: 80 }, () => middle + noise() + noise() + noise() - 1.5);
    assert.ok(Math.abs(mannWhitney([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]) - 0.00902) < 0.0001);   // as R's wilcox.test(exact = FALSE, correct = FALSE)
    assert.ok(mannWhitney(draw(10), draw(11)) < 0.001);
    assert.ok(Array.from({ length: 200 }, () => mannWhitney(draw(10), draw(10))).filter((p) => p <= 0.05).length < 25);
});

test('no answer to a wrong password and no time of it tells whose address is known', async () => {
    const samples = [await some(0, 15), await some(15, 30), await some(30, 45)];
    commitsTake(20);
    await assertAlike('sign-in, slow disk', askIn, samples).finally(() => commitsTake(0));
});

for (const [name, call] of [['sign-up', askSignUp], ['reset', askForReset], ['freeze code', askCode]]) {
    test(`nor does a ${name}`, async () => {
        await assertAlike(name, call, [await some(0, 20), await some(20, 40), await some(40, 60)]);
        const samples = [await some(60, 70), await some(70, 80)];
        commitsTake(5);
        await assertAlike(`${name}, slow disk`, call, samples).finally(() => commitsTake(0));
    });
}

test('nor does a lock', async () => {
    await locked;
    const pair = [{ known: wei.email, unknown: nobody }];
    await assertAlike('sign-in, locked', askIn, [pair, pair, pair], 80);
});

test('and what differs would have been found', async () => {
    const [{ known }] = await some(0, 1);
    await assert.rejects(assertAlike('no address', askForReset, [[{ known, unknown: 'none' }]], 3), /email\.invalid/);
    const slower = async (side, more) => {
        if (side === 'known') await sleep(5);
        return program.call('GET', '/api/v1/waiting', more);
    };
    const pair = [{ known: 'known', unknown: 'unknown' }];
    await assert.rejects(assertAlike('five milliseconds', slower, [pair, pair], 20), /the time tells/);
});

test('nor does asking often, nor what comes after', async () => {
    const mine = (await holder('asked-often')).email, other = 'never-heard@holders.example';
    await new Browser(program).post('/api/v1/accounts', { email: other, language: 'en' }, 202);   // as its owner did once
    const walk = async (email, call) => {
        const looks = [];
        for (let n = 0; n < 8; ++n) looks.push(look(await call(email, { headers: { 'X-Forwarded-For': freshNetwork() } })));
        return looks;
    };
    for (const call of [askIn, askSignUp, askForReset, askCode]) assert.deepEqual(await walk(mine, call), await walk(other, call));

    // What is asked next, with what the first answer gave; each side twice, from addresses that were not asked about so often.
    const pair = [(await holder('asked-on')).email, 'never-heard-of@holders.example'];
    const next = async (email, first, second, more) => {
        const { ticket, tracking } = await new Browser(program).post(first, { email, language: 'en' }, 202);
        return look(await new Browser(program).call('POST', second, { ticket, tracking, ...more }));
    };
    for (const [status, ...steps] of [
        [401, '/api/v1/accounts', '/api/v1/accounts/confirm', { code: '12345678', password: 'a password that is long' }],
        [401, '/api/v1/account/freezes/code', '/api/v1/account/freezes', { code: '12345678' }],
        [200, '/api/v1/account/resets', '/api/v1/account/resets/status'],
        [429, '/api/v1/account/resets', '/api/v1/account/resets/resend'],
    ]) {
        const [mineNext, otherNext] = [await next(pair[0], ...steps), await next(pair[1], ...steps)];
        assert.equal(mineNext, otherNext, steps[1]);
        assert.ok(mineNext.startsWith(status), mineNext);
    }
    // Each was written to as often as the other.
    assert.equal((await postbox.to(mine)).length, (await postbox.to(other)).length);
});

// --- Never a weapon ------------------------------------------------------------------------------------------------------------

test('whoever hammers at an account shuts nobody out', { timeout: 90_000 }, async () => {
    const lockedAt = (await locked)[0];
    const letter = await postbox.take(wei.email, 'locked', 15_000);
    const ends = Date.parse(`${/(\d{4}-\d\d-\d\d \d\d:\d\d) UTC/.exec(letter.text)[1].replace(' ', 'T')}Z`);
    assert.ok(Math.abs(ends - (lockedAt + 15 * 60_000)) < 90_000, letter.text);
    assertProblem(await signIn(wei.email, wei.password), 401, 'credentials.wrong');   // the right one, by a stranger

    const networks = Array.from({ length: 80 }, freshNetwork), agent = keepAlive(200), crowd = keepAlive(200), forged = () => `ombud_device=omd1_${Math.floor(random() * 1e15)}`;
    const rate = 280, seconds = 12;
    const visitor = await program.visitor('en');
    const conversation = await visitor.open('Hello');
    let over = false;
    // At the account with forged cookies and without, and beside it at others, so that the slow hashes are wanted, too.
    const attacks = Promise.all([
        hammer(rate, rate * seconds, (n) => signIn(wei.email, `${wrong} ${n}`, networks[n % networks.length], { agent, headers: n % 8 === 0 ? { Cookie: forged() } : {} })),
        hammer(60, 60 * seconds, (n) => signIn(`crowd-${n}@strangers.example`, wrong, undefined, { agent: crowd })),
    ]).finally(() => (over = true));
    const chat = (async () => {
        let posts = 0, longest = 0;
        for (; !over && posts < 500; ++posts) {
            longest = Math.max(longest, (await took(() => visitor.say(conversation, `post ${posts}`))).seconds);
            await sleep(100);
        }
        return { posts, longest };
    })();
    const owner = (async () => {
        await sleep(2_000);
        const byDevice = await took(() => wei.home.signIn(wei));
        assert.ok(byDevice.value.session?.token, 'the browser that is known lets its owner in');

        // Their mailbox is not filled, and the letter that is there serves.
        for (let n = 0; n < 12; ++n) await new Browser(program).post('/api/v1/account/resets', { email: wei.email, language: 'en' }, 202);
        const browser = new Browser(program);
        const password = 'eight quiet lamps by the river';
        const reset = await took(async () => {
            await browser.post('/api/v1/account/resets', { email: wei.email, language: 'en' }, 202);
            const { token } = await postbox.takeLink(wei.email, 'reset_password', 'reset');
            await browser.post('/api/v1/account/resets/complete', { token, password }, 200);
        });
        const back = await took(() => browser.signIn({ ...wei, password }));
        assert.ok(back.value.session?.token, 'and so does the browser of the reset');
        const key = new SecurityKey(program);
        await browser.stepUp(password);
        await key.addTo(browser);
        const byKey = await took(() => key.signIn(new Browser(program)));
        assert.ok(byKey.value.session?.token, 'and a passkey does from anywhere');
        assert.equal(over, false, 'all of it under attack');
        assert.equal(await wei.home.isSignedIn(), false);
        assert.ok((await postbox.to(wei.email, 'reset_password')).length <= 6);
        return { device: byDevice.seconds, reset: reset.seconds, back: back.seconds, key: byKey.seconds };
    })();
    const [[atAccount, beside], talk, ways] = await Promise.all([attacks, chat, owner]);
    note(`hammered at ${atAccount.rate.toFixed(0)} answers/s ${JSON.stringify(atAccount.statuses)}, beside it ${JSON.stringify(beside.statuses)}`);
    note(`the owner: known browser ${ways.device.toFixed(2)} s, reset ${ways.reset.toFixed(2)} s, new password ${ways.back.toFixed(2)} s, passkey ${ways.key.toFixed(2)} s; ${talk.posts} posts of a chat, the longest ${talk.longest.toFixed(2)} s`);
    assert.ok(atAccount.rate >= 200, `${atAccount.rate} answers a second`);
    for (const { statuses } of [atAccount, beside]) assert.deepEqual(Object.keys(statuses).filter((status) => !['401', '429'].includes(status)), []);
    for (const time of Object.values(ways)) assert.ok(time < 5, JSON.stringify(ways));
    assert.ok(talk.posts >= 20 && talk.longest < 5, JSON.stringify(talk));
    for (const one of [agent, crowd]) one.destroy();
});

test('ten thousand stolen passwords open nothing and break nothing', { timeout: 120_000 }, async () => {
    const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${program.process.pid}/status`))[1]) / 1024;
    const known = (await acquaintances()).map((pair) => pair.known);
    const names = Array.from({ length: 10_000 - known.length }, (_, n) => `leak-${n}@strangers.example`);
    for (const email of known) names.splice(Math.floor(random() * names.length), 0, email);
    const networks = Array.from({ length: 1_000 }, freshNetwork), agent = keepAlive(100), statuses = {};
    const sizes = [memory()];
    let next = 0, slowest = 0, over = false;
    const worker = async () => {
        while (next < names.length) {
            const n = (next += 1) - 1;
            const answer = await signIn(names[n], `leaked password ${n}`, networks[n % networks.length], { agent });
            statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
            if (answer.status === 429) assert.ok(Number(answer.headers['retry-after']) >= 1);
            if (n === names.length / 2) sizes.push(memory());
        }
    };
    const health = (async () => {
        for (; !over; await sleep(200)) {
            const { value, seconds } = await took(() => program.call('GET', '/healthz'));
            assert.equal(value.status, 200);
            slowest = Math.max(slowest, seconds);
        }
    })();
    const crowd = took(() => Promise.all(Array.from({ length: 100 }, worker))).finally(() => (over = true));
    await sleep(1_000);
    const during = await took(() => emma.home.signIn(emma));
    assert.ok(during.value.session.token);
    const { seconds } = await crowd;
    await health;
    const fresh = await took(() => eventually(async () => (await signIn(emma.email, emma.password)).json.next === 'email_code', 'a sign-in by a stranger to the browser', 10_000));
    sizes.push(memory());
    note(`${names.length} names in ${seconds.toFixed(1)} s: ${JSON.stringify(statuses)}; memory ${sizes.map((size) => size.toFixed(0)).join(', ')} MiB; slowest /healthz ${slowest.toFixed(2)} s`);
    note(`sign-in meanwhile ${during.seconds.toFixed(2)} s, from a new browser afterwards ${fresh.seconds.toFixed(2)} s`);
    assert.deepEqual(Object.keys(statuses), ['401', '429'], 'no success, no fault, and not all that was asked was reckoned');
    assert.ok(during.seconds < 5 && slowest < 3);
    assert.ok(sizes.at(-1) - sizes[0] < 400, `${sizes} MiB`);

    // One network alone: so many tries, then one each ten seconds.
    const network = freshNetwork();
    const alone = [];
    for (let n = 0; n < 35; ++n) alone.push(await signIn(wei.email, wrong, network));
    assert.equal(alone[0].status, 401);
    assertProblem(alone.at(-1), 429, 'rate.limited');
    assert.ok(Number(alone.at(-1).headers['retry-after']) >= 1);
    agent.destroy();
});
