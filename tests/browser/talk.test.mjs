// A customer and an agent talk between two browsers: both languages, pictures, lost networks, secrets, two agents at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { png } from '../scenarios/samples.mjs';
import { eventually } from '../scenarios/support.mjs';
import { Agent, Customer, desktop, masked, pastePicture, phone, withDemo } from './support.mjs';

let program, browser, people;
withDemo((started) => ({ program, browser, people } = started));

const byRole = (role) => people.find((person) => person.role === role);
const lines = (log) => log.locator('.bubble').allInnerTexts();

const words = {
    'zh-CN': { asks: '你好，我的提现一直没有到账，单号是 7781', answers: '您好，我在看了，请稍等。', back: '谢谢，我等您消息' },
    en: { asks: 'Hello, my withdrawal has not arrived, number 7782', answers: 'Hello, I am looking at it now.', back: 'Thanks, I am waiting' },
};

for (const [language, screen, name] of [['zh-CN', phone, 'phone'], ['en', desktop, 'desktop']]) {
    test(`a chat both ways, with a picture, over reloads (${language}, ${name})`, async () => {
        const say = words[language];
        const customer = await Customer.visit(browser, program, { language, ...screen });
        const agent = await Agent.come(browser, program, byRole('agent'), { language });
        await customer.open();
        await customer.write(say.asks);
        await customer.sees(say.asks);
        // The queue place and an honest wait are told.
        const place = customer.log.getByRole('status');
        await place.waitFor();
        assert.match(await place.innerText(), new RegExp(`${customer.say('widget', 'queue_next')}|${customer.say('widget', 'queue_place', { place: '\\d+' })}`));

        await agent.openRow(say.asks, 'unassigned');
        await agent.sees(say.asks);
        await customer.page.getByText(customer.say('widget', 'seen')).first().waitFor();
        await agent.field.pressSequentially(say.answers.slice(0, 4));
        await customer.log.getByText(customer.say('widget', 'typing', { name: '' }).trim(), { exact: false }).first().waitFor();
        await agent.write(say.answers);
        await customer.sees(say.answers);
        await place.waitFor({ state: 'hidden' });
        await customer.panel.getByRole('link', { name: customer.say('widget', 'check') }).waitFor();
        await customer.write(say.back);
        await agent.sees(say.back);
        await agent.log.getByText(agent.say('desk', 'entry.seen')).waitFor();

        // A screenshot by the clipboard, each way.
        await pastePicture(customer.page, customer.field, png(320, 200));
        await customer.panel.locator('.tray').waitFor();
        await customer.field.press('Enter');
        await agent.log.getByRole('button', { name: agent.say('desk', 'file.open', { name: '' }).trim() }).first().waitFor();
        await pastePicture(agent.page, agent.field, png(200, 320, { colour: () => [40, 150, 90] }));
        await agent.page.getByRole('list', { name: agent.say('desk', 'composer.enclosed') }).getByRole('button', { name: agent.say('desk', 'file.remove', { name: '' }).trim() }).waitFor();
        await agent.field.press('Enter');
        await eventually(async () => (await customer.log.locator('canvas[data-painted]').count()) === 2, 'both pictures on the phone');
        await eventually(async () => (await agent.log.getByRole('button', { name: agent.say('desk', 'file.open', { name: '' }).trim() }).count()) === 2, 'both pictures at the desk');

        // Both reload and find everything, also pictures that do not come at first.
        const [mine, theirs] = [await lines(customer.log), await lines(agent.log)];
        const cut = new Set();
        await customer.page.route('**/api/v1/attachments/**', (route) => {
            const url = route.request().url();
            if (cut.has(url)) return route.continue();
            cut.add(url);
            return route.abort();
        });
        await Promise.all([customer.page.reload(), agent.page.reload()]);
        await customer.open();
        await customer.sees(say.back);
        await agent.sees(say.back);
        await eventually(async () => (await customer.log.locator('canvas[data-painted]').count()) === 2, 'the pictures again');
        assert.equal(cut.size, 2);
        assert.deepEqual(await lines(customer.log), mine);
        assert.deepEqual(await lines(agent.log), theirs);
    });
}

