// What strangers send: every answer is a problem with a stable code, nobody reaches what is another's, and the program lives on, without a leak.
import assert from 'node:assert/strict';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { assertProblem, eventually, Live, password, Program } from './support.mjs';

let program, admin, ana, customer, conversation, entries;
before(async () => {
    program = await Program.start();
    admin = await program.firstAdmin();
    ana = await admin.colleague('Ana');
    customer = await program.visitor('en');
    conversation = await customer.open('Hello');
    entries = `/api/v1/conversations/${conversation.id}/entries`;
});
after(() => program?.stop());   // the sanitizers must be content with all of it

const post = (target, json, options) => customer.call('POST', target, { json, ...options });
const raw = (body, headers) => customer.call('POST', entries, { body, headers: { 'Content-Type': 'application/json', ...headers } });

test('fields that are unknown, missing or of another type are named', async () => {
    const cases = [
        [{ client_id: 'a', body: 'x', colour: 'red' }, 'field.unknown', 'colour'],
        [{ body: 'x' }, 'field.required', 'client_id'],
        [{ client_id: 'a' }, ['field.required', 'body.empty'], 'body'],
        [{ client_id: 7, body: 'x' }, 'field.type', 'client_id'],
        [{ client_id: 'a', body: ['x'] }, 'field.type', 'body'],
        [{ client_id: 'a', body: null }, ['field.type', 'field.required', 'body.empty'], 'body'],
        [{ client_id: 'a', body: 'x', attachments: 'y' }, 'field.type', 'attachments'],
        [{ client_id: 'a', body: 'x', attachments: ['nonsense'] }, 'field.id', 'attachments[0]'],
        [{ client_id: 'a', body: 'x', answering: 1.5 }, 'field.type', 'answering'],
        [{ client_id: 'a', body: 'x', answering: 1e300 }, 'field.type', 'answering'],
    ];
    for (const [json, code, field] of cases) {
        const answer = await post(entries, json);
        assertProblem(answer, 422, code);
        assert.equal(answer.json.field, field);
    }
    assertProblem(await post(entries, { client_id: 'a', body: '' }), 422, 'body.empty');
    assertProblem(await post(entries, { client_id: '', body: 'x' }), 422);
    assertProblem(await post(entries, { client_id: 'has blank', body: 'x' }), 422);
    assertProblem(await post(entries, { client_id: 'x'.repeat(65), body: 'x' }), 422);
    assertProblem(await post('/api/v1/conversations', { client_id: 'l', language: 'klingon' }), 422);
    for (const bad of ['after=-1', 'after=x', 'limit=0', 'limit=99999999999999999999', 'colour=red', 'after=%ff'])
        assertProblem(await customer.call('GET', `${entries}?${bad}`), [400, 422]);
    assertProblem(await ana.call('GET', '/api/v1/inbox?view=everything'), 422);
    assertProblem(await ana.call('GET', '/api/v1/inbox?view=all&cursor=%00%00'), [400, 422]);
    assertProblem(await ana.call('GET', '/api/v1/inbox?view=all&cursor=AAAAAAAAAAAA'), [400, 422]);
});

test('text that is no JSON, and JSON that is too much', async () => {
    const bodies = [
        '', '{', '{"client_id":"a"', '[]', 'null', '"x"', '{"client_id":"a","client_id":"b","body":"x"}', '{"body":"x",}', "{'body':'x'}", 'NaN', '\u{feff}{}x',
        '{"client_id":"a","body":"\\ud800"}', '{"client_id":"a","body":"\\u0000"}', `{"client_id":"a","body":${'['.repeat(5000)}${']'.repeat(5000)}}`,
        `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`, '{"client_id":"a","body":"x","answering":99999999999999999999999999}', '{"client_id":"a","body":"x","answering":-1e999}',
    ];
    for (const body of bodies) assertProblem(await raw(body), [400, 422]);
    for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0]])
        assertProblem(await raw(Buffer.concat([Buffer.from('{"client_id":"u","body":"'), Buffer.from(bytes), Buffer.from('"}')])), [400, 422]);
    assertProblem(await post(entries, { client_id: 'big', body: 'x'.repeat(16 * 1024 + 1) }), [413, 422]);
    assertProblem(await raw(`{"client_id":"big","body":"${'x'.repeat(200_000)}"}`), 413);
});

