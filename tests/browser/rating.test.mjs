// How it went, behind the link of a letter, without scripts and by keyboard; and what an agent sees of their own work.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { deskPerson, Postbox, startDemo } from '../scenarios/holders.mjs';
import { letterOf } from '../mail/mail-desk.mjs';
import { eventually, languages, Program, root } from '../scenarios/support.mjs';
import { Agent, assertAccessible, assertFits, desktop, masked, openPage, phone, signIns, withDemo } from './support.mjs';

const authserv = 'mx.demo.test';
const site = Object.fromEntries(languages.map((language) => [language, JSON.parse(readFileSync(path.join(root, `web/site/messages/${language}.json`), 'utf8'))]));
const words = { en: 'My withdrawal is stuck since Monday.', 'zh-CN': '提现三天了还没有到账，请帮我查一下。' };
const small = { ...phone, viewport: { width: 360, height: 740 } };

let program, browser, postbox;
withDemo(async (demo) => {
    ({ program, browser } = demo);
    postbox = await Postbox.open(program);
}, () => startDemo({ settings: { OMBUD_MAIL_RATING_AFTER_MINUTES: '1', OMBUD_MAIL_IN_AUTHSERV_ID: authserv } }));

const writer = (language) => ({ en: 'Rita Lim', 'zh-CN': 'Tao Sun' })[language];
const addressOf = (language) => `rating-${language.toLowerCase()}@customers.test`;

async function wrote(language) {
    const taking = spawn(Program.executable, ['mail-in', '--data', program.data], { stdio: ['pipe', 'ignore', 'inherit'] });
    taking.stdin.end(letterOf({
        from: `${writer(language)} <${addressOf(language)}>`, text: words[language],
        headers: [`Authentication-Results: ${authserv}; dmarc=pass header.from=customers.test`],
    }));
    assert.equal((await once(taking, 'exit'))[0], 0);
}

test('who wrote is answered, and asked how it went; their page works without scripts', async () => {
    for (const language of languages) await wrote(language);
    const agent = await deskPerson(program, 'agent');
    for (const language of languages) {
        const { conversation } = await eventually(async () => (await agent.get('/api/v1/inbox?view=all&limit=100')).rows
            .find(({ conversation: { customer } }) => customer.name === masked(writer(language))), `the letter of ${writer(language)}`, 30_000);
        await agent.say(conversation, 'It is on its way.');
        await agent.post(`/api/v1/conversations/${conversation.id}/status`, { client_id: 'resolved', status: 'resolved' });
    }
    for (const language of languages) {
        const say = site[language];
        const letter = await postbox.take(addressOf(language), 'rating', 150_000);
        const target = new URL(/https?:\/\/\S+\/rate\/\S+/.exec(letter.text)[0]).pathname;
        assert.ok(target.startsWith(`/${language}/rate/`));

        // Nothing runs here: the page is made on the server.
        const page = await openPage(browser, program.origin, target, { language, theme: 'dark', javaScriptEnabled: false, ...small });
        await page.getByRole('heading', { name: say.codes.rating.ask.title }).waitFor();
        await page.getByRole('radio', { name: say.codes.score['4'], exact: true }).focus();
        await page.keyboard.press('Space');
        await page.getByLabel(say.codes.field.words.label).fill('OK 👍');
        await page.getByRole('button', { name: say.rating.send }).click();
        await page.getByRole('heading', { name: say.codes.rating.given.title }).waitFor();
        assert.equal(new URL(page.url()).pathname, target);

        for (const [theme, screen] of [['light', small], ['dark', small], ['light', desktop], ['dark', desktop]]) {
            const later = await openPage(browser, program.origin, target, { language, theme, ...screen });
            await later.getByText(say.codes.score['4'], { exact: true }).first().waitFor();
            assert.ok(await later.getByRole('radio', { name: say.codes.score['4'], exact: true }).isChecked());
            await assertAccessible(later, `rated ${language} ${theme}`);
            await assertFits(later, `rated ${language} ${theme}`);
            await later.goto(`${target}x`);
            await later.getByRole('heading', { name: say.codes.rating.unknown.title }).waitFor();
            await assertAccessible(later, `gone ${language} ${theme}`);
            await later.context().close();
        }
        const change = await openPage(browser, program.origin, target, { language, ...desktop });
        await change.getByRole('radio', { name: say.codes.score['5'], exact: true }).check({ force: true });
        await change.getByRole('button', { name: say.rating.change }).click();
        await change.locator('strong', { hasText: say.codes.score['5'] }).waitFor();
    }
});

test('an agent finds their own figures in the menu, and only theirs', async () => {
    for (const language of languages) {
        const agent = await Agent.come(browser, program, signIns(program).find(({ role }) => role === 'agent'), { language });
        const { page, say } = agent;
        await page.getByRole('button', { name: say('desk', 'menu.open') }).click();
        await page.getByRole('menuitem', { name: say('desk', 'my-figures.title') }).click();
        await page.getByRole('heading', { name: say('desk', 'my-figures.title') }).waitFor();
        const tile = page.locator('.tile', { has: page.getByText(say('desk', 'figures.figure.resolved'), { exact: true }) });
        await eventually(async () => Number(await tile.locator('.tile-value').textContent()) >= 2, 'what they resolved');
        await assertAccessible(page, `figures ${language}`);
        await page.setViewportSize(small.viewport);
        await assertFits(page, `figures ${language}`);
        await agent.close();
    }
});
