// Codes that prove the sender, as people meet them: at the end of a letter, in the chat, at the desk, and on the page that judges them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Browser, Postbox, startDemo } from '../scenarios/holders.mjs';
import { root } from '../scenarios/support.mjs';
import { Agent, assertAccessible, assertFits, Customer, desktop, openPage, phone, signIns, withDemo } from './support.mjs';

let program, browser, postbox;
withDemo(async (demo) => {
    ({ program, browser } = demo);
    postbox = await Postbox.open(program);
}, startDemo);

const words = (language) => JSON.parse(readFileSync(path.join(root, `web/site/messages/${language}.json`), 'utf8'));
const codeIn = (text) => /\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(text)?.[0];

for (const [language, screen] of [['zh-CN', phone], ['en', desktop]]) {
    const t = words(language);
    const check = async (page, code) => {
        await page.locator('[name=text]').first().fill(code);
        await page.getByRole('button', { name: t.verify.check, exact: true }).click();
    };

    test(`the code at the end of a letter is known where the letter says, and no other is (${language})`, async () => {
        const email = `reader.${language.toLowerCase()}@example.com`;
        await new Browser(program).post('/api/v1/accounts', { email, language }, 202);
        const letter = await postbox.take(email, 'sign_up_code');
        const code = codeIn(letter.text);
        assert.ok(code && letter.html.includes(code), 'both parts carry the code');
        const address = /^.*?(https?:\S+)$/m.exec(letter.text.slice(letter.text.indexOf(code)))[1];
        assert.equal(address, `${program.origin}/verify`);

        const page = await openPage(browser, program.origin, address, { language, ...screen });
        await check(page, code.toLowerCase());
        await page.getByRole('heading', { name: t.codes.verdict.message }).waitFor();
        await assertFits(page);
        await assertAccessible(page);
        await check(page, code.replace(/^./, (first) => (first === '7' ? '8' : '7')));
        await page.getByRole('heading', { name: t.codes.verdict.code_unknown }).waitFor();
    });

    test(`whoever answers a chat shows a code, the same on both sides, one click from its check (${language})`, async () => {
        const customer = await Customer.visit(browser, program, { language, ...screen });
        const agent = await Agent.come(browser, program, signIns(program).find(({ role }) => role === 'agent'), { language });
        const says = `is it you? ${language}`;
        await customer.open();
        await customer.write(says);
        await customer.sees(says);
        const link = customer.panel.getByRole('link', { name: customer.say('widget', 'check') });
        assert.equal(await link.count(), 0, 'nobody has answered');
        await agent.openRow(says, 'unassigned');
        await agent.write('It is us.');
        await link.waitFor();
        const code = codeIn(await link.innerText());
        await agent.page.getByText(agent.say('desk', 'facts.code')).waitFor();
        await agent.page.getByText(code, { exact: true }).waitFor();

        const [page] = await Promise.all([customer.context.waitForEvent('page'), link.click()]);
        assert.equal(await page.locator('[name=text]').first().inputValue(), code);
        await page.getByRole('button', { name: t.verify.check, exact: true }).click();
        await page.getByRole('heading', { name: t.codes.verdict.message }).waitFor();
        const name = await customer.panel.locator('h2').innerText();
        await page.getByText(name.trim(), { exact: true }).first().waitFor();
    });
}

test('a report of an impostor is a case that staff reach from the list of reports', async () => {
    const t = words('en');
    const page = await openPage(browser, program.origin, '/en/verify', { ...desktop });
    await page.getByText(t.verify.report_open).click();
    await page.locator('[name=what]').fill('pai-wallet-help.top');
    await page.locator('[name=where]').fill('Telegram');
    await page.getByRole('button', { name: t.verify.report_send, exact: true }).click();
    const reference = await page.locator('.thanks code.reference').innerText();
    const agent = await Agent.come(browser, program, signIns(program).find(({ role }) => role === 'agent'));
    await agent.page.goto('/desk/official');
    await agent.page.getByRole('tab', { name: agent.say('desk', 'official.reports') }).click();
    await agent.page.getByRole('link', { name: agent.say('desk', 'official.to_conversation') }).first().click();
    await agent.page.getByText(reference).first().waitFor();
    await agent.sees('pai-wallet-help.top');
});
