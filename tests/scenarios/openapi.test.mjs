// The description of the interface: valid to a stranger's validator, and true about who is let in.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { assertProblem, Program } from './support.mjs';

let program, description;
before(async () => {
    program = await Program.start();
    const answer = await program.call('GET', '/api/v1/openapi.json');
    assert.equal(answer.status, 200);
    description = answer.json;
});
after(() => program?.stop());

const forAnyone = new Set([
    'POST /api/v1/visitors', 'POST /api/v1/customers/sessions', 'POST /api/v1/staff/sessions', 'POST /api/v1/staff/setup', 'GET /api/v1/waiting',
    'POST /api/v1/accounts', 'POST /api/v1/accounts/confirm', 'POST /api/v1/passwords/strength',
    'POST /api/v1/account/sessions', 'POST /api/v1/account/sessions/second-factor', 'POST /api/v1/account/passkey-challenges', 'POST /api/v1/account/sessions/passkey',
    'POST /api/v1/account/resets', 'POST /api/v1/account/resets/status', 'POST /api/v1/account/resets/resend', 'POST /api/v1/account/resets/complete',
    'POST /api/v1/account/freezes/code', 'POST /api/v1/account/freezes', 'POST /api/v1/account/freezes/link', 'POST /api/v1/account/not-me',
    'POST /api/v1/account/recoveries', 'POST /api/v1/account/recoveries/confirm', 'POST /api/v1/account/recoveries/status',
    'POST /api/v1/account/unfreezes', 'POST /api/v1/account/unfreezes/confirm', 'POST /api/v1/account/unfreezes/status',
    'POST /api/v1/staff/passkey-challenges', 'POST /api/v1/staff/sessions/passkey', 'GET /api/v1/staff/oidc', 'GET /api/v1/staff/oidc/start', 'GET /api/v1/staff/oidc/callback', 'GET /api/v1/openapi.json',
    'GET /api/v1/help/search', 'GET /api/v1/status', 'GET /api/v1/flows', 'POST /api/v1/official/check', 'POST /api/v1/official/reports', 'GET /api/v1/official/channels',
    'POST /api/v1/diagnoses', ...['read', 'answer', 'back', 'prove-address', 'prove-code', 'cannot-prove', 'act', 'solved', 'resume', 'hand-over'].map((step) => `POST /api/v1/diagnoses/${step}`),
]);

test('it is valid OpenAPI 3.1', async () => {
    assert.match(description.openapi, /^3\.1\./);
    const result = await new Validator().validate(structuredClone(description));
    assert.equal(result.valid, true, JSON.stringify(result.errors, null, 1));
});

const operations = () => Object.entries(description.paths).flatMap(([path, item]) =>
    Object.entries(item).filter(([verb]) => ['get', 'post', 'put', 'patch', 'delete'].includes(verb)).map(([verb, operation]) => ({ verb: verb.toUpperCase(), path, operation })));

test('every route of the interface is described, each once', () => {
    const api = operations().filter(({ path }) => path.startsWith('/api/'));
    assert.ok(api.length >= 20, `${api.length} operations`);
    const names = operations().map(({ operation }) => operation.operationId);
    assert.equal(new Set(names).size, names.length);
});

test('nobody is let in but where the description says anyone', async () => {
    for (const { verb, path, operation } of operations()) {
        if (!path.startsWith('/api/')) continue;
        const target = path.replace(/\{[^}]*\}/g, () => randomUUID());
        const answer = await program.call(verb, target, verb === 'GET' ? {} : { json: {} });
        const open = Array.isArray(operation.security) && operation.security.length === 0;
        assert.equal(forAnyone.has(`${verb} ${path}`), open, `${verb} ${path}`);
        if (!open) assertProblem(answer, 401, 'session.required');
        else if (answer.status >= 400) assertProblem(answer, [401, 422]);
    }
});

test('answers have the shape that is described', async () => {
    const { default: Ajv } = await import('ajv/dist/2020.js');
    const ajv = new Ajv({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'openapi', ...description });
    const check = (verb, path, status, value) => {
        const pointer = `/paths/${path.replace(/\//g, '~1')}/${verb}/responses/${status}/content/application~1json/schema`;
        const valid = ajv.getSchema(`openapi#${encodeURI(pointer)}`);
        assert.ok(valid, pointer);
        assert.ok(valid(value), `${verb} ${path}: ${JSON.stringify(valid.errors)}`);
    };
    const admin = await program.firstAdmin();
    const customer = await program.visitor('en');
    const conversation = await customer.open('Hello');
    check('post', '/api/v1/conversations', 201, conversation);
    check('post', '/api/v1/conversations/{conversation_id}/entries', 201, await admin.say(conversation, 'Hi'));
    check('get', '/api/v1/conversations/{conversation_id}/entries', 200, await customer.get(`/api/v1/conversations/${conversation.id}/entries`));
    check('get', '/api/v1/inbox', 200, await admin.get('/api/v1/inbox?view=all&status=active'));
    check('get', '/api/v1/waiting', 200, await customer.get('/api/v1/waiting'));
    check('get', '/api/v1/staff', 200, await admin.get('/api/v1/staff'));
    check('get', '/api/v1/staff/me', 200, await admin.get('/api/v1/staff/me'));
});
