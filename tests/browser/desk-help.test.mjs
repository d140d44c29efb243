// The help centre from the desk, in a real browser: a new version of a flow tried on the runs that were, a guided answer gone through for a
// customer until it stands in the reply, an interruption announced, read by everybody, and over; and what of a guided answer a reload leaves.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import yaml from 'yaml';
import { Browser, Postbox, signInOf, startDemo } from '../scenarios/holders.mjs';
import { eventually, root } from '../scenarios/support.mjs';
import { Agent, assertAccessible, assertFits, complaints, Customer, desktop, openBrowser, openPage, phone, signIns } from './support.mjs';

let program, browser, owner;
before(async () => {
    program = await startDemo();
    browser = await openBrowser();
    await eventually(() => signIns(program).length >= 3, 'the printed sign-ins');
    owner = new Browser(program);
    await owner.signIn(signInOf(program, 'customer', 'li.wei'), await Postbox.open(program));
});
after(async () => {
    await browser?.close();
    await program?.stop();
});
afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    assert.deepEqual(complaints.splice(0), []);
});

const file = (name) => readFileSync(path.join(root, `content/flows/${name}.yaml`), 'utf8');
const flow = (name) => yaml.parse(file(name));
const labelOf = (step, id, language) => step.answers.find((one) => one.id === id).label[language];
const supervisor = (language, more) => Agent.come(browser, program, signIns(program).find(({ role }) => role === 'supervisor'), { language, ...more });

// One run that comes to the question about the second step and stops there; one that ends with a person.
async function runs() {
    for (const answers of [['forgot'], ['forgot', 'lost']]) {
        let { token, run } = await owner.post('/api/v1/diagnoses', { flow: 'sign-in', language: 'en', channel: 'site' });
        for (const answer of answers) run = await owner.post('/api/v1/diagnoses/answer', { token, step: run.step.id, answer }, 200);
    }
}

