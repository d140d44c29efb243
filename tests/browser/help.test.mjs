// The newcomer's way through the help centre in a real browser: from the first page to an answer from live facts, in either language, with and without scripts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import yaml from 'yaml';
import { Browser, freshNetwork, Postbox, signInOf, startDemo } from '../scenarios/holders.mjs';
import { png } from '../scenarios/samples.mjs';
import { eventually, root } from '../scenarios/support.mjs';
import { Agent, assertAccessible, assertFits, complaints, desktop, openBrowser, openPage, phone, signIns } from './support.mjs';

let program, browser, postbox;
before(async () => {
    program = await startDemo();
    browser = await openBrowser();
    await eventually(() => signIns(program).length >= 3, 'the printed sign-ins');
    postbox = await Postbox.open(program);
    await lock(emma());
});
after(async () => {
    await browser?.close();
    await program?.stop();
});
afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    assert.deepEqual(complaints.splice(0), []);
});

const words = (language) => JSON.parse(readFileSync(path.join(root, `web/site/messages/${language}.json`), 'utf8'));
const flow = (name) => yaml.parse(readFileSync(path.join(root, `content/flows/${name}.yaml`), 'utf8'));
const flows = ['sign-in', 'security', 'withdrawal', 'deposit', 'stolen'];
const languages = ['en', 'zh-CN'];

