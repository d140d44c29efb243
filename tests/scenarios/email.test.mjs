// E-mail as a channel: letters come by a real Postfix or out of a real Dovecot, become conversations, and are answered by letter.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createTransport } from 'nodemailer';
import { MailServer, requireRoot, serviceUser } from './mail-server.mjs';
import { oddLetters } from './odd-letters.mjs';
import { eventually, Program, sleep } from './support.mjs';

const support = 'support@exchange.test', box = 'box@exchange.test';
const li = 'li@customers.test', mei = 'mei@customers.test', eve = 'eve@customers.test';

let mail, program, folder, post, ana;

// A command that runs ombud as the service that it is on a real machine: Postfix's pipe may not be root.
function commandOfService() {
    const asService = ['--reuid', serviceUser.user, '--regid', serviceUser.group, '--clear-groups'];
    let executable = Program.executable;
    if (spawnSync('setpriv', [...asService, 'test', '-x', executable]).status !== 0) {
        for (const name of ['ombud', 'ombud-pictures']) copyFileSync(path.join(path.dirname(Program.executable), name), path.join(folder, name));
        executable = path.join(folder, 'ombud');
    }
    const command = path.join(folder, 'as-service');
    writeFileSync(command, `#!/bin/sh\n[ "$(id -u)" = 0 ] || exec "${executable}" "$@"\nexec setpriv ${asService.join(' ')} "${executable}" "$@"\n`);
    chmodSync(command, 0o755);
    return command;
}

function secretFile(name, text) {
    const file = path.join(folder, name);
    writeFileSync(file, `${text}\n`, { mode: 0o600 });
    execFileSync('chown', [`${serviceUser.user}:${serviceUser.group}`, file]);
    return file;
}

before(async () => {
    requireRoot();
    folder = mkdtempSync(path.join(tmpdir(), 'ombud-email-'));
    chmodSync(folder, 0o755);
    const data = path.join(folder, 'data');
    mkdirSync(data);
    Program.executable = commandOfService();
    mail = await MailServer.start({
        mailboxes: [li, mei, eve, box],
        bounces: support,
        unreachable: 'far.test',
        command: [Program.executable, 'mail-in', '--config', path.join(data, 'ombud.toml')],
    });
    execFileSync('chown', [`${serviceUser.user}:${serviceUser.group}`, data]);
    program = await Program.start({
        data,
        config: `[server]
public_url = "https://support.exchange.test"
[data]
folder = "${data}"
[mail]
smtp_url = "smtp://localhost:${mail.port}"
smtp_user = "${mail.user}"
smtp_password_file = "${secretFile('smtp-password', mail.password)}"
smtp_authorities = "${mail.authorities}"
from = "安席 <${support}>"
[mail_in]
address = "${support}"
imap_url = "imaps://localhost:${mail.imapPort}"
imap_user = "${box}"
imap_password_file = "${secretFile('imap-password', mail.mailboxPassword)}"
imap_authorities = "${mail.authorities}"
`,
    });
    post = createTransport({
        host: 'localhost', port: mail.port, requireTLS: true, tls: { ca: readFileSync(mail.authorities) }, auth: { user: mail.user, pass: mail.password }, pool: true, maxMessages: 100_000,
    });
    ana = await (await program.firstAdmin()).colleague('Ana');
});
after(async () => {
    post?.close();
    await program?.stop();
    await mail?.end();
    if (folder) rmSync(folder, { recursive: true, force: true });
});