for (const [language, theme, screen] of [['en', 'light', desktop], ['zh-CN', 'dark', phone]]) {
    test(`a new version of a flow is tried on the runs that were (${language})`, async () => {
        await runs();
        const { page, say } = await supervisor(language, { theme, ...screen });
        await page.goto('/desk/flows/sign-in');
        await page.getByLabel(say('desk', 'reports.span')).selectOption('90');
        await page.getByRole('radio', { name: say('desk', 'flows.view.list') }).click();
        await page.getByRole('button', { name: say('desk', 'flows.replay') }).click();
        const replay = page.getByRole('region', { name: say('desk', 'flows.replay') });
        const choose = (text) => page.locator('input[type=file]').setInputFiles({ name: 'sign-in.yaml', mimeType: 'application/yaml', buffer: Buffer.from(text) });

        await choose(file('sign-in').replace('start: what_happens', 'start: what_hapens'));
        await replay.getByText(say('desk', 'flows.mistake.start.unknown')).waitFor();
        await replay.getByText('did you mean "what_happens"?').waitFor();
        await assertAccessible(page, 'mistakes of a flow');

        await choose(file('sign-in').replace('version: 1', 'version: 2'));
        await replay.getByText(say('desk', 'flows.replay.all_same')).waitFor();

        await choose(file('sign-in').replace('version: 1', 'version: 2').replace('id: lost, label', 'id: gone, label'));
        const change = replay.getByRole('article').filter({ hasText: say('desk', 'flows.replay.result.answer_gone') }).first();
        await change.waitFor();
        const asked = flow('sign-in').steps.forgot_second_step;
        await change.getByText(labelOf(asked, 'lost', language)).first().waitFor();
        await change.locator('summary').click();
        await change.getByRole('listitem').filter({ hasText: asked.ask[language] }).first().waitFor();
        await assertAccessible(page, 'what would change');
        await assertFits(page, 'what would change');
    });

    test(`staff go through a guided answer for a customer, and its words stand in the reply (${language})`, async () => {
        // Whoever writes reads Chinese: so does the reply, whatever the desk speaks.
        const { id } = await owner.post('/api/v1/conversations', { client_id: `guided-${language}`, language: 'zh-CN', topic: 'security' });
        const agent = await supervisor(language, { theme, ...screen });
        const { page, say } = agent;
        await page.goto(`/desk/inbox/all/${id}`);
        await agent.field.waitFor();
        if (screen === phone) await page.getByRole('button', { name: say('desk', 'facts.show') }).click();
        const { title, steps } = flow('sign-in');
        await page.locator('summary', { hasText: say('desk', 'guided.title') }).click();
        await page.getByRole('button', { name: title[language] }).click();
        const choose = (step, answer) => page.getByRole('button', { name: labelOf(steps[step], answer, language) }).click();
        await page.getByText(steps.what_happens.staff[language]).waitFor();
        await choose('what_happens', 'forgot');
        await choose('forgot_second_step', 'have');
        await page.getByText(say('desk', 'guided.customer_only')).waitFor();
        await page.getByRole('button', { name: say('desk', 'guided.back') }).click();
        await choose('forgot_second_step', 'lost');
        await assertAccessible(page, 'a guided answer beside the conversation');
        await page.getByRole('button', { name: say('desk', 'guided.pass_on') }).click();
        await eventually(async () => (await agent.field.inputValue()).length > 0, 'words in the reply');
        const words = steps.both_lost.explain['zh-CN'].split('\n')[0];
        assert.ok((await agent.field.inputValue()).startsWith(words), await agent.field.inputValue());
        await agent.field.fill('');
    });

    test(`an interruption is announced, read by everybody, and over (${language})`, async () => {
        const { page, say } = await supervisor(language, { theme, ...screen });
        const words = { 'zh-CN': `聊天暂时较慢（${language}）`, en: `The chat is slow (${language})` };
        await page.goto('/desk/status');
        await page.getByRole('button', { name: say('desk', 'status.announce') }).click();
        const form = page.getByRole('dialog');
        await form.getByLabel(say('desk', 'status.component.chat')).check();
        await form.getByLabel(say('desk', 'status.words_zh')).fill(words['zh-CN']);
        await form.getByLabel(say('desk', 'status.words_en')).fill(words.en);
        await assertAccessible(page, 'announcing');
        await form.getByRole('button', { name: say('desk', 'status.announce_act') }).click();
        const notice = page.getByRole('article').filter({ hasText: words.en });
        await notice.getByRole('button', { name: say('desk', 'status.end_ask') }).waitFor();

        const reader = await openPage(browser, program.origin, `/${language}/status`, { language, theme, ...screen });
        await reader.getByRole('heading', { name: words[language] }).waitFor();

        await notice.getByRole('button', { name: say('desk', 'status.end_ask') }).click();
        await page.getByRole('alertdialog').or(page.getByRole('dialog')).getByRole('button', { name: say('desk', 'status.end'), exact: true }).click();
        await notice.getByRole('button', { name: say('desk', 'status.end_ask') }).waitFor({ state: 'detached' });
        await reader.reload();
        await reader.getByText(say('desk', 'status.state.working')).first().waitFor();
        await assertFits(page, 'status');
    });
}

test('an explanation that was read is there after a reload, where it was read', async () => {
    const customer = await Customer.visit(browser, program, { language: 'en', ...phone });
    const { title, steps } = flow('sign-in');
    const open = () => customer.page.locator('ombud-chat').getByRole('button', { name: customer.say('widget', 'open') }).click();
    await open();
    const choose = (name) => customer.panel.getByRole('button', { name }).click();
    await choose(title.en);
    await choose(labelOf(steps.what_happens, 'forgot', 'en'));
    await choose(labelOf(steps.forgot_second_step, 'lost', 'en'));
    const explained = customer.panel.getByText('Both can be mended, in this order:');
    await explained.waitFor();
    await choose(customer.say('widget', 'continue'));
    const next = customer.panel.getByText(steps[steps.both_lost.go].ask.en);
    await next.waitFor();
    await explained.waitFor();
    await customer.page.reload();
    await open();
    await next.waitFor();
    await explained.waitFor();
});
