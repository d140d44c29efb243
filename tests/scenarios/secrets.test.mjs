// What must never land: secrets posted by either side are found in no file, no log, no metric and no frame afterwards.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Program } from './support.mjs';

let program, ana, customer, conversation;
before(async () => {
    program = await Program.start();
    ana = await (await program.firstAdmin()).colleague('Ana');
    customer = await program.visitor('zh-CN');
    conversation = await customer.open('您好，我的钱包有问题', 'zh-CN');
});
after(() => program?.stop());

// Public test vectors and well-known examples: what is written, what kind it is, and the words that may be nowhere.
const secrets = [
    ['My words: legal winner thank year wave sausage worth useful legal winner thank yellow', 'recovery_phrase', ['winner thank', 'wave sausage']],
    ['1. Letter 2. advice 3. cage 4. absurd\n5. amount 6. doctor 7. acoustic 8. avoid\n9. letter 10. advice 11. cage 12. above', 'recovery_phrase', ['acoustic', 'absurd']],
    ['助记词：枪 疫 霉 尝 俩 闹 饿 贤 枪 疫 霉 卿', 'recovery_phrase', ['枪 疫 霉', '饿 贤']],
    ['5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ', 'private_key', ['5HueCGU8rMjx']],
    ['xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi', 'extended_private_key', ['xprv9s21ZrQH143K3QTDL4']],
    ['我的卡号是 4111 1111 1111 1111', 'card_number', ['4111 1111 1111', '4111111111111111']],
    ['My password is Tr0ub4dor&3-zq', 'password', ['Tr0ub4dor&3']],
    ['我的密码是：Qx7mimazq2026', 'password', ['Qx7mimazq2026']],
    ['短信验证码 482915', 'one_time_code', []],
];
const harmless = [
    'TxID 4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b',
    '充值地址 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
    'to 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed, hash 0x88df016429689c079f3b2f6ad39fa052532c56795b733da78a91ebe6a713944b',
    'I forgot my password and cannot sign in. 我忘记密码了，收不到验证码。',
];

test('a secret is taken out before it is stored, and the kind and place stay', async () => {
    const phone = await customer.live();
    const desk = await ana.live();
    desk.send({ type: 'subscribe_inbox' });
    await Promise.all([phone.follow(conversation), desk.follow(conversation)]);
    const answers = [];
    for (const person of [customer, ana]) {
        for (const [text, kind] of secrets) {
            const entry = await person.say(conversation, text);
            answers.push(entry);
            assert.deepEqual(entry.removed.map((one) => one.kind), [kind], text);
            const marker = `[removed:${kind}]`;
            assert.equal([...entry.body].slice(entry.removed[0].at, entry.removed[0].at + marker.length).join(''), marker);
        }
        const note = await ana.say(conversation, secrets[0][0], { internal: true });
        assert.equal(note.removed.length, 1);
    }
    answers.push(await customer.post('/api/v1/conversations', { client_id: 'with-secret', language: 'en', topic: secrets[0][0], body: secrets[0][0] }));
    for (const text of harmless) {
        const entry = await customer.say(conversation, text);
        assert.equal(entry.body, text);
        assert.deepEqual(entry.removed, []);
    }
    // A retry of the same words is the same entry, though they are stored nowhere.
    const draft = { client_id: 'again', body: secrets[0][0] };
    const first = await customer.post(`/api/v1/conversations/${conversation.id}/entries`, draft);
    assert.deepEqual(await customer.post(`/api/v1/conversations/${conversation.id}/entries`, draft), first);

    await phone.until((frame) => frame.entry?.seq === first.seq);
    await desk.until((frame) => frame.entry?.seq === first.seq);
    await Promise.all([phone.settled(), desk.settled()]);
    const told = JSON.stringify([phone.frames, desk.frames, answers, await ana.get('/api/v1/inbox?view=all&status=active'), await ana.log(conversation)]);
    for (const [, , traces] of secrets) for (const trace of traces) assert.ok(!told.includes(trace), trace);
    await Promise.all([phone.close(), desk.close()]);
});

test('none of it is on the disk, in the log or in the metrics', async () => {
    const metrics = (await program.call('GET', '/metrics')).bytes.toString();
    const traces = secrets.flatMap(([, , words]) => words);
    for (const trace of traces) {
        assert.ok(!metrics.includes(trace));
        assert.ok(!program.output.includes(trace));
    }
    let looked = 0, found = 0;
    for (const name of readdirSync(program.data, { recursive: true })) {
        const whole = path.join(program.data, name);
        if (!statSync(whole).isFile()) continue;
        const bytes = readFileSync(whole);
        looked += bytes.length;
        if (bytes.includes('[removed:recovery_phrase]')) found += 1;
        for (const trace of traces) assert.ok(!bytes.includes(trace), `${trace} in ${name}`);
    }
    assert.ok(looked > 10_000_000, 'the database was looked at');
    assert.ok(found > 0, 'and it does hold the entries');
});