test('a dozen screenshots arrive as two messages, and the end of the log stays in sight', async () => {
    const customer = await Customer.visit(browser, program, { language: 'en', ...phone });
    await customer.open();
    for (let each = 0; each < 12; ++each) await pastePicture(customer.page, customer.field, png(160 + each, 120));
    await eventually(async () => (await customer.panel.locator('.tray canvas[data-painted]').count()) === 12, 'twelve pictures to send');
    await customer.write('A dozen of them');
    await eventually(async () => (await customer.log.locator('button.picture').count()) === 12, 'twelve pictures sent');
    const agent = await Agent.come(browser, program, byRole('agent'), { language: 'en' });
    await agent.openRow('2 files', 'unassigned');
    const pictures = agent.log.getByRole('button', { name: agent.say('desk', 'file.open', { name: '' }).trim() });
    await eventually(async () => (await pictures.count()) === 12, 'twelve pictures at the desk');

    for (let each = 0; each < 12; ++each) await pastePicture(agent.page, agent.field, png(160 + each, 120));
    const enclosed = agent.page.getByRole('list', { name: agent.say('desk', 'composer.enclosed') });
    await eventually(async () => (await enclosed.getByText('kB').count()) === 12, 'twelve files enclosed');
    await agent.write('A dozen back');
    await eventually(async () => (await pictures.count()) === 24, 'twelve more');
    const painted = customer.log.locator('canvas[data-painted]');
    await eventually(async () => (await painted.count()) === 24, 'all of them on the phone').catch(async (error) => {
        throw new Error(`${error.message}: ${await painted.count()} painted, ${await customer.log.locator('button.picture').count()} shown; ${await customer.log.locator('.trouble').allInnerTexts()}`);
    });
    for (const log of [agent.log, customer.log]) {
        await eventually(() => log.evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight < 2), 'the end of the log');
    }
});

test('the network goes and comes back, and nothing is lost', async () => {
    const customer = await Customer.visit(browser, program, { language: 'zh-CN', ...phone });
    const agent = await Agent.come(browser, program, byRole('agent'), { language: 'zh-CN' });
    await customer.open();
    await customer.write('断网之前的一句');
    await agent.openRow('断网之前的一句');
    await customer.context.setOffline(true);
    await customer.panel.getByText(customer.say('widget', 'offline')).waitFor();
    await customer.write('断网时写的第一句');
    await customer.write('断网时写的第二句');
    await customer.log.getByText(customer.say('widget', 'waiting_network')).first().waitFor();
    await agent.write('您断网时我说的话');
    await customer.context.setOffline(false);
    await agent.sees('断网时写的第二句');
    await customer.sees('您断网时我说的话');
    await agent.context.setOffline(true);
    await agent.page.getByText(agent.say('desk', 'shell.offline')).waitFor();
    await agent.write('客服断网时的回答');
    await customer.write('您还在吗？');
    await agent.context.setOffline(false);
    await customer.sees('客服断网时的回答');
    await agent.sees('您还在吗？');
    for (const side of [customer, agent]) {
        const said = await lines(side.log);
        assert.equal(new Set(said).size, said.length, 'each once');
        assert.ok(said.findIndex((one) => one.includes('第一句')) < said.findIndex((one) => one.includes('第二句')));
    }
});

test('what waits to be sent, and the draft, outlive a reload', async () => {
    const customer = await Customer.visit(browser, program, { language: 'en' });
    await customer.open();
    await customer.page.route('**/api/v1/**', (route) => route.abort());
    await customer.write('Written while the desk could not be reached');
    await customer.field.fill('A draft that I have not sent yet');
    await customer.page.reload();
    await customer.open();
    assert.equal(await customer.field.inputValue(), 'A draft that I have not sent yet');
    await customer.page.unroute('**/api/v1/**');
    await customer.page.reload();
    const agent = await Agent.come(browser, program, byRole('supervisor'), { language: 'en' });
    await agent.openRow('Written while the desk could not be reached');
    await agent.field.fill('A draft of an answer');
    await agent.page.reload();
    await agent.field.waitFor();
    assert.equal(await agent.field.inputValue(), 'A draft of an answer');
    await agent.field.fill('');
});

