// Holders of accounts and the demo's desk as the tests meet them: a browser with its cookies, and the letters that the desk shows.
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { eventually, Person, Program } from './support.mjs';

// The demo behind a proxy on this machine, so that each browser can come from a network of its own.
export const startDemo = (more) => Program.start({ command: 'demo', settings: { OMBUD_SERVER_TRUSTED_PROXIES: '127.0.0.1' }, ...more });

// The sign-ins that the demo prints: {'emma@…': {email, password, role}}.
export function signIns(program) {
    const lines = [...program.output.matchAll(/^ {4}(\S+@\S+) {3}(.+?) {3}\((\w+)\)$/gm)];
    assert.ok(lines.length > 0, 'the demo says how to sign in');
    return Object.fromEntries(lines.map(([, email, password, role]) => [email, { email, password, role }]));
}
export const signInOf = (program, role, start = '') => Object.values(signIns(program)).find((one) => one.role === role && one.email.startsWith(start));

// Somebody of the demo's desk.
export async function deskPerson(program, role) {
    const { email, password } = signInOf(program, role);
    const answer = await program.call('POST', '/api/v1/staff/sessions', { json: { email, password } });
    assert.equal(answer.status, 201, answer.bytes.toString());
    return new Person(program, answer.json.token, { id: answer.json.staff.id, password });
}

// The letters of a demo, as a supervisor reads them.
export class Postbox {
    #taken = new Set();

    static async open(program) {
        const postbox = new Postbox();
        postbox.reader = await deskPerson(program, 'supervisor');
        return postbox;
    }

