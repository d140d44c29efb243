// Letters to people, handed to a real Postfix, read from a real Dovecot; what comes back by the way that Postfix itself goes.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { commandOfService, giveToService, MailServer, makeAuthority, requireRoot, secretFile } from './mail-server.mjs';
import { assertProblem, eventually, Program, root } from '../scenarios/support.mjs';

const publicUrl = 'https://support.exchange.test';
const untold = 'evil.example';   // what somebody unverified typed: in no letter
const li = 'li@customers.test', ana = 'ana@customers.test', wang = 'wang@customers.test', mona = 'mona@customers.test';
const words = (letter, language) => JSON.parse(readFileSync(path.join(root, `content/letters/${letter}.json`), 'utf8'))[language];
const letters = (address) => mail.letters(address);

let mail, program, folder;

const setPassword = (password) => secretFile(folder, 'password', password);

before(async () => {
    requireRoot();
    folder = mkdtempSync(path.join(tmpdir(), 'ombud-letters-'));
    chmodSync(folder, 0o755);
    const data = path.join(folder, 'data');
    mkdirSync(data);
    Program.executable = commandOfService(folder);
    mail = await MailServer.start({
        mailboxes: [li, ana, wang, mona],
        bounces: 'bounces@exchange.test',
        unreachable: 'far.test',
        command: [Program.executable, 'mail-in', '--config', path.join(data, 'ombud.toml')],
    });
    giveToService(data);
    setPassword(mail.password);
    program = await Program.start({
        data,
        config: `[server]
public_url = "${publicUrl}"
[data]
folder = "${data}"
[mail]
smtp_url = "smtp://localhost:${mail.port}"
smtp_user = "${mail.user}"
smtp_password_file = "${folder}/password"
smtp_authorities = "${mail.authorities}"
from = "安席 <support@exchange.test>"
bounces = "bounces@exchange.test"
`,
    });
});
after(async () => {
    await program?.stop();
    await mail?.end();
    if (folder) rmSync(folder, { recursive: true, force: true });
});

async function post(target, json, expected, headers = {}) {
    const answer = await program.call('POST', `/api/v1/${target}`, { json, headers: { 'User-Agent': `Mozilla/5.0 ${untold}`, ...headers } });
    assert.equal(answer.status, expected, `${target}: ${answer.bytes.toString().slice(0, 400)}`);
    return answer;
}
const askReset = async (email, headers) => (await post('account/resets', { email, language: 'en' }, 202, headers)).json.tracking;
const status = async (tracking) => (await post('account/resets/status', { tracking }, 200)).json;
const until = (tracking, state, milliseconds = 60_000) =>
    eventually(async () => {
        const now = await status(tracking);
        return now.state === state && now;
    }, `a letter that is ${state}`, milliseconds);

// The newest letter of a mailbox that then holds so many.
const letterNumber = (count, address) => eventually(async () => (await letters(address))[count - 1], `letter ${count} to ${address}`);

function assertWellMade(letter, to, subject) {
    assert.equal(letter.subject, subject);
    assert.deepEqual(letter.from, [{ name: '安席', address: 'support@exchange.test' }]);
    assert.deepEqual(letter.to.map(({ address }) => address), [to]);
    assert.equal(letter.type, 'multipart/alternative');
    assert.deepEqual(Object.keys(letter.parts), ['text/plain', 'text/html']);
    assert.deepEqual(letter.headers.get('auto-submitted'), ['auto-generated']);
    assert.deepEqual(letter.headers.get('list-id'), ['<letters.exchange.test>']);
    assert.equal(letter.headers.get('message-id').length, 1);
    const [, id] = /^<([0-9a-f-]{36})@exchange\.test>$/.exec(letter.messageId) ?? [];
    assert.ok(id, letter.messageId);
    assert.deepEqual(letter.headers.get('return-path'), [`<bounces+${id}@exchange.test>`]);
    assert.match(letter.headers.get('received').join('\n'), /with ESMTPSA /, 'over TLS, by who it said it was');
    assert.ok(!JSON.stringify([letter.parts, [...letter.headers]]).includes(untold), 'nothing that somebody unverified typed');
}

const password = 'a lantern over seven rivers';

