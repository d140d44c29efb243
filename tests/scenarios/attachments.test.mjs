// Pictures and files from one side to the other: clean, whole, and for the participants only.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { exif, jpeg, png } from './samples.mjs';
import { assertProblem, eventually, Program } from './support.mjs';

let program, ana, customer, conversation;
before(async () => {
    program = await Program.start();
    ana = await (await program.firstAdmin()).colleague('Ana');
    customer = await program.visitor('zh-CN');
    conversation = await customer.open('看图', 'zh-CN');
});
after(() => program?.stop());

const place = 'zq-home-address-9917';
const file = (person, id, headers) => person.call('GET', `/api/v1/attachments/${id}`, { headers });

for (const [name, bytes, type] of [
    ['截图 1.png', png(640, 480, { extra: [['eXIf', exif(place)], ['tEXt', Buffer.from(`Comment\0${place}`)]] }), 'image/png'],
    ['IMG_0001.JPG', jpeg(place), 'image/jpeg'],
]) {
    test(`a picture arrives without what the camera knew (${type})`, async () => {
        assert.ok(bytes.includes(place));
        const answer = await customer.upload(conversation, name, bytes, { 'Content-Type': 'text/html' });   // what the sender says counts for nothing
        assert.equal(answer.status, 201, answer.bytes.toString());
        const attachment = answer.json;
        assert.equal(attachment.media_type, type);
        assert.equal(attachment.name.split('.')[0], name.split('.')[0]);
        assert.equal(attachment.thumbnail, true);
        assert.ok(attachment.width > 0 && attachment.height > 0);

        const entry = await customer.say(conversation, '', { attachments: [attachment.id] });
        assert.deepEqual(entry.attachments, [attachment]);
        for (const person of [customer, ana]) {
            const served = await file(person, attachment.id);
            assert.equal(served.status, 200);
            assert.equal(served.headers['content-type'], type);
            assert.equal(served.headers['x-content-type-options'], 'nosniff');
            assert.match(served.headers['content-security-policy'], /default-src 'none'/);
            assert.match(served.headers['content-security-policy'], /sandbox/);
            assert.match(served.headers['content-disposition'], /^(inline|attachment); filename=/);
            assert.equal(served.bytes.length, attachment.bytes);
            for (const trace of [place, 'Exif', 'eXIf', 'GPS', 'tEXt']) assert.ok(!served.bytes.includes(trace), trace);
            const small = await person.call('GET', `/api/v1/attachments/${attachment.id}/thumbnail`);
            assert.equal(small.status, 200);
            assert.match(small.headers['content-type'], /^image\//);
            assert.ok(!small.bytes.includes(place));
        }
        const cached = await file(customer, attachment.id, { 'If-None-Match': (await file(customer, attachment.id)).headers.etag });
        assert.equal(cached.status, 304);
    });
}

test('nothing of the place is anywhere in the data folder', () => {
    for (const name of readdirSync(program.data, { recursive: true })) {
        const whole = path.join(program.data, name);
        if (statSync(whole).isFile()) assert.ok(!readFileSync(whole).includes(place), name);
    }
});

test('documents come back as they are, as downloads that cannot run', async () => {
    const mail = 'From: a@b.test\r\nTo: c@d.test\r\nDate: Tue, 24 Nov 2026 08:00:00 +0000\r\nSubject: Withdrawal\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>\r\n';
    const pdf = '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\nxref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 3>>\nstartxref\n90\n%%EOF\n';
    for (const [name, body, type] of [['记录.txt', '第一行\nsecond line\n', 'text/plain'], ['m.eml', mail, 'message/rfc822'], ['p.pdf', pdf, 'application/pdf']]) {
        const answer = await ana.upload(conversation, name, body);
        assert.equal(answer.status, 201, answer.bytes.toString());
        assert.equal(answer.json.media_type.split(';')[0], type);
        await ana.say(conversation, name, { attachments: [answer.json.id] });
        const served = await file(customer, answer.json.id);
        assert.equal(served.bytes.toString(), body);
        assert.match(served.headers['content-disposition'], /^attachment/);
        assert.match(served.headers['content-disposition'], new RegExp(`filename\\*=UTF-8''${encodeURIComponent(name)}`));
        assert.equal(served.headers['x-content-type-options'], 'nosniff');
    }
});

test('what only looks like a picture is refused or made harmless', async () => {
    const html = '<!doctype html><html><body><script>alert(document.cookie)</script></body></html>';
    const polyglot = Buffer.concat([png(8, 8), Buffer.from(html), Buffer.from('PK\x03\x04')]);
    const answer = await customer.upload(conversation, 'cat.png', polyglot);
    assert.equal(answer.status, 201, answer.bytes.toString());
    assert.ok(!(await file(customer, answer.json.id)).bytes.includes('script'));
    const polyglotGif = Buffer.concat([Buffer.from('GIF89a/*'), Buffer.from('*/=1;alert(1)')]);
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
    for (const [name, body] of [
        ['a.png', html], ['a.html', html], ['a.svg', svg], ['a.png', svg], ['a.exe', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(400)])], ['a.js', Buffer.from([0, 1, 2, 3])], ['a.zip', Buffer.from('PK\x03\x04' + 'x'.repeat(50))], ['a.gif', polyglotGif],
    ]) {
        const sent = await customer.upload(conversation, name, body);
        if (sent.status !== 201) {
            assertProblem(sent, [415, 422], ['attachment.type', 'attachment.undecodable']);
            continue;
        }
        // Text is text: as a download, it runs nowhere.
        assert.equal(sent.json.media_type.split(';')[0], 'text/plain');
        const served = await file(customer, sent.json.id);
        assert.match(served.headers['content-type'], /^text\/plain/);
        assert.match(served.headers['content-disposition'], /^attachment; filename="[^"]*\.txt"/);
    }
});