test('a recovery phrase is stopped in the browser, and taken out', async () => {
    const phrase = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
    const sent = [];
    const customer = await Customer.visit(browser, program, { language: 'en' });
    customer.page.on('request', (request) => sent.push(request.postData() ?? ''));
    await customer.open();
    await customer.write(`My words are ${phrase}`);
    const warning = customer.page.getByRole('alertdialog');
    await warning.waitFor();
    assert.match(await warning.innerText(), new RegExp(customer.say('widget', 'kind_recovery_phrase'), 'i'));
    await warning.getByRole('button', { name: customer.say('widget', 'warn_edit') }).click();
    assert.match(await customer.field.inputValue(), /legal winner/);
    await customer.field.press('Enter');
    await warning.getByRole('button', { name: customer.say('widget', 'warn_remove') }).click();
    await customer.sees('My words are');
    assert.ok(!sent.some((body) => body.includes('winner')), 'it never left the browser');
    assert.ok(!JSON.stringify(await customer.page.evaluate(() => ({ ...localStorage }))).includes('winner'));
});

test('what the browser lets pass the server takes out, with a chip and advice', async () => {
    const customer = await Customer.visit(browser, program, { language: 'zh-CN', ...phone });
    const agent = await Agent.come(browser, program, byRole('agent'), { language: 'zh-CN' });
    await customer.open();
    await customer.write('我的登录密码是：Qx7mimazq2026，帮我看看');
    const warning = customer.page.getByRole('alertdialog');
    await warning.waitFor();
    await warning.getByRole('button', { name: customer.say('widget', 'warn_anyway') }).click();
    await customer.log.getByText(customer.say('widget', 'removed', { kind: customer.say('widget', 'kind_password') })).waitFor();
    await customer.sees(customer.say('widget', 'advice_password'));
    await agent.openRow(agent.say('desk', 'secret.password'));
    await agent.log.getByText(agent.say('desk', 'secret.password')).first().waitFor();
    for (const side of [customer, agent]) assert.ok(!(await side.page.content()).includes('Qx7mimazq2026'));
    assert.ok(!(await agent.log.innerText()).includes('Qx7mimazq2026'));
});

test('two agents who answer the same thing are stopped before they do', async () => {
    const customer = await Customer.visit(browser, program, { language: 'en' });
    await customer.open();
    await customer.write('Who of you will answer me first?');
    const [ana, ben] = [await Agent.come(browser, program, byRole('agent'), { language: 'en' }), await Agent.come(browser, program, byRole('supervisor'), { language: 'zh-CN' })];
    for (const agent of [ana, ben]) await agent.openRow('Who of you will answer me first?');
    await ben.field.fill('My careful answer');
    await ana.write('I was faster');
    await customer.sees('I was faster');
    const stop = ben.page.getByRole('alert');
    await stop.getByText('I was faster').waitFor();
    await ben.field.press('Enter');
    assert.ok(!(await lines(customer.log)).includes('My careful answer'));
    await stop.getByRole('button', { name: ben.say('desk', 'crossing.insist') }).click();
    await customer.sees('My careful answer');
});

test('an answer given before the conversation has loaded goes out, and crosses nobody', async () => {
    const customer = await Customer.visit(browser, program, { language: 'en' });
    await customer.open();
    await customer.write('Opened on a slow line');
    await customer.log.getByRole('status').waitFor();
    const first = await Agent.come(browser, program, byRole('agent'), { language: 'en' });
    await first.openRow('Opened on a slow line');
    await first.sees('Opened on a slow line');
    await first.write('Answered by the first');
    await customer.sees('Answered by the first');

    const second = await Agent.come(browser, program, byRole('supervisor'), { language: 'en' });
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await second.page.route('**/api/v1/conversations/**', async (route) => {
        await held;
        await route.continue();
    });
    await second.openRow('Answered by the first');
    await second.write('Added by the second');
    assert.equal(await second.field.inputValue(), 'Added by the second');
    release();
    await customer.sees('Added by the second');
    assert.equal(await second.field.inputValue(), '');
});

