// From a letter to a guided answer and back, in a real browser: the button of the acknowledgement, the answer, and what the desk sees of both.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import yaml from 'yaml';
import { Postbox, startDemo } from '../scenarios/holders.mjs';
import { letterOf } from '../mail/mail-desk.mjs';
import { languages, Program, root } from '../scenarios/support.mjs';
import { Agent, assertAccessible, assertFits, desktop, masked, openPage, phone, signIns, withDemo } from './support.mjs';

let program, browser, postbox;
withDemo(async (demo) => {
    ({ program, browser } = demo);
    postbox = await Postbox.open(program);
}, startDemo);

const flow = yaml.parse(readFileSync(path.join(root, 'content/flows/deposit.yaml'), 'utf8'));
const site = Object.fromEntries(languages.map((language) => [language, JSON.parse(readFileSync(path.join(root, `web/site/messages/${language}.json`), 'utf8'))]));
const hash = '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b';
const written = {
    en: { subject: 'Deposit missing', text: `I sent 250 USDT by TRC20 and it is not in my balance.\nTxID ${hash}` },
    'zh-CN': { subject: '=?UTF-8?B?5YWF5YC85pyq5Yiw6LSm?=', text: `我充了 250 USDT，走的 TRC20，一直没有入账。\n交易哈希 ${hash}` },
};

const writer = (language) => (language === 'en' ? 'Li Wei' : 'Han Mei');

async function sendLetter(language) {
    const from = `li-${language.toLowerCase()}@customers.test`;
    const taking = spawn(Program.executable, ['mail-in', '--data', program.data], { stdio: ['pipe', 'ignore', 'inherit'] });
    taking.stdin.end(letterOf({ from: `${writer(language)} <${from}>`, ...written[language] }));
    assert.equal((await once(taking, 'exit'))[0], 0);
    return postbox.take(from, 'mail_received_guided');
}
const wayIn = (letter) => letter.text.match(/https?:\/\/[^/\s]+(\/\S+\?letter=\S+)/)[1];

for (const language of languages)
    test(`a letter leads to its answer, and the desk sees letter, matter and outcome (${language})`, async () => {
        const letter = await sendLetter(language);
        for (const said of [hash, '250', 'USDT']) assert.ok(!letter.text.includes(said) && !letter.html.includes(said), `nothing of theirs: ${said}`);
        assert.ok(letter.text.includes(flow.title[language]));

        const page = await openPage(browser, program.origin, wayIn(letter), { language, ...phone });
        await assertAccessible(page);
        await assertFits(page);
        const answer = flow.steps.how_far.answers.find(({ id }) => id === 'not_sent').label[language];
        await page.getByRole('button', { name: answer }).click();
        await page.getByText(language === 'en' ? 'still with the sender' : '还在转出方那里').waitFor();
        assert.ok(!page.url().includes('letter='), 'the link does not stay in the address');

        const later = await openPage(browser, program.origin, wayIn(letter), { language, ...desktop });
        await later.getByRole('button', { name: answer }).waitFor();

        const agent = await Agent.come(browser, program, signIns(program).find(({ role }) => role === 'agent'), { language });
        await agent.openRow(masked(writer(language)));
        await agent.page.getByRole('heading', { name: agent.say('desk', 'case.title') }).waitFor();
        const matter = agent.page.locator('section.case');
        for (const known of [hash.slice(0, 8), '250 USDT', 'TRON', agent.say('desk', 'case.field.address')])
            await matter.getByText(known).first().waitFor();
        await agent.page.locator('.program-note', { hasText: flow.title[language] }).waitFor({ timeout: 90_000 });
    });

test('who wants a person after all is in the same conversation, and answers stay by letter', async () => {
    const letter = await sendLetter('en');
    const page = await openPage(browser, program.origin, wayIn(letter), { language: 'en', ...phone });
    await page.getByRole('button', { name: site.en.answer.person }).click();
    await page.locator('[name=what_happened]').fill('It was on Monday.');
    assert.equal(await page.locator('[name=reach], [name=email]').count(), 0, 'how to answer is known');
    await assertAccessible(page);
    await page.getByRole('button', { name: site.en.answer.send }).click();
    await page.getByText(letter.subject.match(/OM-[0-9A-Z]{4}-[0-9A-Z]{4}/)[0]).waitFor();
    const { rows } = await postbox.reader.get('/api/v1/inbox?view=all');
    const conversation = rows.map((row) => row.conversation).find(({ reference }) => letter.subject.includes(reference));
    const entries = (await postbox.reader.log(conversation)).filter(({ kind }) => kind !== 'handling');
    assert.deepEqual(entries.map(({ kind }) => kind), ['message', 'intake']);
    assert.equal(entries[1].author.id, entries[0].author.id);
});
