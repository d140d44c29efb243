// The desk at work, in both languages, from a phone to a wide screen: every place opens, is fit for everybody, fits, and speaks in words.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { signInOf, startDemo } from '../scenarios/holders.mjs';
import { eventually, root } from '../scenarios/support.mjs';
import { Agent, assertAccessible, assertFits, complaints, Customer, openBrowser, phone } from './support.mjs';

const picturesOf = process.env.OMBUD_PICTURES;
const narrow = { ...phone, viewport: { width: 360, height: 740 } }, wide = { viewport: { width: 1440, height: 900 } };
const looks = [['zh-CN', 'dark', narrow], ['en', 'light', wide]];
if (picturesOf) looks.push(['zh-CN', 'light', wide], ['en', 'dark', narrow]);

/** A name that is written from the right, and a word that nowhere breaks by itself. */
const long = { name: 'محمد بن عبد الرحمن', word: `0x${'9f'.repeat(90)}` };

let program, browser, conversation, incident;
before(async () => {
    program = await startDemo({ settings: { OMBUD_SERVER_TRUSTED_PROXIES: '127.0.0.1', OMBUD_DEMO_SAMPLES: 'all' } });
    browser = await openBrowser();
    const guest = await Customer.visit(browser, program, { language: 'en' });
    await guest.open();
    await guest.write(`${long.name}: ${long.word}`);
    await guest.sees(long.name);
    const boss = await Agent.come(browser, program, signInOf(program, 'admin'), wide);
    await boss.openRow(long.name);
    conversation = new URL(boss.page.url()).pathname.split('/').at(-1);
    const tell = (where, body) => boss.page.evaluate(async ([url, json]) => {
        const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: json });
        return { ok: answer.ok, json: await answer.json() };
    }, [`/api/v1/${where}`, JSON.stringify({ client_id: randomUUID(), ...body })]);
    const registered = await tell(`conversations/${conversation}/complaint`, { language: 'en', service: 'transfer', topic: 'withdrawal', details: { subject: long.word, description: `${long.name} waits.`, documents: [] } });
    assert.ok(registered.ok, JSON.stringify(registered.json));
    const declared = await tell('incidents', { kind: 'network', title_en: 'TRON withdrawals wait', title_zh: '波场提现延迟', text_en: 'Your money is safe.', text_zh: '您的资产是安全的。' });
    assert.ok(declared.ok, JSON.stringify(declared.json));
    incident = declared.json.id ?? declared.json.incident.id;
    for (const context of browser.contexts()) await context.close();
});
after(async () => {
    await browser?.close();
    await program?.stop();
});
afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    assert.deepEqual(complaints.splice(0), []);
});

const keys = new Set(Object.keys(JSON.parse(readFileSync(path.join(root, 'web/desk/messages/en.json'), 'utf8'))).filter((key) => key.includes('.')));

