// An incident from the desk to two customers who read different languages, and what its supervisor and its agents see of it; a note behind the
// wall, which only an administrator sees.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Agent, assertAccessible, assertFits, Customer, desktop, phone, withDemo } from './support.mjs';

let program, browser, people;
withDemo((started) => ({ program, browser, people } = started));
const withRole = (role) => people.find((each) => each.role === role);

test('one answer reaches two customers, each in their language', async () => {
    const emma = await Customer.visit(browser, program, { language: 'en', as: 'Emma' });
    const guest = await Customer.visit(browser, program, { language: 'zh-CN' });
    await emma.open();
    await emma.write('Where is my TRON withdrawal?');
    await guest.open();
    await guest.write('波场提现没有到账');
    const boss = await Agent.come(browser, program, withRole('admin'));
    const { page, say } = boss;
    const text = (key, values) => say('desk', key, values);
    await page.getByRole('navigation', { name: text('shell.views') }).getByRole('link', { name: text('incidents.title') }).click();
    await page.getByRole('button', { name: text('incidents.declare') }).click();
    const window = page.getByRole('dialog');
    await window.getByLabel(text('incidents.title_zh')).fill('波场暂停');
    await window.getByLabel(text('incidents.title_en')).fill('TRON halted');
    await window.getByLabel(text('incidents.text_zh'), { exact: true }).fill('波场网络暂停，您的资产是安全的。');
    await window.getByRole('button', { name: text('incidents.declare') }).click();
    await window.getByText(text('problem.incident.one_language')).waitFor();
    await window.getByLabel(text('incidents.text_en'), { exact: true }).fill('TRON is halted. Your money is safe.');
    await assertAccessible(page, 'declaring');
    await window.getByRole('button', { name: text('incidents.declare') }).click();
    await page.getByRole('heading', { level: 1, name: 'TRON halted' }).waitFor();
    const address = page.url();
    await assertAccessible(page, 'an incident without conversations');

    // Both are added from the inbox, in one act.
    await boss.view('all').click();
    for (const words of ['Where is my TRON withdrawal?', '波场提现没有到账']) {
        await (await boss.findRow(words)).focus();
        await page.keyboard.press('x');
    }
    await page.getByRole('button', { name: text('select.act') }).click();
    await page.getByRole('menuitem', { name: text('incidents.join') }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'TRON halted' }).click();
    await emma.sees('TRON is halted. Your money is safe.');
    await guest.sees('波场网络暂停，您的资产是安全的。');

    await boss.openRow('Your money is safe.');
    const banner = page.getByRole('group', { name: text('incidents.here') });
    await banner.getByText('TRON halted').waitFor();
    await assertAccessible(page, 'a conversation of an incident');
    await emma.write('And my deposit?');
    await banner.getByText(text('incidents.wrote_again_here')).waitFor();

    await page.goto(address);
    await page.getByText(text('incidents.wrote_again_count', { count: 1 })).waitFor();
    await page.getByRole('button', { name: text('incidents.resolve'), exact: true }).click();
    const last = page.getByRole('dialog');
    await last.getByLabel(text('incidents.text_zh'), { exact: true }).fill('网络已恢复。');
    await last.getByLabel(text('incidents.text_en'), { exact: true }).fill('It goes on.');
    await last.getByRole('button', { name: text('incidents.resolve_do', { count: 2 }) }).click();
    await emma.sees('It goes on.');
    await guest.sees('网络已恢复。');
    await guest.log.getByText(guest.say('widget', 'was_resolved'), { exact: true }).waitFor();
    assert.equal(await emma.log.getByText(emma.say('widget', 'was_resolved'), { exact: true }).count(), 0, 'she asked for something else');
    await page.setViewportSize(phone.viewport);
    await assertFits(page, 'an incident on a phone');
    await assertAccessible(page, 'an incident on a phone');
});

test('what stands behind the wall only an administrator sees', async () => {
    const emma = await Customer.visit(browser, program, { language: 'en', as: 'Emma', ...desktop });
    await emma.open();
    await emma.write('Can you look at my account?');
    const admin = await Agent.come(browser, program, withRole('admin'));
    await admin.openRow('Can you look at my account?');
    const text = (key) => admin.say('desk', key);
    await admin.page.getByText(text('behind.title')).click();
    await admin.page.getByText(text('behind.none')).waitFor();
    await admin.page.getByLabel(text('behind.new')).fill('Structuring below the threshold');
    await admin.page.getByRole('button', { name: text('behind.write') }).click();
    await admin.page.getByText('Structuring below the threshold').waitFor();
    await assertAccessible(admin.page, 'behind the wall');
    const agent = await Agent.come(browser, program, withRole('agent'));
    await agent.openRow('Can you look at my account?');
    await agent.sees('Can you look at my account?');
    assert.equal(await agent.page.getByText(text('behind.title')).count(), 0);
});
