// Every screen in both themes and both languages, looked at by axe: WCAG 2.2 AA.
import { test } from 'node:test';
import { png } from '../scenarios/samples.mjs';
import { eventually } from '../scenarios/support.mjs';
import { Agent, assertAccessible, assertFits, Customer, desktop, openPage, pastePicture, phone, speaker, withDemo } from './support.mjs';

let program, browser, people;
withDemo((started) => ({ program, browser, people } = started));

for (const [language, theme, screen] of [['zh-CN', 'light', phone], ['en', 'dark', phone], ['zh-CN', 'dark', desktop], ['en', 'light', desktop]]) {
    const name = `${language}, ${theme}, ${screen === phone ? 'phone' : 'desktop'}`;

    test(`the customer's page (${name})`, async () => {
        const customer = await Customer.visit(browser, program, { language, theme, ...screen });
        const { page } = customer;
        const look = (what) => assertAccessible(page, `${what} (${name})`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await look('the page, signed out');
        await page.getByRole('group', { name: customer.say('demo', 'account') }).getByRole('button', { name: 'Emma' }).click();
        await look('the page, signed in');
    });

    test(`the chat (${name})`, async () => {
        const customer = await Customer.visit(browser, program, { language, theme, ...screen });
        const { page, panel } = customer;
        const look = (what) => assertAccessible(page, `${what} (${name})`);
        await customer.open();
        await panel.getByText(customer.say('widget', 'safe')).waitFor();
        await look('the welcome');
        await customer.write('My words: legal winner thank year wave sausage worth useful legal winner thank yellow');
        await page.getByRole('alertdialog').waitFor();
        await look('the warning');
        await page.getByRole('alertdialog').getByRole('button', { name: customer.say('widget', 'warn_remove') }).click();
        await pastePicture(page, customer.field, png(64, 64));
        await panel.locator('.tray').waitFor();
        await look('a picture to send');
        await customer.field.press('Enter');
        await customer.log.locator('canvas[data-painted]').waitFor();
        await look('the conversation');
        await panel.getByRole('button', { name: customer.say('widget', 'settings') }).click();
        await look('the settings');
        await panel.getByRole('button', { name: customer.say('widget', 'settings') }).click();
        await customer.context.setOffline(true);
        await panel.getByText(customer.say('widget', 'offline')).waitFor();
        await look('offline');
    });

    test(`the desk (${name})`, async () => {
        const say = speaker(language);
        const entrance = await openPage(browser, program.origin, '/desk/', { language, theme, ...screen });
        await entrance.getByLabel(say('desk', 'field.email')).waitFor();
        await assertAccessible(entrance, `the sign-in (${name})`);
        await entrance.goto('/desk/setup#token=unknown');
        await entrance.reload();
        await entrance.getByRole('heading', { name: say('desk', 'setup.invalid') }).waitFor();
        await assertAccessible(entrance, `a used link (${name})`);

        const agent = await Agent.come(browser, program, people.find((person) => person.role === 'admin'), { language, theme, ...screen });
        const { page } = agent;
        const look = (what) => assertAccessible(page, `${what} (${name})`);
        for (const view of ['mine', 'unassigned', 'resolved', 'all']) {
            await agent.view(view).click();
            await page.getByRole('heading', { name: say('desk', `view.${view}`), exact: true }).waitFor();
            await eventually(async () => !(await page.locator('[aria-busy="true"]').count()), 'a loaded list');
            await look(`the view ${view}`);
        }
        await page.locator('[data-row]').first().click();
        await agent.field.waitFor();
        await agent.log.locator('.bubble').first().waitFor();
        await look('a conversation');
        await assertFits(page, `a conversation (${name})`);
        const shortcut = async (key, heading) => {
            await agent.log.focus();
            await page.keyboard.press(key);
            const window = page.getByRole('dialog', { name: heading });
            await window.waitFor();
            await look(heading);
            await page.keyboard.press('Escape');
            await window.waitFor({ state: 'hidden' });
        };
        await shortcut('h', say('desk', 'hand_over.title'));
        await shortcut('?', say('desk', 'help.title'));
        await shortcut('Control+k', say('desk', 'palette.title'));
        await page.goto('/desk/reports');
        await page.getByRole('heading', { name: say('desk', 'figures.title'), exact: true }).waitFor();
        await page.getByText(say('desk', 'figures.as_table')).first().waitFor();
        await eventually(async () => !(await page.locator('[aria-busy="true"]').count()), 'the figures');
        await look('the reports');
        await assertFits(page, `the reports (${name})`);
        await page.getByRole('button', { name: say('desk', 'figures.figure.opened') }).first().click();
        await page.getByRole('dialog', { name: say('desk', 'figures.figure.opened') }).getByRole('table').waitFor();
        await look('the conversations behind a figure');
        await page.keyboard.press('Escape');
        await page.goto('/desk/wall');
        await page.getByText(say('desk', 'live.longest')).first().waitFor();
        await look('the wall');
        await assertFits(page, `the wall (${name})`);
        await page.goto('/desk/people');
        await page.getByRole('heading', { name: say('desk', 'people.title') }).waitFor();
        await page.getByText('Grace Okafor').first().waitFor();
        await look('the people');
        await page.getByRole('button', { name: say('desk', 'people.add') }).click();
        await page.getByRole('dialog').waitFor();
        await look('adding a person');
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: say('desk', 'menu.open') }).click();
        await page.getByRole('menu').waitFor();
        await look('the menu');
    });
}