// Somebody before the help centre who counts the clicks that an answer costs.
class Reader {
    static async come(language, { as, ...more } = {}) {
        const reader = new Reader();
        reader.language = language;
        reader.t = words(language);
        reader.clicks = 0;
        const cookies = [...(as?.cookies ?? [])].map(([name, value]) => ({ name, value, domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' }));
        reader.page = await openPage(browser, program.origin, `/${language}/`, {
            language, ...desktop, extraHTTPHeaders: { 'X-Forwarded-For': as?.network ?? freshNetwork() }, storageState: { cookies, origins: [] }, ...more,
        });
        return reader;
    }
    async click(locator) {
        this.clicks += 1;
        await locator.first().click();
    }
    choose(step, answer) {
        return this.click(this.page.getByRole('button', { name: step.answers.find((one) => one.id === answer).label[this.language] }));
    }
    enter(name) {
        return this.click(this.page.getByRole('main').getByRole('link', { name: flow(name).title[this.language] }));
    }
    button(text) {
        return this.page.getByRole('button', { name: text, exact: true });
    }
    async proveAddress(email) {
        await this.page.locator('input[name=email]').fill(email);
        await this.click(this.button(this.t.answer.send_code));
        await this.page.locator('input[name=code]').fill(await postbox.takeCode(email, 'address_proof_code'));
        await this.click(this.button(this.t.answer.check_code));
    }
}

// A stranger guesses until the account's owner is written to.
async function lock({ email, password }) {
    const stranger = new Browser(program);
    await eventually(async () => {
        stranger.network = freshNetwork();
        await stranger.call('POST', '/api/v1/account/sessions', { email, password: `${password}?` });
        return (await postbox.to(email, 'locked')).length > 0;
    }, 'the letter about the lock', 90_000);
}

const liWei = () => signInOf(program, 'customer', 'li.wei');
const emma = () => signInOf(program, 'customer', 'emma');

for (const language of languages) {
    test(`each of the five questions is one click from the first page (${language})`, async () => {
        const reader = await Reader.come(language);
        for (const name of flows) {
            await reader.page.goto(`/${language}/`);
            await reader.enter(name);
            await reader.page.waitForURL(`**/${language}/answers/${name}`);
            await reader.page.getByRole('heading', { level: 1 }).waitFor();
        }
    });

    for (const scripts of [true, false])
        test(`a locked account is explained to its owner, who is signed out, in at most six clicks (${language}, ${scripts ? 'with' : 'without'} scripts)`, async () => {
            const reader = await Reader.come(language, { javaScriptEnabled: scripts });
            await reader.enter('sign-in');
            await reader.choose(flow('sign-in').steps.what_happens, 'locked');
            await reader.proveAddress(emma().email);
            await reader.page.getByText('UTC').or(reader.page.locator('time')).first().waitFor();
            assert.ok(reader.clicks <= 6, `${reader.clicks} clicks`);
        });

    test(`the browser's way back shows each answer, to be kept or given anew (${language})`, async () => {
        const reader = await Reader.come(language, { ...phone });
        const { page, t } = reader;
        const { what_happens: first, forgot_second_step: second } = flow('sign-in').steps;
        const asks = (step) => page.getByRole('heading', { name: step.ask[language], exact: true }).waitFor();
        await reader.enter('sign-in');
        await reader.choose(first, 'forgot');
        await reader.choose(second, 'lost');
        await page.getByText(t.answer.what_now).or(reader.button(t.answer.continue)).first().waitFor();
        await page.goBack();
        await asks(second);
        await page.getByText(second.answers.find(({ id }) => id === 'lost').label[language]).waitFor();
        await assertAccessible(page, 'an answer looked back at');
        await assertFits(page, 'an answer looked back at');
        await page.getByRole('link', { name: t.answer.keep }).click();
        await page.getByText(t.answer.what_now).or(reader.button(t.answer.continue)).first().waitFor();
        await page.goBack();
        await asks(second);
        await reader.button(t.answer.answer_anew).click();
        await asks(second);
        await reader.choose(second, 'never');
        await page.locator('input[name=text]').waitFor();
    });

    test(`a wrong address and a second thought hold nobody up at a proof, without scripts (${language})`, async () => {
        const reader = await Reader.come(language, { javaScriptEnabled: false });
        const { page, t } = reader;
        const codeField = page.locator('input[name=code]'), emailField = page.locator('input[name=email]');
        const isLocked = () => reader.choose(flow('sign-in').steps.what_happens, 'locked');
        await reader.enter('sign-in');
        await isLocked();
        await emailField.fill('not.hers@holders.example');
        await reader.button(t.answer.send_code).click();
        await codeField.waitFor();
        await reader.button(t.answer.another_code).click();
        await emailField.fill('no address');
        await page.getByRole('link', { name: t.answer.have_code, exact: true }).click();
        await codeField.fill('00000000');
        await reader.button(t.answer.check_code).click();
        await page.getByText(t.codes.problem.code_wrong).first().waitFor();
        await reader.button(t.answer.back).first().click();
        await page.getByRole('heading', { name: flow('sign-in').steps.what_happens.ask[language] }).waitFor();
        await isLocked();
        await reader.button(t.answer.another_code).click();
        await reader.proveAddress(liWei().email);
        await codeField.waitFor({ state: 'detached' });
        assert.equal(await emailField.count(), 0, 'the proof is over');
    });

    test(`how safe an account is, from its facts, in at most six clicks (${language})`, async () => {
        const owner = new Browser(program);
        await owner.signIn(liWei(), postbox);
        const reader = await Reader.come(language, { as: owner });
        await reader.enter('security');
        await reader.choose(flow('security').steps.what_worries, 'check');
        await reader.page.getByText(/\b\d{1,3}\b.*100|100.*\b\d{1,3}\b/).first().waitFor();
        assert.ok(reader.clicks <= 6, `${reader.clicks} clicks`);
        assert.ok((await reader.page.locator('.facts').count()) > 0, 'the facts stand there');
    });

    test(`signing in on the way leads back to the question (${language})`, async () => {
        const reader = await Reader.come(language);
        await reader.enter('security');
        await reader.choose(flow('security').steps.what_worries, 'check');
        await reader.page.getByRole('main').getByRole('link', { name: reader.t.answer.by_session, exact: true }).click();
        await reader.page.waitForURL('**/me/**');
        const owner = liWei();
        await reader.page.locator('input[type=email]').fill(owner.email);
        await reader.page.locator('input[type=password]').fill(owner.password);
        await reader.page.locator('form button[type=submit]').first().click();
        await reader.page.locator('input[autocomplete=one-time-code]').fill(await postbox.takeCode(owner.email, 'sign_in_code'));
        await reader.page.locator('form button[type=submit]').first().click();
        await reader.page.waitForURL(`**/${language}/answers/security`);
        await reader.page.getByText(/\b\d{1,3}\b.*100|100.*\b\d{1,3}\b/).first().waitFor();
    });

    test(`what a guided answer cannot solve goes to a person whole (${language})`, async () => {
        const reader = await Reader.come(language);
        await reader.enter('withdrawal');
        await reader.page.getByRole('heading', { level: 1 }).waitFor();
        await reader.button(reader.t.answer.person).click();
        await reader.page.locator('[name=what_happened]').fill('1200 USDT, TRON');
        await reader.page.locator('input[type=file]').setInputFiles({ name: 'screen.png', mimeType: 'image/png', buffer: png(64, 64) });
        await reader.button(reader.t.answer.send).click();
        const reference = await reader.page.locator('code.reference').first().innerText();
        assert.match(reference, /^OM-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
        const agent = await Agent.come(browser, program, signIns(program).find((one) => one.email.startsWith('grace')), { language });
        await agent.view('all').click();
        await agent.page.locator('[data-row]').first().click();  // the newest
        await agent.sees('1200 USDT, TRON');
        await agent.page.getByText(reference).first().waitFor();
    });

    test(`search answers as somebody types, by the keyboard (${language})`, async () => {
        const reader = await Reader.come(language);
        const field = reader.page.getByRole('combobox').or(reader.page.locator('[data-search]')).first();
        await field.pressSequentially(language === 'en' ? 'lost phone' : '谷歌验证');
        await reader.page.getByRole('option').first().waitFor();
        await field.press('ArrowDown');
        await field.press('Enter');
        await reader.page.waitForURL(`**/${language}/articles/**`);
    });
}

test('a look-alike is called dangerous, what is ours official', async () => {
    const reader = await Reader.come('en');
    for (const [text, verdict] of [['https://help.paiwallet.example/login', 'official'], ['paiwallet-support.com', 'look_alike'], ['weather.example.org', 'not_ours']]) {
        await reader.page.goto('/en/verify');
        await reader.page.locator('[name=text]').first().fill(text);
        await reader.button(reader.t.verify.check).click();
        await reader.page.getByText(reader.t.codes.verdict[verdict]).first().waitFor();
    }
});

for (const [language, theme, screen] of [['zh-CN', 'light', phone], ['en', 'dark', phone], ['zh-CN', 'dark', desktop], ['en', 'light', desktop]])
    test(`everybody can use every page (${language}, ${theme}, ${screen === phone ? 'phone' : 'desktop'})`, async () => {
        const page = await openPage(browser, program.origin, `/${language}/`, { language, theme, ...screen });
        const pages = ['', 'categories/security', 'articles/is-it-us', 'articles/withdrawal-on-hold', 'search?q=2fa', 'search?q=xyzzyplugh', 'status', 'contact', 'contact?topic=deposit', 'verify',
            ...flows.map((name) => `answers/${name}`), 'nowhere'];
        for (const target of pages) {
            await page.goto(`/${language}/${target}`);
            await page.getByRole('heading', { level: 1 }).first().waitFor();
            await assertAccessible(page, `${target} (${language}, ${theme})`);
            await assertFits(page, target);
        }
        // The missing page says so on the console, too.
        complaints.splice(0);
    });
