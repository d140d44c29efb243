// Staff sign in by an OpenID Connect provider: a certified one, met as a browser meets it.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Provider } from 'oidc-provider';
import { freePort, Program, totp } from './support.mjs';

// Whoever comes is `person`: there is no page to type on.
class Identities {
    person = { sub: 'ana-1', email: 'ana@desk.test', email_verified: true, amr: ['pwd'] };

    async start(redirect) {
        this.redirect = redirect;
        this.port = await freePort();
        this.issuer = `http://127.0.0.1:${this.port}`;
        this.rotate('first');
        this.server = http.createServer((request, response) => this.answer(request, response)).listen(this.port, '127.0.0.1');
        await once(this.server, 'listening');
    }

    // New keys in place of the former.
    rotate(kid) {
        const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
        this.provider = new Provider(this.issuer, {
            jwks: { keys: [{ ...key, kid, alg: 'ES256', use: 'sig' }] },
            clients: [{ client_id: 'desk', client_secret: 'a secret of the desk', redirect_uris: [this.redirect], id_token_signed_response_alg: 'ES256' }],
            cookies: { keys: ['test'] },
            pkce: { required: () => true },
            claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'] },
            conformIdTokenClaims: false,
            features: { devInteractions: { enabled: false } },
            interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
            findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ ...this.person, sub }) }),
        });
    }

    async answer(request, response) {
        if (!request.url.startsWith('/interaction/')) return this.provider.callback()(request, response);
        const { params } = await this.provider.interactionDetails(request, response);
        const grant = new this.provider.Grant({ accountId: this.person.sub, clientId: params.client_id });
        grant.addOIDCScope('openid email');
        const result = { login: { accountId: this.person.sub, amr: this.person.amr }, consent: { grantId: await grant.save() } };
        return this.provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    }
}

// Keeps cookies, follows redirects one at a time.
class Browser {
    jar = new Map();

    async visit(url) {
        const site = new URL(url).host;
        const cookies = [...(this.jar.get(site) ?? new Map())].map(([name, value]) => `${name}=${value}`).join('; ');
        const answer = await fetch(url, { redirect: 'manual', headers: cookies ? { Cookie: cookies } : {} });
        await answer.arrayBuffer();
        for (const line of answer.headers.getSetCookie()) {
            const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
            const known = this.jar.get(site) ?? this.jar.set(site, new Map()).get(site);
            if (value && !/max-age=0/i.test(line)) known.set(name, value);
            else known.delete(name);
        }
        const location = answer.headers.get('location');
        return { status: answer.status, next: location && new URL(location, url).href, setCookie: answer.headers.getSetCookie() };
    }
    // From `url` until `stop` says so, or nothing leads on.
    async travel(url, stop = () => false) {
        for (let steps = 0; steps < 12 && url && !stop(url); ++steps) {
            if (new URL(url).pathname === '/desk/') return url;
            url = (await this.visit(url)).next;
        }
        return url;
    }
    cookie(origin, name) {
        return this.jar.get(new URL(origin).host)?.get(name);
    }
}

let program, admin, folder;
const identities = new Identities();
const start = () => `${program.origin}/api/v1/staff/oidc/start?provider=house`;

before(async () => {
    const port = await freePort();
    await identities.start(`http://127.0.0.1:${port}/api/v1/staff/oidc/callback`);
    folder = mkdtempSync(path.join(tmpdir(), 'ombud-oidc-'));
    writeFileSync(path.join(folder, 'secret'), 'a secret of the desk\n', { mode: 0o600 });
    program = await Program.start({
        port,
        config: `[oidc.house]\nissuer = "${identities.issuer}"\nclient_id = "desk"\nclient_secret_file = "${folder}/secret"\nname = "House"\n`,
    });
    admin = await program.firstAdmin();
    await admin.post('/api/v1/staff', { email: 'ana@desk.test', name: 'Ana Lastname', public_name: 'Ana', role: 'agent' });
});
after(async () => {
    await program?.stop();
    identities.server?.close();
    rmSync(folder, { recursive: true, force: true });
});

test('the desk knows by which providers one may sign in', async () => {
    const { json } = await program.call('GET', '/api/v1/staff/oidc');
    assert.deepEqual(json, { providers: [{ id: 'house', name: 'House' }] });
});