for (const [language, theme, screen] of looks) {
    const width = screen.viewport.width;

    /** What a person minds on any screen. */
    async function look(page, name) {
        const what = `${name}, ${language}, ${theme}, ${width} px`;
        await eventually(async () => !(await page.locator('[aria-busy="true"]').count()), `${what} is loaded`);
        if (picturesOf) await page.screenshot({ path: path.join(picturesOf, `${name}-${width}-${theme}-${language}.png`), animations: 'disabled' });
        await assertAccessible(page, what);
        await assertFits(page, what);
        const { words, wider } = await page.evaluate(() => ({ words: document.body.innerText, wider: document.documentElement.scrollWidth - innerWidth }));
        assert.ok(wider <= 0, `${what} is ${wider} px too wide`);
        assert.deepEqual((words.match(/[a-z_]+(?:\.[a-z_]+)+/g) ?? []).filter((word) => keys.has(word)), [], `${what} shows a key`);
        assert.doesNotMatch(words, /\{\w+, |\bundefined\b|\bNaN\b|\[object /, what);
    }

    const come = async (role) => {
        const agent = await Agent.come(browser, program, signInOf(program, role), { language, theme, ...screen });
        const open = async (place, title) => {
            await agent.page.goto(`/desk/${place}`);
            await agent.page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
        };
        return { agent, page: agent.page, say: (key, values) => agent.say('desk', key, values), open };
    };

    test(`every place of the desk (${language}, ${theme}, ${width} px)`, async () => {
        const { page, say, open } = await come('admin');
        const places = [
            ['search', 'search.title'], ['incidents', 'incidents.title'], ['complaints', 'complaints.title'], ['reports', 'figures.title'], ['wall', 'live.title'],
            ['insiders', 'insiders.title'], ['people', 'people.title'], ['admin/queues', 'admin.queues'], ['admin/hours', 'admin.hours'], ['admin/replies', 'admin.replies'],
            ['admin/macros', 'admin.macros'], ['admin/rules', 'admin.rules'], ['admin/fields', 'fields.title'], ['admin/roles', 'roles.title'],
            ['admin/keys', 'program_keys.title'], ['admin/webhooks', 'webhooks.title'], ['admin/privacy', 'admin.privacy'],
        ];
        for (const [place, title] of places) {
            await open(place, say(title));
            await look(page, place.replace('/', '-'));
            if (place.startsWith('admin/')) {
                const current = page.getByRole('navigation', { name: say('admin.title') }).locator('[aria-current]');
                assert.ok(await current.evaluate((link) => link.getBoundingClientRect().left >= 0 && link.getBoundingClientRect().right <= innerWidth + 1), `${place} is in sight`);
            }
        }
        await open('complaints/report', say('complaints.report_title', { year: String(new Date().getUTCFullYear()) }));
        await look(page, 'complaints-report');
        await open(`incidents/${incident}`, language === 'en' ? 'TRON withdrawals wait' : '波场提现延迟');
        await look(page, 'incident');
        await open('incidents', say('incidents.title'));
        await page.getByRole('button', { name: say('incidents.declare') }).click();
        await page.getByRole('dialog').waitFor();
        await look(page, 'incident-declare');
    });

    test(`the list and a conversation (${language}, ${theme}, ${width} px)`, async () => {
        const { agent, page, say } = await come('supervisor');
        await agent.view('all').click();
        await page.locator('[data-row]').nth(8).waitFor();
        await look(page, 'inbox');
        for (const place of [2, 3]) {
            await page.locator('[data-row]').nth(place).focus();
            await page.keyboard.press('x');
        }
        await page.getByRole('button', { name: say('select.act') }).waitFor();
        await look(page, 'inbox-selected');

        await page.goto(`/desk/inbox/all/${conversation}`);
        await agent.log.getByText(long.name).first().waitFor();
        await look(page, 'conversation');
        await page.locator('.handling button').first().click();
        await page.getByRole('dialog').waitFor();
        await look(page, 'conversation-topic');
        await page.keyboard.press('Escape');
        await agent.log.focus();
        // On a phone the facts are a sheet.
        if (screen === narrow) await page.getByRole('button', { name: say('facts.title') }).click();
        await page.getByRole('region', { name: say('ties.section') }).last().waitFor();
        await look(page, 'conversation-facts');
        const ties = page.getByRole('region', { name: say('ties.section') }).getByRole('button');
        for (const [place, name] of ['conversation-tie', 'conversation-split'].entries()) {
            const title = (await ties.nth(place).innerText()).trim();
            await ties.nth(place).click();
            await page.getByRole('dialog', { name: title, exact: true }).getByRole('button', { name: say('act.cancel') }).waitFor();
            await look(page, name);
            await page.goto(`/desk/inbox/all/${conversation}`);
            await agent.log.getByText(long.name).first().waitFor();
            if (screen === narrow) await page.getByRole('button', { name: say('facts.title') }).click();
        }
    });

    test(`the bell and what a search finds (${language}, ${theme}, ${width} px)`, async () => {
        const { page, say, open } = await come('agent');
        await page.getByRole('button', { name: say('notices.open') }).first().click();
        await page.getByRole('dialog').waitFor();
        await look(page, 'notices');
        await page.keyboard.press('Escape');
        await open('search', say('search.title'));
        const box = page.getByRole('search').getByRole('textbox', { name: say('search.title') });
        await box.fill(language === 'en' ? 'withdrawal' : '提现');
        const found = page.getByRole('list', { name: say('search.results') }).getByRole('link');
        await eventually(async () => {
            if ((await found.count()) > 0) return true;
            await box.press('Enter');   // the index hears of it a moment later
            return false;
        }, 'something is found');
        await look(page, 'search-results');
    });
}