test('bombs, broken and endless files', async () => {
    assertProblem(await customer.upload(conversation, 'bomb.png', png(1, 1, { claimed: [60_000, 60_000] })), undefined, ['attachment.too_many_pixels', 'attachment.undecodable']);
    assertProblem(await customer.upload(conversation, 'bomb.png', png(9000, 9000, { colour: () => [0, 0, 0] })), undefined, 'attachment.too_many_pixels');
    assertProblem(await customer.upload(conversation, 'half.png', png(200, 200).subarray(0, 400)), undefined, 'attachment.undecodable');
    assertProblem(await customer.upload(conversation, 'empty.png', ''), undefined, 'attachment.empty');
    assertProblem(await customer.upload(conversation, 'big.txt', Buffer.alloc(10 * 1024 * 1024 + 1, 'a')), 413);
    const whole = await customer.upload(conversation, 'just.txt', Buffer.alloc(10 * 1024 * 1024, 'a'));
    assert.equal(whole.status, 201, whole.bytes.toString().slice(0, 200));
});

test('names of files lead nowhere', async () => {
    for (const name of ['../../etc/passwd', '/etc/shadow', '..\\..\\boot.ini', 'a\r\nSet-Cookie: x=y', 'invoice‮gpj.exe', '"; filename=evil.html', '\u0000', '.', '']) {
        const answer = await customer.upload(conversation, name, 'text');
        if (answer.status !== 201) {
            assertProblem(answer, [400, 422]);
            continue;
        }
        assert.ok(!/[/\\\r\n\u0000\u202e]/.test(answer.json.name), JSON.stringify(answer.json.name));
        assert.ok(answer.json.name.length > 0);
        const served = await file(customer, answer.json.id);
        assert.equal(served.headers['set-cookie'], undefined);
        assert.match(served.headers['content-disposition'], /^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w.%-]+$/);
    }
});