test('what people really write comes back as they wrote it', async () => {
    const texts = [
        '<script>alert(1)</script><img src=x onerror=alert(1)>', '"; DROP TABLE entries; --', 'مرحبا، أين أموالي؟ ‮txet desrever‬', '👩‍👩‍👧‍👦🏳️‍🌈 e\u0301 \u{1f1e8}\u{1f1f3}', '我的钱呢？\n\n第二行\t制表',
        '${jndi:ldap://x}', '{{7*7}}', '\\u0000 as text', '\u{10ffff}\u{e000}', 'x'.repeat(16 * 1024), '汉'.repeat(5461), ' \u00a0 leading and trailing \u2003',
    ];
    for (const body of texts) {
        const entry = await customer.say(conversation, body);
        assert.equal(entry.body, body);
    }
    const log = await ana.log(conversation);
    assert.deepEqual(log.filter(({ kind }) => kind === 'message').slice(-texts.length).map((entry) => entry.body), texts);
});

test('names from outside are cleaned, never obeyed', async () => {
    const named = await admin.call('POST', '/api/v1/staff', { json: { email: 'x@desk.test', name: '<b>X</b>', public_name: '<script>alert(1)</script>', role: 'agent' } });
    if (named.status !== 201) assertProblem(named, 422);
    assertProblem(await admin.call('POST', '/api/v1/staff', { json: { email: 'not-an-address', name: 'X', public_name: 'X', role: 'agent' } }), 422, 'email.invalid');
    assertProblem(await admin.call('POST', '/api/v1/staff', { json: { email: 'a\r\nBcc: b@c.d@desk.test', name: 'X', public_name: 'X', role: 'agent' } }), 422);
    assertProblem(await admin.call('POST', '/api/v1/staff', { json: { email: 'ana@desk.test', name: 'Twin', public_name: 'Twin', role: 'agent' } }), 409, 'email.taken');
    assertProblem(await admin.call('POST', '/api/v1/staff', { json: { email: 'y@desk.test', name: 'Y', public_name: 'Y', role: 'emperor' } }), 422);
});

test('what belongs to others is unknown', async () => {
    const stranger = await program.visitor('en');
    const theirs = await stranger.open('Mine alone');
    const file = await stranger.upload(theirs, 'a.txt', 'hello');
    assert.equal(file.status, 201, file.bytes.toString());
    for (const id of [theirs.id, randomUUID(), '00000000-0000-0000-0000-000000000000']) {
        assertProblem(await customer.call('GET', `/api/v1/conversations/${id}`), 404, 'conversation.unknown');
        assertProblem(await customer.call('GET', `/api/v1/conversations/${id}/entries`), 404, 'conversation.unknown');
        assertProblem(await post(`/api/v1/conversations/${id}/entries`, { client_id: 'x', body: 'x' }), 404, 'conversation.unknown');
        assertProblem(await post(`/api/v1/conversations/${id}/seen`, { seq: 1 }), 404, 'conversation.unknown');
        assertProblem(await customer.upload({ id }, 'a.txt', 'hello'), 404, 'conversation.unknown');
    }
    assertProblem(await customer.call('GET', `/api/v1/attachments/${file.json.id}`), 404);
    assertProblem(await customer.call('GET', `/api/v1/attachments/${file.json.id}/thumbnail`), 404);
    assertProblem(await post(entries, { client_id: 'steal', body: 'x', attachments: [file.json.id] }), [404, 422]);
    for (const id of ['1', 'abc', `${theirs.id}x`, '%00', '..%2f..%2fetc%2fpasswd', encodeURIComponent("' OR 1=1")])
        assertProblem(await customer.call('GET', `/api/v1/conversations/${id}`), [400, 404]);
    const live = await customer.live();
    live.send({ type: 'subscribe', conversation_id: theirs.id, after: 0 });
    assert.equal((await live.until({ type: 'problem' })).code, 'conversation.unknown');
    live.send({ type: 'typing', conversation_id: theirs.id, typing: true });
    live.send({ type: 'seen', conversation_id: theirs.id, seq: 1 });
    await live.settled();
    assert.equal(live.entries(theirs).length, 0);
    await live.close();
    // A customer is no agent, an agent no admin.
    assertProblem(await post(`/api/v1/conversations/${conversation.id}/status`, { status: 'resolved', client_id: 'x' }), [401, 403]);
    assertProblem(await post(`/api/v1/conversations/${conversation.id}/assignee`, { assignee_id: null, client_id: 'x' }), [401, 403]);
    assertProblem(await ana.call('POST', '/api/v1/staff', { json: { email: 'z@desk.test', name: 'Z', public_name: 'Z', role: 'admin' } }), 403, 'permission.missing');
    assertProblem(await ana.call('PATCH', `/api/v1/staff/${ana.id}`, { json: { role: 'admin' } }), 403, 'permission.missing');
    assertProblem(await admin.call('PATCH', `/api/v1/staff/${admin.id}`, { json: { active: false } }), 409, 'staff.last_admin');
    assertProblem(await ana.call('POST', `/api/v1/conversations/${conversation.id}/assignee`, { json: { assignee_id: customer.id, client_id: 'to-customer' } }), [404, 422]);
    assertProblem(await ana.call('POST', `/api/v1/conversations/${conversation.id}/status`, { json: { status: 'burnt', client_id: 'x' } }), 422);
});