for (const [language, address] of [['zh-CN', li], ['en', ana]]) {
    test(`signing up by a letter in ${language}: the code in it makes the account`, async () => {
        const { json: { ticket } } = await post('accounts', { email: address, language }, 202);
        const letter = await letterNumber(1, address);
        const expected = words('sign_up_code', language);
        assertWellMade(letter, address, expected.subject);
        const [code] = /\b\d{8}\b/.exec(letter.parts['text/plain']);
        assert.ok(letter.parts['text/html'].includes(code));
        assert.ok(letter.parts['text/html'].includes(`<html lang="${language}">`));
        for (const part of Object.values(letter.parts)) assert.ok(part.includes(expected.text[0]), part);

        const wrong = await post('accounts/confirm', { ticket, code: code === '00000000' ? '00000001' : '00000000', password, name: `Prize at ${untold}` }, 401);
        assertProblem(wrong, 401, 'code.wrong');
        await post('accounts/confirm', { ticket, code, password, name: `Prize at ${untold}` }, 201);
    });
}

test('a forgotten password: one letter, whose link leads to our own address and works once', async () => {
    const before = (await letters(ana)).length;
    const forged = { Host: untold, 'X-Forwarded-Host': untold, Forwarded: `host=${untold}`, Referer: `https://${untold}/`, 'X-Forwarded-Proto': 'http' };
    const tracking = await askReset(ana, forged);
    const seen = new Set();
    const accepted = await eventually(async () => {
        const now = await status(tracking);
        seen.add(now.state);
        return now.state === 'accepted' && now;
    }, 'an accepted letter');
    assert.match([...seen].join(), /^(queued,)?accepted$/);
    assert.equal(accepted.used, false);
    assert.equal(accepted.next_try ?? null, null);
    assert.match(accepted.reply, /^250( 2\.0\.0)?$/, 'codes, and no word of the server');

    const letter = await letterNumber(before + 1, ana);
    assertWellMade(letter, ana, words('reset_password', 'en').subject);
    const pages = Object.values(letter.parts).flatMap((part) => part.match(/https?:\/\/[^\s"<]+/g));
    assert.ok(pages.length >= 3);
    for (const page of pages) assert.ok(page.startsWith(`${publicUrl}/me/`) || page === `${publicUrl}/verify`, page);
    const [link] = pages.filter((page) => page.includes('/me/reset#token='));
    assert.ok(letter.parts['text/html'].includes(`href="${link}"`));

    const choice = { token: link.split('#token=')[1], password: 'another lantern over rivers' };
    await post('account/resets/complete', choice, 200);
    assertProblem(await post('account/resets/complete', choice, 401), 401, 'reset_link.invalid');
    assert.equal((await status(tracking)).used, true);
    assertWellMade(await letterNumber(before + 2, ana), ana, words('password_changed', 'en').subject);
});

test('an address that the mail server refuses has bounced, and is not written to again', async () => {
    const nobody = 'nobody@customers.test';
    const bounced = await until(await askReset(nobody), 'bounced');
    assert.equal(bounced.reply, '550 5.1.1');
    const later = await status(await askReset(nobody));
    assert.equal(later.state, 'suppressed');
    assert.equal(later.reply, '550 5.1.1');
});

test('a letter that was taken and comes back has bounced, by the report that Postfix writes', async () => {
    const tracking = await askReset('late@far.test');
    const bounced = await until(tracking, 'bounced');
    assert.equal(bounced.reply, '550 5.1.1');
    assert.equal((await status(await askReset('late@far.test'))).state, 'suppressed');
});

test('a report that comes while the desk is away waits in the queue of Postfix', async () => {
    mail.holdUnreachable(true);
    const tracking = await askReset('gone@far.test');
    await until(tracking, 'accepted');
    program.process.kill('SIGTERM');
    assert.deepEqual(await program.exited, { code: 0, signal: null });
    mail.holdUnreachable(false);
    const kept = ({ queue_name: queue, recipients: [to] }) => queue === 'deferred' && to?.address.startsWith('bounces+');
    const waiting = await eventually(() => mail.queue().find(kept), 'a report that waits');
    assert.match(waiting.recipients[0].delay_reason, /database\.away/);

    await program.launch();
    assert.equal((await status(tracking)).state, 'accepted');
    mail.flush();
    assert.equal((await until(tracking, 'bounced')).reply, '550 5.1.1');
    await eventually(() => mail.queue().length === 0, 'an empty queue');
});

test('whatever is wrong with the desk, Postfix is told to offer the report again', () => {
    const wrong = path.join(folder, 'wrong.toml');
    writeFileSync(wrong, '[mail]\nsmpt_url = "smtp://localhost"\n');
    for (const words of [['--config', path.join(folder, 'missing.toml')], ['--config', wrong], ['--data', path.join(folder, 'missing')]])
        assert.equal(spawnSync(Program.executable, ['mail-in', ...words], { input: 'Subject: x\n\nx\n', timeout: 30_000 }).status, 75, words.join(' '));
});

test('a database that nobody answers for is told to Postfix in time', () => {
    const away = path.join(folder, 'away.toml');
    writeFileSync(away, `[data]\nfolder = "${path.join(folder, 'data')}"\n[database]\nurl = "postgresql://127.0.0.1:1/ombud"\n`);
    assert.equal(spawnSync(Program.executable, ['mail-in', '--config', away], { input: 'Subject: x\n\nx\n', timeout: 30_000 }).status, 75);
});

test('a mail server that is away and a desk that is killed lose no letter and send none twice', async () => {
    await mail.close();
    const first = await askReset(wang);
    const deferred = await until(first, 'deferred');
    assert.ok(new Date(deferred.next_try) > new Date(deferred.at), 'it says when it is tried again');
    assert.equal(deferred.reply ?? null, null, 'no server said anything');
    const second = await askReset(mona);   // and this is answered for, sent or not
    await program.kill();

    await mail.open();
    await program.launch();
    // Had the desk been killed in the middle of a try, the letter would wait for its lease to end.
    for (const tracking of [first, second]) await until(tracking, 'accepted', 360_000);
    for (const address of [wang, mona]) {
        assertWellMade(await letterNumber(1, address), address, words('reset_unknown', 'en').subject);
        assert.equal((await letters(address)).length, 1);
    }
});

test('a wrong password of ours defers what is sent and gives nothing away', async () => {
    const restart = async (secret) => {
        program.process.kill('SIGTERM');
        await program.exited;
        setPassword(secret);
        await program.launch();
    };
    const wrong = 'no password of that house';
    await restart(wrong);
    const before = (await letters(wang)).length;
    const tracking = await askReset(wang);
    const deferred = await until(tracking, 'deferred');
    assert.equal(deferred.reply, '535 5.7.8');
    assert.ok(deferred.next_try);
    await restart(mail.password);
    await until(tracking, 'accepted');
    await letterNumber(before + 1, wang);
    assert.equal((await letters(wang)).length, before + 1);
    for (const kept of [wrong, mail.password]) assert.ok(!program.output.includes(kept), 'a password in the log');
});

test('a mail server that nobody vouches for gets neither password nor letter', async () => {
    const real = readFileSync(mail.authorities);
    const before = mail.log.length;
    writeFileSync(mail.authorities, readFileSync(makeAuthority(folder, 'stranger')));
    const tracking = await askReset(mona);
    const deferred = await until(tracking, 'deferred');
    assert.equal(deferred.reply ?? null, null);
    const heard = await eventually(() => /starttls=/.test(mail.log.slice(before)) && mail.log.slice(before), 'a server that was left');
    assert.doesNotMatch(heard, /auth=|rcpt=|sasl_username/);
    writeFileSync(mail.authorities, real);
    await until(tracking, 'accepted');
    assert.equal((await letterNumber(2, mona)).subject, words('reset_unknown', 'en').subject);
});

test('no address, no code and no link of anybody stands in the log', async () => {
    const written = (await Promise.all([li, ana, wang, mona].map(letters))).flat();
    const secrets = written.flatMap(({ parts }) => [...(parts['text/plain'].match(/\b\d{8}\b/g) ?? []), ...(parts['text/plain'].match(/(?<=#token=)\S+/g) ?? [])]);
    assert.ok(secrets.length >= 5);
    for (const secret of ['@customers.test', '@far.test', ...secrets]) assert.ok(!program.output.includes(secret), `${secret} in the log`);
    for (const letter of written) assert.ok(!JSON.stringify([letter.parts, [...letter.headers]]).includes(untold));
});
