// A complaint from the form of the help centre to an answer that two people stand behind, and the report that knows of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../scenarios/support.mjs';
import { Agent, assertAccessible, assertFits, complaints, openPage, phone, withDemo } from './support.mjs';

let program, browser, people;
withDemo((started) => ({ program, browser, people } = started));
// What is confidential carries a hidden mark, which cuts its text into pieces.
const reads = (agent, words) => eventually(async () => (await agent.page.locator('.log-scroll').innerText()).includes(words), words);
const withRole = (role) => people.find((each) => each.role === role);

test('a form without scripts becomes a complaint that is answered point by point by two people', async () => {
    const page = await openPage(browser, program.origin, '/en/complaint', { ...phone, javaScriptEnabled: false });
    await page.getByLabel('Which service?').selectOption('transfer');
    await page.getByLabel('What kind of complaint is it?').selectOption('withdrawal');
    await page.getByLabel('In one sentence').fill('It took nine days');
    await page.getByLabel('What happened?').fill('Nobody said why it was held.');
    await page.getByLabel('Your name').fill('Li Wei');
    await page.getByLabel('Telephone').first().fill('+49 30 901820');
    await page.getByLabel('Documents').setInputFiles({ name: 'bill.txt', mimeType: 'text/plain', buffer: Buffer.from('Fee: 12 EUR') });
    await page.getByRole('button', { name: 'Send the complaint' }).click();
    await page.getByRole('heading', { name: 'Your complaint is registered' }).waitFor();
    const reference = (await page.locator('.reference').innerText()).trim();
    assert.match(reference, /^C-20\d\d-\d{4}$/);
    assert.match(await page.locator('.filed').innerText(), /Subject: It took nine days[\s\S]*Documents: bill\.txt/);
    assert.doesNotMatch(await page.content(), /901820/);

    const boss = await Agent.come(browser, program, withRole('admin'));
    const { page: desk, say } = boss;
    const text = (key, values) => say('desk', key, values);
    const places = desk.getByRole('navigation', { name: text('shell.views') });
    await places.getByRole('link', { name: text('complaints.title') }).click();
    await desk.getByRole('link', { name: reference }).waitFor();
    await assertAccessible(desk, 'the register');
    // What every letter must say is filled in first.
    await desk.getByRole('button', { name: text('complaints.terms') }).click();
    await desk.getByLabel(text('complaints.contact_en')).fill('complaints@desk.example');
    await desk.getByLabel(text('complaints.remedies_en')).fill('The ombudsman, ombudsman.example');
    await assertAccessible(desk, 'terms');
    await desk.getByRole('dialog').getByRole('button', { name: text('complaints.save') }).click();
    await desk.getByRole('dialog').waitFor({ state: 'hidden' });
    await desk.getByRole('link', { name: reference }).click();

    const panel = desk.locator('section.complaint');
    const act = async (name, fill = async () => {}) => {
        await panel.getByRole('button', { name: text(`complaints.act.${name}`) }).click();
        const window = desk.getByRole('dialog');
        await fill(window);
        const writes = name === 'acknowledged' || name === 'answered';
        if (writes) {
            await window.getByRole('button', { name: text('complaints.preview') }).click();
            await window.locator('.complaint-letter').waitFor();
            await assertAccessible(desk, 'the letter of ' + name);
        }
        await window.getByRole('button', { name: text(writes ? 'complaints.send' : name === 'points' || name === 'corrected' ? 'complaints.save' : 'complaints.record') }).click();
        return window;
    };
    await (await act('acknowledged', (window) => window.getByLabel(text('complaints.admissible')).selectOption('yes'))).waitFor({ state: 'hidden' });
    await reads(boss, 'We received your complaint on');
    // How to reach them is looked at for a purpose, and they see it.
    await panel.getByRole('button', { name: text('personal.reveal_named', { field: text('personal.field.complaint_phone') }) }).click();
    await desk.getByRole('dialog').getByLabel(text('reveal.purpose.contact')).check();
    await assertAccessible(desk, 'revealing a telephone number');
    await desk.getByRole('dialog').getByRole('button', { name: text('reveal.act') }).click();
    await panel.getByText('+49 30 901820').waitFor();
    // Who speaks for them, and what they sent, is put right; what it was stays.
    await (await act('corrected', async (window) => {
        await window.locator('summary', { hasText: text('complaints.field.representative') }).click();
        await window.getByLabel(text('complaints.field.rep_name')).fill('Zhao Min');
        await window.getByRole('group', { name: text('complaints.field.documents') }).getByLabel('bill.txt').uncheck();
        await window.getByRole('group', { name: text('complaints.field.power') }).getByLabel('bill.txt').check();
        await window.getByLabel(text('complaints.correct_reason')).fill('They sent the power of attorney.');
        await assertAccessible(desk, 'a correction');
    })).waitFor({ state: 'hidden' });
    const unfold = (key) => panel.locator('summary', { hasText: text(key) }).last().click();
    await unfold('complaints.details');
    await panel.getByText('Zhao Min').waitFor();
    await unfold('complaints.steps');
    await unfold('complaints.before');
    await panel.locator('s', { hasText: 'bill.txt' }).waitFor();
    await (await act('investigated', (window) => window.getByLabel(text('complaints.finding')).fill('The review was forgotten.'))).waitFor({ state: 'hidden' });
    await (await act('points', async (window) => {
        await window.getByLabel(text('complaints.claim')).fill('It took nine days');
        await window.getByLabel(text('complaints.position')).selectOption('rejected');
        await window.getByLabel(text('complaints.reasons')).fill('The terms allow ten.');
        await assertAccessible(desk, 'points');
    })).waitFor({ state: 'hidden' });
    await assertAccessible(desk, 'a complaint beside its conversation');
    // Whoever wrote them does not refuse alone.
    const refused = await act('answered');
    await refused.getByText(text('problem.complaint.second_person')).waitFor();
    const address = desk.url();

    const second = await Agent.come(browser, program, withRole('supervisor'));
    await second.page.goto(address);
    const hers = second.page.locator('section.complaint');
    await hers.getByRole('button', { name: text('complaints.act.answered') }).click();
    const window = second.page.getByRole('dialog');
    await window.getByRole('button', { name: text('complaints.preview') }).click();
    await window.getByText('The terms allow ten.').waitFor();
    await window.getByRole('button', { name: text('complaints.send') }).click();
    await hers.getByText(text('complaints.outcome.rejected')).first().waitFor();
    await reads(second, 'ombudsman.example');

    await second.page.goto('/desk/complaints/report');
    await second.page.getByRole('heading', { level: 1 }).waitFor();
    await second.page.getByRole('row', { name: new RegExp(text('complaints.outcome.rejected')) }).waitFor();
    await assertAccessible(second.page, 'the report');
    const [file] = await Promise.all([second.page.waitForEvent('download'), second.page.getByRole('button', { name: text('complaints.report_csv') }).click()]);
    assert.match(file.suggestedFilename(), /^complaints-report-20\d\d\.csv$/);
});

test('in Chinese, on a phone, in the dark', async () => {
    const page = await openPage(browser, program.origin, '/zh-CN/complaint', { ...phone, language: 'zh-CN', theme: 'dark' });
    await assertFits(page, 'the form');
    await assertAccessible(page, 'the form');
    const boss = await Agent.come(browser, program, withRole('admin'), { language: 'zh-CN', ...phone, theme: 'dark' });
    for (const place of ['/desk/complaints', '/desk/complaints/report']) {
        await boss.page.goto(place);
        await boss.page.getByRole('heading', { level: 1 }).waitFor();
        await assertFits(boss.page, place);
        await assertAccessible(boss.page, place);
    }
    // The register is a list there: nothing of it lies beside the screen.
    await boss.page.goto('/desk/complaints');
    const table = boss.page.locator('.complaint-table');
    await table.getByRole('link').first().waitFor();
    assert.ok(await table.evaluate((element) => element.scrollWidth <= element.clientWidth), 'the register scrolls sideways');
});
