// An agent finds a conversation by what was said in it: from the list, by keys, in both languages; what is not open says nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../scenarios/support.mjs';
import { Agent, assertAccessible, assertFits, Customer, desktop, masked, phone, withDemo } from './support.mjs';

let program, browser, people;
withDemo((started) => ({ program, browser, people } = started));

const hash = '9f'.repeat(32);
const words = {
    'zh-CN': { says: `我的企鹅币充值没有到账，交易 ${hash}`, asks: '企鹅币到账', marked: '企鹅币', none: '鸵鸟蛋', who: '李伟' },
    en: { says: `My penguin deposits never came, transaction 0x${hash}`, asks: 'penguin deposit', marked: 'penguin', none: 'ostrich', who: 'Emma' },
};

for (const [language, screen, name] of [['zh-CN', phone, 'phone'], ['en', desktop, 'desktop']]) {
    test(`what somebody said is found, opened and then shown (${language}, ${name})`, async () => {
        const say = words[language];
        const customer = await Customer.visit(browser, program, { language, as: say.who });
        await customer.open();
        await customer.write(say.says);
        await customer.sees(say.says);
        const agent = await Agent.come(browser, program, people.find(({ role }) => role === 'agent'), { language, ...screen });
        const { page } = agent;
        const box = page.getByRole('search').getByRole('textbox').first();
        const found = page.getByRole('list', { name: agent.say('desk', 'search.results') }).getByRole('link');

        // From the box of the list, which leads on.
        await page.getByRole('textbox', { name: agent.say('desk', 'list.filter') }).fill(say.asks);
        await page.keyboard.press('Enter');
        await eventually(async () => {
            if ((await found.count()) > 0) return true;
            await box.press('Enter');  // the index hears of it a moment later
            return false;
        }, 'the conversation is found');
        const first = found.first();
        await first.getByText(agent.say('desk', 'search.not_open')).waitFor();
        assert.ok((await first.innerText()).includes(masked(say.who)), 'the name is shortened');
        assert.equal(await first.locator('mark').count(), 0);
        await assertAccessible(page, 'the search');
        await assertFits(page, 'the search');

        // Opened by keys; afterwards its words are shown, with what was asked for marked.
        await box.focus();
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        await agent.sees(say.says);
        await page.goBack();
        await box.press('Enter');
        await first.locator('mark', { hasText: say.marked }).first().waitFor();

        await box.fill(hash);
        await box.press('Enter');
        await first.waitFor();
        await box.fill(say.none);
        await box.press('Enter');
        await page.getByText(agent.say('desk', 'search.none', { q: say.none })).waitFor();
        await box.fill('');
        await box.press('Enter');
        await page.getByText(agent.say('desk', 'search.hint_why.quotes')).waitFor();
    });
}