test('a signed-in user is known by name and finds the conversation on another device', async () => {
    const first = await Customer.visit(browser, program, { language: 'zh-CN', as: '李伟', ...phone });
    await first.open();
    await first.panel.getByText(first.say('widget', 'greeting_named', { name: '李伟' })).waitFor();
    await first.write('我换了手机，想问一下限额');
    await first.sees('我换了手机，想问一下限额');
    const agent = await Agent.come(browser, program, byRole('agent'), { language: 'zh-CN' });
    await agent.view('unassigned').click();
    await agent.row(masked('李伟')).click();
    await agent.write('李伟您好');
    const second = await Customer.visit(browser, program, { language: 'zh-CN', as: '李伟' });
    await second.open();
    await second.sees('李伟您好');
    // Whoever uses this browser next sees nothing of it.
    await second.page.getByRole('group', { name: second.say('demo', 'account') }).getByRole('button', { name: second.say('demo', 'guest') }).click();
    await eventually(async () => !(await second.panel.innerText()).includes('李伟您好'), 'a clean panel');
});

test('an answer while the chat is closed shows as unread', async () => {
    const customer = await Customer.visit(browser, program, { language: 'en' });
    await customer.open();
    await customer.write('I will close this and wait');
    await customer.sees('I will close this and wait');
    await customer.page.keyboard.press('Escape');
    await customer.panel.waitFor({ state: 'hidden' });
    const agent = await Agent.come(browser, program, byRole('agent'), { language: 'en' });
    await agent.openRow('I will close this and wait');
    await agent.write('Here is your answer');
    const launcher = customer.page.getByRole('button', { name: customer.say('widget', 'open_unread', { count: 1 }) });
    await launcher.click();
    await customer.sees('Here is your answer');
});

test('the desk is worked by keyboard alone', async () => {
    const customer = await Customer.visit(browser, program, { language: 'en' });
    await customer.open();
    await customer.write('Keyboard question one');
    await customer.sees('Keyboard question one');
    const agent = await Agent.come(browser, program, byRole('supervisor'), { language: 'en' });
    const { page } = agent;
    const press = (key) => page.keyboard.press(key);
    await agent.view('unassigned').focus();
    await press('Enter');
    await agent.row('Keyboard question one').waitFor();
    await press('/');
    await page.keyboard.type('Keyboard question');
    // Past the cross that clears, the way to the search of everything, and the box that marks the row.
    const reached = () => page.evaluate(() => document.activeElement.textContent);
    for (let steps = 0; steps < 6 && !/Keyboard question one/.test(await reached()); ++steps) await press('Tab');
    assert.match(await reached(), /Keyboard question one/);
    await press('Enter');
    await agent.field.waitFor();
    await agent.log.focus();
    await press('a');
    await page.getByText(agent.say('desk', 'event.took', { by: '' }).trim()).first().waitFor();
    await press('r');
    await page.keyboard.type('Answered by keys');
    await press('Enter');
    await customer.sees('Answered by keys');
    await press('Escape');
    await press('n');
    await page.getByRole('textbox', { name: agent.say('desk', 'composer.note_label') }).waitFor();
    await page.keyboard.type('A note by keys');
    await press('Enter');
    await agent.sees('A note by keys');
    await press('Escape');
    await press('e');
    await agent.act('reopen').waitFor();
    await customer.panel.getByText(customer.say('widget', 'resolved_note')).waitFor();
    assert.ok(!(await customer.panel.innerText()).includes('A note by keys'));
    await customer.panel.getByRole('radio', { name: customer.say('widget', 'score_4'), exact: true }).check();
    await customer.panel.getByRole('textbox', { name: customer.say('widget', 'rate_words') }).fill('By keys, too');
    await customer.panel.getByText(customer.say('widget', 'rate_send'), { exact: true }).click();
    await customer.panel.getByText(customer.say('widget', 'rated', { rating: customer.say('widget', 'score_4') })).waitFor();
    await agent.sees('By keys, too');
    await press('?');
    await page.getByRole('dialog', { name: agent.say('desk', 'help.title') }).waitFor();
    await press('Escape');
    await press('Control+k');
    await page.getByRole('dialog', { name: agent.say('desk', 'palette.title') }).waitFor();
    await page.keyboard.type(agent.say('desk', 'people.title'));
    await press('Enter');
    await page.getByRole('heading', { name: agent.say('desk', 'people.title') }).waitFor();
});