test('tokens that are expired, forged or nonsense let nobody in', async () => {
    const base64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
    const future = Math.floor(Date.now() / 1000) + 3600;
    const claims = { sub: customer.id, id: customer.id, kind: 'user', exp: future, iat: 0 };
    const unsigned = `${base64({ alg: 'HS256', typ: 'JWT' })}.${base64(claims)}`;
    const forged = [
        '', 'x', 'null', 'Bearer', '.', '..', '...', customer.token.slice(0, -2), `${customer.token}A`, [...customer.token].reverse().join(''), customer.token.toUpperCase(),
        `${base64({ alg: 'none' })}.${base64(claims)}.`, `${unsigned}.${createHmac('sha256', '').update(unsigned).digest('base64url')}`, randomBytes(64).toString('base64url'),
        ana.token.slice(1), 'A'.repeat(8000),
    ];
    for (const token of forged) {
        assertProblem(await program.call('GET', '/api/v1/conversations', { headers: { Authorization: `Bearer ${token}` } }), 401);
        if (token) assertProblem(await program.call('POST', '/api/v1/customers/sessions', { json: { token } }), [401, 422]);
        assertProblem(await program.call('POST', '/api/v1/staff/setup', { json: { token, password } }), [401, 422]);
    }
    for (const header of ['Basic YTpi', 'Bearer', 'bearer  ', `Digest ${customer.token}`])
        assertProblem(await program.call('GET', '/api/v1/conversations', { headers: { Authorization: header } }), 401);
    assertProblem(await program.call('GET', '/api/v1/conversations', { headers: { Cookie: 'ombud_visitor=x; ombud_staff=y' } }), 401);
    assertProblem(await program.call('GET', '/api/v1/conversations'), 401, 'session.required');
});