test('an attachment belongs to its conversation and to its sender until it is said', async () => {
    const { json: sent } = await customer.upload(conversation, 'a.png', png(10, 10));
    const other = await program.visitor('en');
    const elsewhere = await other.open('Mine');
    assertProblem(await file(other, sent.id), 404);
    assertProblem(await program.call('GET', `/api/v1/attachments/${sent.id}`), 401);
    assertProblem(await other.call('POST', `/api/v1/conversations/${elsewhere.id}/entries`, { json: { client_id: 'x', body: 'x', attachments: [sent.id] } }), [404, 422]);
    const second = await customer.open('Another');
    assertProblem(await customer.call('POST', `/api/v1/conversations/${second.id}/entries`, { json: { client_id: 'x', body: 'x', attachments: [sent.id] } }), [404, 422]);
    assertProblem(await customer.call('POST', `/api/v1/conversations/${conversation.id}/entries`, { json: { client_id: 'x', body: 'x', attachments: [randomUUID()] } }), [404, 422]);
    // What an agent hangs on a note stays with the staff.
    const { json: secret } = await ana.upload(conversation, 'note.png', png(12, 12));
    await ana.say(conversation, 'see picture', { internal: true, attachments: [secret.id] });
    assertProblem(await file(customer, secret.id), 404);
    assertProblem(await customer.call('GET', `/api/v1/attachments/${secret.id}/thumbnail`), 404);
    assert.equal((await file(ana, secret.id)).status, 200);
});

test('a part of a file, and pictures that survive a kill', async () => {
    const { json: sent } = await customer.upload(conversation, 'a.txt', 'abcdefghij');
    const entry = await customer.say(conversation, 'with file', { attachments: [sent.id] });
    const part = await file(customer, sent.id, { Range: 'bytes=2-4' });
    assert.equal(part.status, 206);
    assert.equal(part.bytes.toString(), 'cde');
    await program.kill();
    await program.launch();
    assert.equal((await file(customer, sent.id)).bytes.toString(), 'abcdefghij');
    assert.deepEqual((await customer.log(conversation)).at(-1), entry);
});

test('with a virus scanner no file is served before it is found clean', async (t) => {
    // The test file of EICAR, in two parts so that this one is not taken for it.
    const virus = `report ${'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-'}${'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'}`;
    const folder = mkdtempSync(path.join(tmpdir(), 'ombud-clamd-'));
    const socket = path.join(folder, 'socket');
    const guarded = await Program.start({ settings: { OMBUD_FILES_CLAMD: socket } });
    let clamd;
    t.after(async () => {
        await guarded.stop();
        if (clamd) {
            clamd.kill('SIGKILL');
            await once(clamd, 'exit');
        }
        rmSync(folder, { recursive: true, force: true });
    });
    const person = await guarded.visitor();
    const talk = await person.open('Files');

    // The scanner is away: the file waits, and the entry says so.
    const { json: harmless } = await person.upload(talk, 'a.txt', 'harmless');
    const { json: infected } = await person.upload(talk, 'b.txt', virus);
    const entry = await person.say(talk, 'two files', { attachments: [harmless.id, infected.id] });
    assert.deepEqual(entry.attachments.map(({ scan }) => scan), ['pending', 'pending']);
    assertProblem(await file(person, harmless.id), 409, 'attachment.scanning');
    assertProblem(await file(person, infected.id), 409, 'attachment.scanning');

    mkdirSync(path.join(folder, 'signatures'));
    writeFileSync(path.join(folder, 'signatures', 'test.ndb'), `Eicar-Test-Signature:0:*:${Buffer.from(virus.slice('report '.length)).toString('hex')}\n`);
    const settings = { Foreground: 'yes', DatabaseDirectory: path.join(folder, 'signatures'), LocalSocket: socket, TemporaryDirectory: folder, ...(process.getuid() === 0 ? { User: 'root' } : {}) };
    writeFileSync(path.join(folder, 'clamd.conf'), Object.entries(settings).map((line) => line.join(' ')).join('\n'));
    clamd = spawn('/usr/sbin/clamd', [`--config-file=${path.join(folder, 'clamd.conf')}`], { stdio: 'ignore' });

    await eventually(async () => (await file(person, infected.id)).status !== 409, 'the scan of the file', 60_000);
    assert.equal((await file(person, harmless.id)).bytes.toString(), 'harmless');
    assertProblem(await file(person, infected.id), 403, 'attachment.infected');
    assert.deepEqual((await person.log(talk)).at(-1).attachments.map(({ scan }) => scan), ['clean', 'infected']);

    const { json: next } = await person.upload(talk, 'c.png', png(4, 4));
    assert.equal(next.scan, 'clean');
    assertProblem(await person.upload(talk, 'd.txt', virus), 415, 'attachment.infected');
});
