// A holder of an account in a real browser: the pages of /me/, the letters that come, the passkeys that the browser keeps.
import { Browser, freshNetwork, signInOf } from '../scenarios/holders.mjs';
import { Agent, desktop, openPage, speaker } from './support.mjs';

export const reason = 'Passport and selfie were compared, both fit';

// Chromium's own authenticator: keeps passkeys and knows its person. Credentials of another browser can be brought along.
export class Authenticator {
    static async in(page, credentials = []) {
        const authenticator = new Authenticator();
        authenticator.cdp = await page.context().newCDPSession(page);
        await authenticator.cdp.send('WebAuthn.enable');
        const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
        ({ authenticatorId: authenticator.id } = await authenticator.cdp.send('WebAuthn.addVirtualAuthenticator', { options }));
        for (const credential of credentials) await authenticator.cdp.send('WebAuthn.addCredential', { authenticatorId: authenticator.id, credential });
        return authenticator;
    }
    async credentials() {
        return (await this.cdp.send('WebAuthn.getCredentials', { authenticatorId: this.id })).credentials;
    }
}

export class Holder {
    // `as`: a browser of tests/scenarios/holders.mjs whose cookies come along; `host`: localhost where passkeys are meant.
    static async visit(browser, program, target = '/me/', { language = 'en', as, host = '127.0.0.1', ...screen } = {}) {
        const holder = new Holder();
        holder.say = (key, values) => speaker(language)('me', key, values);
        const cookies = [...(as?.cookies ?? [])].map(([name, value]) => ({ name, value, domain: host, path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' }));
        holder.page = await openPage(browser, `http://${host}:${program.port}`, target, {
            language, ...desktop, extraHTTPHeaders: { 'X-Forwarded-For': as?.network ?? freshNetwork() }, storageState: { cookies, origins: [] }, ...screen,
        });
        return holder;
    }
    get context() {
        return this.page.context();
    }
    heading(key, values) {
        return this.page.getByRole('heading', { name: this.say(key, values), exact: true });
    }
    // Waits for the page or window of this title.
    arrives(key, values) {
        return this.heading(key, values).waitFor();
    }
    sees(key, values) {
        return this.page.getByText(this.say(key, values)).first().waitFor();
    }
    fill(key, text) {
        return this.page.getByLabel(this.say(key), { exact: true }).fill(text);
    }
    press(key, values, within = this.page) {
        return within.getByRole('button', { name: this.say(key, values), exact: true }).click();
    }
    follow(key, within = this.page) {
        return within.getByRole('link', { name: this.say(key), exact: true }).click();
    }
    section(key) {
        return this.page.getByRole('region', { name: this.say(key), exact: true });
    }
    window(key) {
        return this.page.getByRole('dialog', { name: this.say(key), exact: true }).or(this.page.getByRole('alertdialog', { name: this.say(key), exact: true }));
    }
    open(page) {
        return this.page.getByRole('navigation', { name: this.say('page.pages') }).getByRole('link', { name: this.say(`page.${page}`), exact: true }).click();
    }
    async turnTo(page) {
        await this.open(page);
        if (page !== 'overview') await this.page.getByRole('heading', { level: 1, name: this.say(`page.${page}`), exact: true }).waitFor();
    }
    // The first step of a sign-in.
    async givePassword({ email, password }) {
        await this.arrives('sign_in.title');
        await this.fill('field.email', email);
        await this.fill('field.password', password);
        await this.press('sign_in.act');
    }
    async giveCode(code, act) {
        await this.fill('field.code', code);
        await this.press(act);
    }
    async signOut() {
        await this.turnTo('profile');
        await this.press('profile.sign_out');
        await this.arrives('sign_in.title');
    }
    isInside() {
        return this.page.getByRole('navigation', { name: this.say('page.pages') }).waitFor();
    }
    atHome() {
        return this.page.getByRole('heading', { name: this.say('overview.title') }).waitFor();
    }
    // "Is it you?"
    async confirmByPassword(password) {
        const asked = this.window('step_up.title');
        await asked.waitFor();
        await asked.getByLabel(this.say('field.password'), { exact: true }).fill(password);
        await this.press('step_up.act', {}, asked);
        await asked.waitFor({ state: 'hidden' });
    }
    close() {
        return this.context.close();
    }
}

// An account of its own, made over HTTP: for what comes after the sign-up.
export async function newHolder(program, postbox, name, language) {
    const one = { email: `${name}.${language}@holders.example`.toLowerCase(), password: `four grey herons of ${name}`, language, home: new Browser(program) };
    await one.home.signUp(one, postbox);
    return one;
}

// Two people of the desk agree to the act that waits, each with a step-up and a reason.
export async function twoAgree(browser, program, act, language, { statement } = {}) {
    for (const role of ['supervisor', 'admin']) {
        const agent = await Agent.come(browser, program, signInOf(program, role), { language });
        const say = (key, values) => agent.say('desk', key, values);
        await agent.page.getByRole('navigation', { name: say('shell.views') }).getByRole('link', { name: say('approvals.title') }).click();
        const card = agent.page.locator('article[data-open]', { hasText: say(`approvals.what.${act}`) }).filter(statement ? { hasText: statement } : {});
        await card.getByRole('button', { name: say('approvals.agree') }).click();
        const sure = agent.page.getByRole('alertdialog', { name: say('approvals.agree_title') });
        await sure.getByText(say(role === 'supervisor' ? 'approvals.agree_first' : 'approvals.agree_last')).waitFor();
        await sure.getByRole('textbox').fill(reason);
        await sure.getByRole('button', { name: say('approvals.agree_act') }).click();
        const asked = agent.page.getByRole('dialog', { name: say('step_up.title') });
        await asked.getByLabel(say('field.password'), { exact: true }).fill(signInOf(program, role).password);
        await asked.getByRole('button', { name: say('step_up.act') }).click();
        await agent.page.getByText(say('approvals.done_agreed')).first().waitFor();
        await agent.close();
    }
}