test('another site cannot act with a cookie', async () => {
    const { cookie } = ana;
    const act = (headers) => program.call('POST', `/api/v1/conversations/${conversation.id}/entries`, { json: { client_id: randomUUID(), body: 'hi' }, headers: { Cookie: cookie, ...headers } });
    for (const headers of [
        {}, { Origin: 'https://evil.example' }, { Origin: 'null' }, { 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' }, { Origin: `${program.origin}.evil.example` },
        { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }, { Origin: program.origin.replace('http', 'https') },
    ])
        assertProblem(await act(headers), 403, 'origin.foreign');
    assert.equal((await act({ Origin: program.origin })).status, 201);
    assert.equal((await act({ 'Sec-Fetch-Site': 'same-origin' })).status, 201);
    // A form of another site can send only these types; none of them is read as JSON with a cookie.
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
        assertProblem(await act({ Origin: 'https://evil.example', 'Content-Type': type }), [403, 415]);
    const preflight = await program.call('OPTIONS', '/api/v1/conversations', { headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' } });
    assert.equal(preflight.headers['access-control-allow-origin'], undefined);
});

const refused = (headers, options = {}) => new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${program.port}/api/v1/live`, { headers, ...options });
    socket.on('unexpected-response', (_, answer) => resolve(answer.statusCode));
    socket.on('open', () => reject(new Error('let in')));
    socket.on('error', reject);
});

test('the live socket opens for no other site', async () => {
    assert.equal(await refused({ Cookie: ana.cookie, Origin: 'https://evil.example' }), 403);
    assert.equal(await refused({ Origin: 'https://evil.example' }), 403);
    assert.equal(await refused({ Cookie: ana.cookie, Origin: 'null' }), 403);
    assert.equal(await refused({ Authorization: 'Bearer nonsense' }), 401);
    const own = await Live.connect(program, { authenticate: 'cookie', headers: { Cookie: ana.cookie, Origin: program.origin } });
    own.send({ type: 'subscribe_inbox' });
    await own.until({ type: 'counts' });
    await own.close();
});

test('frames that make no sense are answered or end the socket, and nothing else', async () => {
    const live = await customer.live();
    const frames = [
        '', '{', '[]', 'null', '7', '{}', '{"type":7}', '{"type":"destroy"}', '{"type":"subscribe"}', '{"type":"subscribe","conversation_id":7}', '{"type":"subscribe","conversation_id":"x","after":0}',
        { type: 'subscribe', conversation_id: conversation.id, after: -1 }, { type: 'subscribe', conversation_id: conversation.id, after: 'x' }, { type: 'subscribe', conversation_id: conversation.id, after: 1.5 },
        { type: 'typing', conversation_id: conversation.id, typing: 'yes' }, { type: 'seen', conversation_id: conversation.id, seq: -4 }, { type: 'seen', conversation_id: conversation.id, seq: 2 ** 53 },
        { type: 'authenticate', token: customer.token }, { type: 'authenticate' }, '['.repeat(10_000),
    ];
    for (const frame of frames) {
        live.forget();
        live.send(frame);
        const { code } = await live.until({ type: 'problem' });
        assert.match(code, /^[a-z_]+\.[a-z_]+$/);
    }
    live.forget();
    // Beyond what is there: the seen mark stays within the log.
    live.send({ type: 'subscribe', conversation_id: conversation.id, after: 1_000_000 });
    await live.until({ type: 'subscribed' });
    await live.settled();
    assert.equal(live.entries(conversation).length, 0);

    live.send('x'.repeat(17 * 1024));
    assert.equal(await live.closed, 1009);
    const binary = await customer.live();
    binary.send(Buffer.from([1, 2, 3]));
    assert.equal(await binary.closed, 1003);
    const text = await customer.live();
    text.socket._socket.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]));   // masked text, not UTF-8
    assert.equal(await text.closed, 1007);
    const broken = await customer.live();
    broken.socket._socket.write(Buffer.from([0xf3, 0x85, 0, 0, 0, 0, 1, 2, 3, 4, 5]));   // reserved bits and opcode
    assert.equal(await broken.closed, 1002);
    const unmasked = await customer.live();
    unmasked.socket._socket.write(Buffer.from([0x81, 0x02, 0x68, 0x69]));
    assert.equal(await unmasked.closed, 1002);
});

test('nobody keeps a socket without saying who they are', { timeout: 30_000 }, async () => {
    const silent = await Live.connect(program, { authenticate: 'never' });
    silent.send({ type: 'subscribe', conversation_id: conversation.id, after: 0 });
    assert.equal((await silent.until({ type: 'problem' })).code, 'session.required');
    assert.equal(await silent.closed, 4003);
});

test('paths lead only where the table says', async () => {
    const tricks = [
        '/../etc/passwd', '/assets/../../etc/passwd', '/assets/..%2f..%2f..%2fetc%2fpasswd', '/assets/%2e%2e/%2e%2e/etc/passwd', '/desk/%2e%2e/%2e%2e/healthz%00', '/assets/%00', '//evil.example/x', '/api/v1//conversations',
        '/api/v1/conversations/', '/API/V1/WAITING', '/api/v1/waiting%20', '/api/v1/nothing', '/%ff%fe', '/%', '/%zz', '/widget.js/', '/.git/config', '/metrics/../healthz', '/assets/', '/assets/none-00000000.js',
    ];
    for (const path of tricks) {
        const answer = await program.call('GET', path);
        assertProblem(answer, [400, 404, 405]);
        assert.ok(!answer.bytes.includes('root:'));
    }
    for (const [method, path] of [['DELETE', '/api/v1/conversations'], ['PUT', entries], ['PATCH', '/healthz'], ['TRACE', '/'], ['POST', '/widget.js']])
        assertProblem(await customer.call(method, path), [404, 405]);
});

// Says something on a bare socket and gives back all that came until the other side closed.
const say = (...pieces) => new Promise((resolve) => {
    const socket = connect(program.port, '127.0.0.1', async () => {
        for (const piece of pieces) {
            socket.write(piece);
            await new Promise((done) => setTimeout(done, 20));
        }
    });
    let heard = '';
    socket.on('data', (chunk) => (heard += chunk));
    socket.on('error', () => resolve(heard));
    socket.on('close', () => resolve(heard));
    socket.setTimeout(5_000, () => socket.destroy());
});

test('requests that HTTP does not allow are refused and the connection ends', async () => {
    const host = `Host: 127.0.0.1:${program.port}\r\n`;
    const malformed = [
        'nonsense\r\n\r\n', 'GET\r\n\r\n', `GET / HTTP/9.9\r\n${host}\r\n`, `GET /healthz HTTP/1.1\r\n\r\n`, `GET /healthz HTTP/1.1\r\n${host}${host}\r\n`, `GET /healthz HTTP/1.1\r\n${host}X : y\r\n\r\n`,
        `POST ${entries} HTTP/1.1\r\n${host}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`, `POST ${entries} HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
        `POST ${entries} HTTP/1.1\r\n${host}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`, `POST ${entries} HTTP/1.1\r\n${host}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
        `POST ${entries} HTTP/1.1\r\n${host}Content-Length: -5\r\n\r\nhello`, `GET /healthz HTTP/1.1\r\n${host}X: a\r\n b\r\n\r\n`, `GET /healthz HTTP/1.1\r\n${host}X: a\0b\r\n\r\n`, `GET /healthz HTTP/1.1\r\n${host}Cookie: ${'x'.repeat(20_000)}\r\n\r\n`, `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n`,
        `\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03`, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    ];
    for (const text of malformed) {
        const heard = await say(text);
        const status = /^HTTP\/1\.1 (\d+)/.exec(heard)?.[1];
        assert.ok(heard === '' || (status >= 400 && status < 600), `${JSON.stringify(text.slice(0, 80))}: ${heard.slice(0, 200)}`);
        assert.equal([...heard.matchAll(/^HTTP\/1\.1 /gm)].length, heard === '' ? 0 : 1, 'one answer, then the end');
    }
});

test('pipelined requests are answered in order, each its own', async () => {
    const one = (target, close) => `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${program.port}\r\nAuthorization: Bearer ${customer.token}\r\n${close ? 'Connection: close\r\n' : ''}\r\n`;
    const heard = await say(one('/api/v1/waiting') + one('/api/v1/nothing') + one(`/api/v1/conversations/${conversation.id}`, true));
    assert.deepEqual([...heard.matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => match[1]), ['200', '404', '200']);
    assert.ok(heard.lastIndexOf(conversation.reference) > heard.indexOf('path.unknown'));
});

test('what was sent stands in no error and no log', async () => {
    const mark = 'zq-do-not-echo-5521';
    for (const answer of [
        await post(entries, { client_id: 'a', body: 'x', attachments: [mark] }), await post(entries, { client_id: `${mark} !`, body: 'x' }), await raw(`{"body": ${mark}`),
        await program.call('POST', '/api/v1/staff/sessions', { json: { email: `${mark}@x.test`, password: mark } }), await program.call('POST', '/api/v1/customers/sessions', { json: { token: mark } }),
    ]) {
        assertProblem(answer);
        assert.ok(!answer.bytes.includes(mark));
    }
    await customer.say(conversation, mark);
    await customer.call('GET', `/api/v1/nothing?token=${mark}`);
    assert.ok(!program.output.includes(mark));
    assert.ok(!program.output.includes(customer.token));
    assert.ok(!(await program.call('GET', '/metrics')).bytes.includes(mark));
});

test('after all this the program is well', async () => {
    await eventually(async () => (await program.call('GET', '/healthz')).status === 200);
    await customer.say(conversation, 'Still here?');
    await ana.say(conversation, 'Of course.');
    const metrics = (await program.call('GET', '/metrics')).bytes.toString();
    assert.match(metrics, /^ombud_\w+/m);
    assert.ok(!/status="500"[^\n]* [1-9]/.test(metrics), metrics.split('\n').filter((line) => line.includes('"500"')).join('\n'));
});