    // Newest first, page by page.
    async *letters() {
        for (let pages = 0, before = ''; pages < 50 && before !== null; ++pages) {
            const { letters, next } = await this.reader.get(`/api/v1/outbox?limit=100${before && `&before=${before}`}`);
            yield* letters;
            before = next;
        }
    }
    async to(address, name) {
        const found = [];
        for await (const letter of this.letters()) if (letter.to === address && (!name || letter.letter === name)) found.push(letter);
        return found;
    }
    read({ id }) {
        return this.reader.get(`/api/v1/outbox/${id}`);
    }
    // The newest of this kind that was not taken before, whole; waits for it.
    async take(address, name, milliseconds = 10_000) {
        const line = await eventually(async () => {
            for await (const letter of this.letters()) if (letter.to === address && letter.letter === name && !this.#taken.has(letter.id)) return letter;
        }, `the letter ${name}`, milliseconds);
        this.#taken.add(line.id);
        return this.read(line);
    }
    async takeCode(address, name) {
        return codeIn(await this.take(address, name));
    }
    async takeLink(address, name, page) {
        return linkIn(await this.take(address, name), page);
    }
}

export function codeIn(letter) {
    const code = /^ {4}(\d{8})$/m.exec(letter.text)?.[1];
    assert.ok(code, `${letter.letter} holds a code`);
    return code;
}
export const addressesIn = (letter) => [...`${letter.text}\n${letter.html}`.matchAll(/\b[a-z]+:\/\/[^\s"'<>]+/g)].map(([url]) => url);
// The page of ours that a letter leads to ('reset', 'freeze', 'not-me') and the secret behind its #.
export function linkIn(letter, page) {
    const href = addressesIn(letter).find((url) => new URL(url).pathname === `/me/${page}`);
    assert.ok(href, `${letter.letter} leads to ${page}`);
    return { href, token: new URLSearchParams(new URL(href).hash.slice(1)).get('token') };
}

let networks = 0;
export const freshNetwork = () => `10.${(networks += 1) >> 14}.${(networks >> 6) & 255}.${(networks & 63) + 1}`;

// A browser on our own pages: keeps cookies, and comes from a network of its own.
export class Browser {
    cookies = new Map();

    constructor(program, more = {}) {
        Object.assign(this, { program, network: freshNetwork(), ...more });
    }

    async call(method, target, json, headers = {}) {
        const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const answer = await this.program.call(method, target, {
            json,
            agent: this.agent,
            headers: { 'X-Forwarded-For': this.network, 'Sec-Fetch-Site': 'same-origin', ...(cookie ? { Cookie: cookie } : {}), ...headers },
        });
        for (const line of answer.headers['set-cookie'] ?? []) {
            const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
            if (value) this.cookies.set(name, value);
            else this.cookies.delete(name);
        }
        return answer;
    }
    async get(target) {
        const answer = await this.call('GET', target);
        assert.equal(answer.status, 200, `${target}: ${answer.bytes.toString().slice(0, 400)}`);
        return answer.json;
    }
    async post(target, json, expected = 201, headers = {}) {
        const answer = await this.call('POST', target, json, headers);
        assert.equal(answer.status, expected, `${target}: ${answer.bytes.toString().slice(0, 400)}`);
        return answer.json;
    }

    // By password, and by the mailed code where this browser is new: the answer of the last step.
    async signIn({ email, password }, postbox) {
        const first = await this.post('/api/v1/account/sessions', { email, password });
        if (first.next !== 'email_code') return first;
        const code = await postbox.takeCode(email, 'sign_in_code');
        return this.post('/api/v1/account/sessions/second-factor', { ticket: first.ticket, email_code: code });
    }
    async signUp({ email, password, language = 'en' }, postbox) {
        const { ticket } = await this.post('/api/v1/accounts', { email, language }, 202);
        return this.post('/api/v1/accounts/confirm', { ticket, code: await postbox.takeCode(email, 'sign_up_code'), password });
    }
    stepUp(password) {
        return this.post('/api/v1/account/step-up', { password }, 200);
    }
    // Whether the account's session that this browser holds is one still.
    async isSignedIn() {
        const { status } = await this.call('GET', '/api/v1/account');
        assert.ok([200, 401].includes(status), String(status));
        return status === 200;
    }
}

// A key that makes and uses one passkey, as an authenticator and a browser together do (WebAuthn Level 3; CBOR written out).
export class SecurityKey {
    id = randomBytes(16);
    keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    uses = 0;

    constructor(program) {
        this.origin = `http://localhost:${program.port}`;
    }
    #clientData(type, { challenge }) {
        return Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false }));
    }
    #authenticatorData(flags, credential = Buffer.alloc(0)) {
        const counter = Buffer.alloc(4);
        counter.writeUInt32BE((this.uses += 1));
        return Buffer.concat([createHash('sha256').update('localhost').digest(), Buffer.from([flags]), counter, credential]);
    }
    #credential(response) {
        const id = this.id.toString('base64url');
        return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response: Object.fromEntries(Object.entries(response).map(([name, value]) => [name, value.toString('base64url')])) };
    }
    make(options) {
        const { x, y } = this.keys.publicKey.export({ format: 'jwk' });
        const coordinate = (key, text) => Buffer.concat([Buffer.from([key, 0x58, 32]), Buffer.from(text, 'base64url')]);
        const cose = Buffer.concat([Buffer.from([0xa5, 1, 2, 3, 0x26, 0x20, 1]), coordinate(0x21, x), coordinate(0x22, y)]);
        const data = this.#authenticatorData(0x45, Buffer.concat([Buffer.alloc(16), Buffer.from([0, this.id.length]), this.id, cose]));
        const text = (word) => Buffer.concat([Buffer.from([0x60 + word.length]), Buffer.from(word)]);
        const attestationObject = Buffer.concat([Buffer.from([0xa3]), text('fmt'), text('none'), text('attStmt'), Buffer.from([0xa0]), text('authData'), Buffer.from([0x58, data.length]), data]);
        return this.#credential({ clientDataJSON: this.#clientData('webauthn.create', options), attestationObject });
    }
    use(options) {
        const clientDataJSON = this.#clientData('webauthn.get', options), authenticatorData = this.#authenticatorData(0x05);
        const signature = sign('sha256', Buffer.concat([authenticatorData, createHash('sha256').update(clientDataJSON).digest()]), this.keys.privateKey);
        return this.#credential({ clientDataJSON, authenticatorData, signature, userHandle: Buffer.from(this.user, 'base64url') });
    }
    async addTo(browser) {
        const { challenge_id, options } = await browser.post('/api/v1/account/passkeys/challenge');
        this.user = options.user.id;
        await browser.post('/api/v1/account/passkeys', { challenge_id, credential: this.make(options), name: 'Key' });
    }
    async signIn(browser) {
        const { challenge_id, options } = await browser.post('/api/v1/account/passkey-challenges', {});
        return browser.post('/api/v1/account/sessions/passkey', { challenge_id, credential: this.use(options) });
    }
}