async function inbox() {
    const rows = [];
    for (let cursor = ''; cursor !== null;) {
        const page = await ana.get(`/api/v1/inbox?view=all&limit=50${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
        rows.push(...page.rows);
        cursor = page.next;
    }
    return rows.map(({ conversation }) => conversation);
}
const entries = (conversation) => ana.log(conversation);
const conversationOf = (name) => eventually(async () => (await inbox()).find(({ customer }) => customer.name === name), `the conversation with ${name}`, 60_000);
const letterNumber = (count, address) => eventually(async () => (await mail.letters(address))[count - 1], `letter ${count} to ${address}`, 60_000);

for (const [language, address, name, subject, words, answer] of [
    ['en', li, 'Li Wei', 'Withdrawal', 'My withdrawal is stuck since Monday.', 'Which network did you use?'],
    ['zh-CN', mei, '王小美', '提现没到账', '提现三天了还没有到账，请帮我查一下。', '请问用的是哪个网络？'],
])
    test(`a letter is acknowledged, answered and continued in one conversation (${language})`, async () => {
        await post.sendMail({ from: { name, address }, to: support, subject, text: words });
        const conversation = await conversationOf(name);
        assert.equal(conversation.language, language);
        const [first] = await entries(conversation);
        assert.equal(first.body, words);
        assert.equal(first.data.letter.subject, subject);
        const acknowledgement = await letterNumber(1, address);
        assert.ok(acknowledgement.subject.includes(conversation.reference));
        assert.deepEqual(acknowledgement.headers.get('auto-submitted'), ['auto-replied']);

        await ana.say(conversation, answer);
        const letter = await letterNumber(2, address);
        assert.match(letter.subject, new RegExp(subject));
        assert.ok(letter.parts['text/plain'].includes(answer));
        assert.ok(letter.parts['text/plain'].includes(`> ${words}`));
        assert.equal(letter.headers.get('auto-submitted'), undefined, 'a person wrote it');
        const [replyTo] = letter.replyTo;
        await post.sendMail({
            from: { name, address }, to: replyTo.address, subject: `Re: ${subject}`, inReplyTo: letter.messageId, references: letter.messageId,
            text: `TRC20\n\nOn Wed, 25 Nov 2026 at 10:02, Ombud <${support}> wrote:\n> ${answer}\n`,
        });
        await eventually(async () => (await entries(conversation)).length === 3, 'the reply in its conversation', 60_000);
        const reply = (await entries(conversation))[2];
        assert.equal(reply.body, 'TRC20');
        assert.ok(reply.data.letter.quoted.includes(answer));
        assert.equal((await mail.letters(address)).length, 2, 'only the first letter was acknowledged');
    });

test('a mailbox is fetched from its oldest letter on, and nothing in it is changed', async () => {
    for (let i = 0; i < 30; ++i) await post.sendMail({ from: { name: `Box ${i}`, address: eve }, to: box, subject: `Old letter ${i}`, text: `Number ${i}` });
    await eventually(async () => (await inbox()).filter(({ customer }) => customer.name?.startsWith('Box')).length > 0 && (await mail.letters(box)).length === 30, 'the letters', 90_000);
    const seen = async () => {
        const all = await inbox();
        const bodies = [];
        for (const conversation of all) for (const { body } of await entries(conversation)) if (/^Number \d+$/.test(body)) bodies.push(body);
        return bodies;
    };
    await eventually(async () => (await seen()).length === 30, 'thirty entries', 90_000);
    assert.equal(new Set(await seen()).size, 30);
    assert.deepEqual(await mail.flags(box), Array(30).fill(''), 'none is marked');
});

test('letters that come while the desk is killed again and again are each there once', async () => {
    const count = 120;
    let sending = true;
    const killing = (async () => {
        while (sending) {
            await sleep(700 + Math.random() * 1500);
            await program.kill();
            await sleep(Math.random() * 500);
            await program.launch();
        }
    })();
    for (let i = 0; i < count; ++i)
        await post.sendMail({ from: { name: `Kill ${i}`, address: `sender${i}@customers.test` }, to: support, subject: `Matter ${i}`, text: `Killed letter ${i}` });
    sending = false;
    await killing;
    await eventually(async () => {
        mail.flush();
        await sleep(500);
        return (await inbox()).filter(({ customer }) => customer.name?.startsWith('Kill')).length >= count && mail.queue().every(({ recipients }) => recipients.every(({ address }) => address !== support));
    }, 'every letter', 180_000);
    const found = (await inbox()).filter(({ customer }) => customer.name?.startsWith('Kill'));
    assert.equal(found.length, count, 'none twice');
    for (const conversation of found) assert.equal((await entries(conversation)).length, 1);
});

test('whatever odd thing comes is an entry or set aside, and the next letter is read', async () => {
    const before = (await inbox()).length;
    for (const { name, raw } of oddLetters) {
        if (raw.length > 4 << 20) continue;
        const { status } = spawnSync(Program.executable, ['mail-in', '--config', path.join(folder, 'data', 'ombud.toml')], { input: raw, timeout: 60_000 });
        assert.equal(status, 0, name);
    }
    await post.sendMail({ from: { name: 'After All', address: 'last@customers.test' }, to: support, subject: 'Still there?', text: 'Hello' });
    await conversationOf('After All');
    assert.ok((await inbox()).length > before + 50, 'most of them are letters of somebody');
    assert.equal((await program.call('GET', '/healthz')).status, 200, 'and the desk still stands');
});