test('whoever is invited comes back signed in, and proves a second factor here when the provider asked for none', async () => {
    const browser = new Browser();
    const left = await browser.visit(start());
    assert.equal(left.status, 302);
    assert.ok(left.next.startsWith(identities.issuer));
    assert.match(left.setCookie[0], /^ombud_oidc=[^;]+;.*HttpOnly.*SameSite=Lax/);
    assert.equal(await browser.travel(left.next), `${program.origin}/desk/`);
    const token = browser.cookie(program.origin, 'ombud_staff');
    assert.match(token, /^oms1_/);
    assert.equal(browser.cookie(program.origin, 'ombud_oidc'), undefined, 'what was remembered is forgotten');
    const half = await program.call('GET', '/api/v1/staff/me', { token });
    assert.equal(half.json.code, 'second_factor.required');
    const { json: offer } = await program.call('POST', '/api/v1/staff/me/totp', { token });
    const confirmed = await program.call('POST', '/api/v1/staff/me/totp/confirm', { token, json: { code: totp(offer.secret) } });
    assert.equal(confirmed.status, 200, confirmed.bytes.toString());
    const me = await program.call('GET', '/api/v1/staff/me', { token });
    assert.equal(me.json.email, 'ana@desk.test');
});

test('a provider that asked for two factors is believed', async () => {
    identities.person = { ...identities.person, amr: ['pwd', 'otp'] };
    const browser = new Browser();
    assert.equal(await browser.travel(start()), `${program.origin}/desk/`);
    const me = await program.call('GET', '/api/v1/staff/me', { token: browser.cookie(program.origin, 'ombud_staff') });
    assert.equal(me.status, 200, me.bytes.toString());
});

test('new keys of the provider are learned', async () => {
    identities.rotate('second');
    // For a minute after keys were fetched an unknown one is refused; then it is asked for.
    let arrived;
    for (let tries = 0; tries < 40 && arrived !== `${program.origin}/desk/`; ++tries) {
        if (tries > 0) await new Promise((resolve) => setTimeout(resolve, 2_000));
        arrived = await new Browser().travel(start());
    }
    assert.equal(arrived, `${program.origin}/desk/`);
});

test('nobody else gets in: not a stranger, not by an address that was not checked, not by one that passed on', async () => {
    const arrive = async (person) => {
        identities.person = { amr: ['otp'], email_verified: true, ...person };
        const browser = new Browser();
        const at = await browser.travel(start());
        assert.equal(browser.cookie(program.origin, 'ombud_staff'), undefined);
        return at;
    };
    const nobody = `${program.origin}/desk/#oidc=oidc.nobody`;
    assert.equal(await arrive({ sub: 'eve', email: 'eve@desk.test' }), nobody);
    assert.equal(await arrive({ sub: 'boss', email: 'boss@desk.test', email_verified: false }), nobody);
    assert.equal(await arrive({ sub: 'ana-2', email: 'ana@desk.test' }), nobody);
    identities.person = { sub: 'ana-1', email: 'ana@desk.test', email_verified: true, amr: ['otp'] };
});

test('a return is good once, and only in the browser that left', async () => {
    const atCallback = (url) => url.includes('/oidc/callback');
    const invalid = `${program.origin}/desk/#oidc=oidc.state_invalid`;
    const browser = new Browser();
    const url = await browser.travel(start(), atCallback);
    assert.ok(atCallback(url), url);
    assert.equal((await new Browser().visit(url)).next, invalid, 'another browser');
    const stranger = new Browser();
    await stranger.visit(start());
    assert.equal((await stranger.visit(url)).next, invalid, 'a browser that left for another reason');
    const forged = new URL(url);
    forged.searchParams.set('iss', 'https://id.example');
    assert.equal((await browser.visit(forged.href)).next, invalid, 'an answer of another provider');

    const again = new Browser();
    const good = await again.travel(start(), atCallback);
    const remembered = again.cookie(program.origin, 'ombud_oidc');
    assert.equal((await again.visit(good)).next, `${program.origin}/desk/`);
    again.jar.get(new URL(program.origin).host).set('ombud_oidc', remembered);
    assert.equal((await again.visit(good)).next, `${program.origin}/desk/#oidc=oidc.refused`, 'a code that was used');
});

test('no parameter sends the browser anywhere else', async () => {
    for (const query of ['provider=https://evil.example', 'provider=//evil.example', 'provider=nobody', ''])
        assert.equal((await new Browser().visit(`${program.origin}/api/v1/staff/oidc/start?${query}`)).next, `${program.origin}/desk/#oidc=oidc.provider_unknown`);
    const answer = await program.call('GET', '/api/v1/staff/oidc/start?provider=house&return=https://evil.example');
    assert.equal(answer.status, 422);
});
