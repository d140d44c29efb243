// Who was erased is found nowhere afterwards: not in a dump of the database, not in its files, not in stored files, not in any log; and what must stay stands.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { assertProblem, eventually, Program, sleep } from './support.mjs';

const address = 'zhuoer.erased@mail.example';
const marks = {
    said: 'Quixotically I am Zhuo’er Erased',
    noted: 'Zhuoer called before, says the note',
    file: 'the passport of zhuoer, born in may',
    fileName: 'passport-of-zhuoer',
    letter: 'A letter by Zhuoer about a pelican',
    subject: 'Pelican of Zhuoer',
    answer: 'Dear Zhuoer, the pelican is fine',
    told: 'It happened to Zhuoer on Tuesday',
    address,
};
const everywhere = ['zhuoer', 'zhuo’er', 'pelican', 'erased@mail'];

let program, boss, second, ana, customer, conversation;
before(async () => {
    program = await Program.start({ settings: { OMBUD_MAIL_IN_ADDRESS: 'support@desk.example' } });
    boss = await program.firstAdmin();
    ana = await boss.colleague('Ana');
    second = await program.colleague('Noor', 'admin');
    customer = await program.visitor('en');
});
after(() => program?.stop());

const socket = () => path.join(program.data, 'postgres/socket');
const psql = (user, sql) => execFileSync('psql', ['-h', socket(), '-U', user, '-d', 'ombud', '-Atqc', sql], { encoding: 'utf8' });

// Whatever of these words stands in a file, whichever the case.
function findings(folder, skip = () => false) {
    const out = [];
    for (const name of readdirSync(folder, { recursive: true })) {
        const file = path.join(folder, name);
        if (skip(name) || !statSync(file, { throwIfNoEntry: false })?.isFile()) continue;
        const bytes = readFileSync(file).toString('latin1').toLowerCase();
        for (const word of everywhere) {
            const needle = Buffer.from(word).toString('latin1').toLowerCase();
            if (bytes.includes(needle)) out.push(`${name}: ${word}`);
        }
    }
    return out;
}

test('somebody with all that there can be is erased by two people and leaves nothing', async () => {
    conversation = await customer.open(marks.said);
    const uploaded = await customer.upload(conversation, marks.fileName + '.txt', marks.file);
    assert.equal(uploaded.status, 201, uploaded.bytes.toString());
    await customer.say(conversation, 'Here it is', { attachments: [uploaded.json.id] });
    const { token, run } = await customer.post('/api/v1/diagnoses', { flow: 'deposit', language: 'en', channel: 'chat' });
    await customer.post('/api/v1/diagnoses/answer', { token, step: run.step.id, answer: 'unsure' }, 200);
    await customer.post('/api/v1/diagnoses/hand-over', {
        token, client_id: randomUUID(), language: 'en', conversation_id: conversation.id, body: marks.told,
        fields: [{ name: 'what_happened', value: marks.told }],
    });
    await ana.note(conversation, marks.noted);
    await ana.say(conversation, marks.answer);
    const raw = `From: Zhuoer <${address}>\r\nTo: support@desk.example\r\nSubject: ${marks.subject}\r\nMessage-ID: <pelican-1@mail.example>\r\nDate: Mon, 30 Nov 2026 03:00:00 +0000\r\n\r\n${marks.letter}\r\n`;
    execFileSync(Program.executable, ['mail-in', '--data', program.data], { input: raw });
    const { row } = await eventually(async () => {
        const { rows } = await ana.get('/api/v1/inbox?view=all');
        const found = rows.find((each) => each.conversation.handling?.channel === 'email');
        return found && { row: found };
    }, 'the letter');
    const mailed = row.conversation;
    await ana.say(mailed, marks.answer);
    await eventually(() => psql('ombud_owner', `SELECT 1 FROM letters WHERE letter = 'mail_answer' AND recipient = '${address}'`).trim() === '1', 'the answer by letter', 40_000);

    // The test looks in the right places: the address is readable, and what is sealed is not.
    assert.match(psql('ombud_owner', 'SELECT string_agg(l::text, chr(10)) FROM letters l'), /zhuoer/);
    assert.deepEqual(findings(path.join(program.data, 'files')), [], 'files are sealed before anybody is erased');

    const phone = await customer.live();
    phone.send({ type: 'subscribe', conversation_id: conversation.id, after: 0 });
    await phone.until({ type: 'subscribed' });
    const jobs = [];
    for (const one of [conversation, mailed]) {
        jobs.push(await boss.post(`/api/v1/conversations/${one.id}/erasure`, { basis: 'asked' }));
    }
    for (const person of [boss, second]) {
        for (const approval of (await person.get('/api/v1/approvals')).approvals.filter((each) => each.state === 'waiting')) {
            await person.post(`/api/v1/approvals/${approval.id}`, { agrees: true, reason: 'They asked us in writing.' }, 200);
        }
    }
    await eventually(async () => {
        const { jobs: all } = await boss.get('/api/v1/privacy');
        return jobs.every(({ id }) => all.find((each) => each.id === id)?.state === 'done');
    }, 'both erasures', 120_000);

    assert.equal(await phone.closed, 4001, 'their live socket is cut');
    // Nobody reads them, and the log stands.
    for (const one of [conversation, mailed]) {
        const entries = await ana.log(one);
        assert.deepEqual(entries.map(({ seq }) => seq), entries.map((_, index) => index + 1));
        for (const word of everywhere) assert.ok(!JSON.stringify(entries).toLowerCase().includes(word), word);
        assert.ok(entries.some(({ body }) => body === '[erased]'));
    }
    assertProblem(await customer.call('POST', `/api/v1/conversations/${conversation.id}/entries`, { json: { client_id: 'again', body: 'It is me' } }), 401, 'session.expired');

    const dump = spawnSync('pg_dump', ['-h', socket(), '-U', 'ombud_owner', 'ombud'], { encoding: 'utf8', maxBuffer: 1 << 30 });
    assert.equal(dump.status, 0, dump.stderr);
    for (const word of everywhere) {
        assert.ok(!dump.stdout.toLowerCase().includes(word), `${word} in the dump`);
        assert.ok(!dump.stdout.toLowerCase().includes(Buffer.from(word).toString('hex')), `${word} in the dump, in hex`);
    }
    // Pages and the log of writes, once what waits in memory is written.
    psql('postgres', 'SELECT pg_switch_wal(); CHECKPOINT');
    await sleep(500);
    psql('postgres', 'CHECKPOINT');
    assert.deepEqual(findings(program.data), []);
    for (const word of everywhere) assert.ok(!program.output.toLowerCase().includes(word), `${word} in the program's log`);

    const verified = spawnSync(Program.executable, ['audit', 'verify', '--data', program.data], { encoding: 'utf8' });
    assert.equal(verified.status, 0, verified.stdout + verified.stderr);
    const proof = await boss.get(`/api/v1/privacy/proofs/${jobs[0].id}`);
    assert.equal(createHash('sha256').update(proof.statement).digest('hex'), proof.sha256);
    const audit = await boss.get('/api/v1/audit?act=privacy.erased');
    assert.ok(JSON.stringify(audit).includes(proof.sha256), 'the audit log vouches for it');
});
