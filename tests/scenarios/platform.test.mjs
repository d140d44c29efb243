// A user whom the platform's own server vouches for: known on every device, and nobody can pose as another.
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { assertProblem, eventually, Person, Program } from './support.mjs';

const audience = 'https://desk.test';
const folder = mkdtempSync(path.join(tmpdir(), 'ombud-keys-'));
const keysFile = path.join(folder, 'keys.json');
const makeKey = (kid) => ({ kid, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) });
const publish = (...keys) => writeFileSync(keysFile, JSON.stringify({ keys: keys.map(({ kid, publicKey }) => ({ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' })) }));
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const now = () => Math.floor(Date.now() / 1000);

function jwt(key, claims, header = {}) {
    const text = `${encode({ alg: 'ES256', typ: 'JWT', kid: key.kid, ...header })}.${encode({ sub: 'user-1', aud: audience, exp: now() + 600, ...claims })}`;
    return `${text}.${sign('sha256', Buffer.from(text), { key: key.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

const first = makeKey('one'), second = makeKey('two');
let program;
before(async () => {
    publish(first);
    program = await Program.start({ settings: { OMBUD_PLATFORM_KEYS: keysFile, OMBUD_PLATFORM_AUDIENCE: audience } });
});
after(async () => {
    await program?.stop();
    rmSync(folder, { recursive: true });
});

const signIn = (token) => program.call('POST', '/api/v1/customers/sessions', { json: { token } });
const enter = async (token) => {
    const answer = await signIn(token);
    assert.equal(answer.status, 201, answer.bytes.toString());
    return new Person(program, answer.json.token, { id: answer.json.customer_id, name: answer.json.name });
};

test('the same user on two devices is one customer, another user is another', async () => {
    const phone = await enter(jwt(first, { name: '李伟' }));
    assert.equal(phone.name, '李伟');
    const conversation = await phone.open('充值没到账', 'zh-CN');
    const laptop = await enter(jwt(first, { name: '李伟' }));
    assert.equal(laptop.id, phone.id);
    assert.equal((await laptop.log(conversation))[0].body, '充值没到账');
    const stranger = await enter(jwt(first, { sub: 'user-2', name: 'Emma' }));
    assert.notEqual(stranger.id, phone.id);
    assertProblem(await stranger.call('GET', `/api/v1/conversations/${conversation.id}`), 404);
    assert.equal((await phone.conversation(conversation)).customer.kind, 'user');
});

test('what the platform did not sign, or not for us, or not for now, is refused', async () => {
    const stolen = { ...makeKey('one') };
    const good = jwt(first, {});
    const [head, body, signature] = good.split('.');
    const cases = [
        jwt(stolen, {}), jwt(first, { aud: 'https://elsewhere.test' }), jwt(first, { aud: undefined }), jwt(first, { exp: undefined }), jwt(first, { sub: undefined }), jwt(first, { sub: '' }), jwt(first, { nbf: now() + 3600 }),
        `${encode({ alg: 'none' })}.${body}.`, `${encode({ alg: 'HS256', kid: 'one' })}.${body}.${signature}`, `${head}.${encode({ sub: 'user-2', aud: audience, exp: now() + 600 })}.${signature}`, `${head}.${body}`, `${head}.${body}.`, '..', good.slice(0, -4),
        jwt(first, { exp: 'tomorrow' }), jwt(first, {}, { crit: ['x'], x: 1 }),
    ];
    for (const token of cases) assertProblem(await signIn(token), 401, 'platform_token.invalid');
    assertProblem(await signIn(jwt(first, { exp: now() - 600 })), 401, 'platform_token.expired');
});

test('a name from the platform is shown as text and never as more', async () => {
    const sly = await enter(jwt(first, { sub: 'sly', name: '<img src=x onerror=alert(1)>‮Support‬' }));
    assert.ok(!sly.name.includes('\u202e'));
    const conversation = await sly.open('hi');
    assert.equal((await sly.conversation(conversation)).customer.name, sly.name);
});

test('keys are changed without a restart', async () => {
    assertProblem(await signIn(jwt(second, {})), 401);
    publish(first, second);
    const before = await enter(jwt(first, {}));
    const after = await eventually(async () => (await signIn(jwt(second, {}))).status === 201 && enter(jwt(second, {})), 'the new key');
    assert.equal(before.id, after.id);
    publish(second);
    await eventually(async () => (await signIn(jwt(first, {}))).status === 401, 'the end of the old key');
    await before.get('/api/v1/conversations');
});

test('without platform keys nobody is vouched for', async () => {
    const plain = await Program.start();
    assertProblem(await plain.call('POST', '/api/v1/customers/sessions', { json: { token: jwt(first, {}) } }), 401, 'platform_token.not_configured');
    await plain.stop();
});
