// Two sides of the glass: a customer on the demo page and an agent at the desk, in a real Chromium, in either language.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before } from 'node:test';
import { chromium } from 'playwright-core';
import axe from 'axe-core';
import { eventually, Program, root } from '../scenarios/support.mjs';

export { Program };
export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
export const desktop = { viewport: { width: 1360, height: 860 } };

const catalogue = (folder, language) => ['', 'shell.', 'chat.', 'guided.', 'door.', 'account.']
    .map((part) => path.join(root, `web/${folder}/messages/${part}${language}.json`))
    .filter((file) => existsSync(file))
    .reduce((all, file) => ({ ...JSON.parse(readFileSync(file, 'utf8')), ...all }), {});

// What the screens say, by message key: speaker('en')('desk', 'act.take').
export function speaker(language) {
    const texts = Object.fromEntries(['widget', 'desk', 'demo', 'me'].map((app) => [app, { ...catalogue('ui', language), ...catalogue(app, language) }]));
    return (app, key, values = {}) => {
        const found = texts[app][key];
        assert.ok(found, `${app} knows ${key}`);
        const text = typeof found === 'string' ? found : (found[new Intl.PluralRules(language).select(values.count)] ?? found.other);
        return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
    };
}

export async function openBrowser() {
    const executablePath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) => existsSync(file));
    assert.ok(executablePath, 'Chromium is installed');
    return chromium.launch({ executablePath, args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
}

// Whatever a page complains of is a fault, but for the network that a test itself takes away.
export const complaints = [];
const networkIsGone = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_CONNECTION|ERR_NETWORK|Failed to load resource|WebSocket connection to/;

export async function openPage(browser, origin, target, { language = 'en', theme = 'light', ...screen }) {
    const context = await browser.newContext({ baseURL: origin, locale: language, colorScheme: theme, reducedMotion: 'reduce', ...screen });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error}`));
    page.on('console', (message) => {
        if (message.type() === 'error' && !networkIsGone.test(message.text())) complaints.push(`${page.url()}: ${message.text()}`);
    });
    await page.goto(target);
    return page;
}

export class Customer {
    static async visit(browser, program, { language = 'en', as, ...screen } = {}) {
        const customer = new Customer();
        customer.say = speaker(language);
        customer.page = await openPage(browser, program.origin, '/demo/', { language, ...desktop, ...screen });
        if (as) await customer.page.getByRole('group', { name: customer.say('demo', 'account') }).getByRole('button', { name: as }).click();
        return customer;
    }
    get context() {
        return this.page.context();
    }
    get panel() {
        return this.page.getByRole('dialog', { name: this.say('widget', 'title') });
    }
    get field() {
        return this.panel.getByRole('textbox', { name: this.say('widget', 'placeholder') });
    }
    get log() {
        return this.panel.getByRole('log');
    }
    async open() {
        await this.page.locator('ombud-chat').getByRole('button', { name: this.say('widget', 'open') }).click();
        await this.field.waitFor();
    }
    async write(text) {
        await this.field.fill(text);
        await this.field.press('Enter');
    }
    sees(text) {
        return this.log.getByText(text).first().waitFor();
    }
    close() {
        return this.context.close();
    }
}

export class Agent {
    // `who`: a sign-in that the demo printed.
    static async come(browser, program, who, { language = 'en', ...screen } = {}) {
        const agent = new Agent();
        agent.say = speaker(language);
        agent.page = await openPage(browser, program.origin, '/desk/', { language, ...desktop, ...screen });
        await agent.page.getByLabel(agent.say('desk', 'field.email')).fill(who.email);
        await agent.page.getByLabel(agent.say('desk', 'field.password'), { exact: true }).fill(who.password);
        await agent.page.getByRole('button', { name: agent.say('desk', 'sign_in.act') }).click();
        await agent.view('mine').waitFor();
        // An account may bring its own language; these tests choose.
        await agent.page.evaluate((chosen) => localStorage.setItem('ombud.desk.settings', JSON.stringify({ language: chosen })), language);
        await agent.page.reload();
        await agent.view('mine').waitFor();
        return agent;
    }
    get context() {
        return this.page.context();
    }
    view(name) {
        return this.page.getByRole('navigation', { name: this.say('desk', 'shell.views') }).getByRole('link', { name: this.say('desk', `view.${name}`) });
    }
    row(text) {
        return this.page.locator('[data-row]', { hasText: text }).first();
    }
    get field() {
        return this.page.getByRole('textbox', { name: this.say('desk', 'composer.reply_label') });
    }
    get log() {
        return this.page.getByRole('log');
    }
    act(name) {
        return this.page.getByRole('button', { name: this.say('desk', `act.${name}`), exact: true }).first();
    }
    // What arrives while somebody looks waits behind a button, which goes when the list that was on its way holds it.
    async findRow(text) {
        const row = this.row(text);
        const news = this.page.locator('button.news');
        await eventually(async () => {
            if (await row.isVisible()) return true;
            await news.click({ timeout: 200 }).catch((error) => assert.equal(error.name, 'TimeoutError'));
            return row.isVisible();
        }, `a row of ${text}`);
        return row;
    }
    async openRow(text, view = 'all') {
        await this.view(view).click();
        await (await this.findRow(text)).click();
        await this.field.waitFor();
    }
    async write(text) {
        await this.field.fill(text);
        await this.field.press('Enter');
    }
    sees(text) {
        return this.log.getByText(text).first().waitFor();
    }
    close() {
        return this.context.close();
    }
}

// The demo prints its sign-ins: address, password, role.
export function signIns(program) {
    return [...program.output.matchAll(/^\s+(\S+@\S+)\s{3}(.+?)\s{3}\((\w+)\)$/gm)].map(([, email, password, role]) => ({ email, password, role }));
}

// Puts a picture on the clipboard and pastes it with the keyboard, as a person does with a screenshot.
export async function pastePicture(page, field, bytes) {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await field.focus();
    await page.evaluate(async (base64) => {
        const picture = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([picture], { type: 'image/png' }) })]);
    }, bytes.toString('base64'));
    await field.press('Control+V');
}

// WCAG 2.2 AA by axe, over everything on the page, shadow roots included; a modal window hides the rest, with its landmarks, from everybody.
// What react-aria only says aloud stands in no landmark, as it should.
export async function assertAccessible(page, what) {
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
    // What fades in has no colours yet.
    await page.evaluate(() => Promise.all(document.getAnimations().filter((each) => Number.isFinite(each.effect.getComputedTiming().endTime)).map((each) => each.finished.catch(() => {}))));
    const { violations } = await page.evaluate(() => {
        const shown = [...document.querySelectorAll('[role="dialog"], [role="alertdialog"]')].at(-1) ?? document;
        return globalThis.axe.run({ include: [shown], exclude: ['[data-live-announcer]'] }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    });
    const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.flat().join(' ')} (${node.any.concat(node.all, node.none)[0]?.message ?? ''})`).join('; ')}`);
    assert.deepEqual(told, [], what);
}

// Nothing that can be used is cut off at the side, but in lines that scroll there.
export async function assertFits(page, what) {
    const cut = await page.evaluate((width) => [...document.querySelectorAll('button, a, input, textarea')]
        .filter((element) => element.checkVisibility() && !element.closest('.views, .handling, .admin-sections, .search-filters, .wide-table, .policy-targets, .roles-panes > nav') && element.getBoundingClientRect().right > width + 1)
        .map((element) => element.outerHTML.slice(0, 120)), page.viewportSize().width);
    assert.deepEqual(cut, [], what);
    // On a phone the page grows with what does not fit.
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= page.viewportSize().width, `${what ?? page.url()} is ${width} px wide`);
}

/** A customer's name as lists show it. */
export const masked = (name) => `${[...name][0]}•••`;

/** A demo and a browser for all tests of a file; each begins without windows, and ends without complaints of theirs. */
export function withDemo(take, start = () => Program.start({ command: 'demo' })) {
    let program, browser;
    before(async () => {
        program = await start();
        browser = await openBrowser();
        const people = await eventually(() => signIns(program).length >= 3 && signIns(program), 'the printed sign-ins');
        await take({ program, browser, people });
    });
    after(async () => {
        await browser?.close();
        await program?.stop();
    });
    afterEach(async () => {
        for (const context of browser.contexts()) await context.close();
        assert.deepEqual(complaints.splice(0), []);
    });
}
