// The first minutes of a new desk, in the browser: the first admin by the printed link, a colleague by the next one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, password, Program, totp } from '../scenarios/support.mjs';
import { complaints, desktop, openBrowser, openPage, speaker } from './support.mjs';

let program, browser;
before(async () => {
    program = await Program.start();
    browser = await openBrowser();
});
after(async () => {
    await browser?.close();
    await program?.stop();
});

// Each person's authenticator app.
const authenticators = new Map();

// The first sign-in sets up an authenticator and shows the recovery codes once.
async function enrol(page, say, email) {
    await page.getByRole('button', { name: say('desk', 'enrolment.totp') }).click();
    const secret = (await page.locator('.copyable code').textContent()).replace(/\s/g, '');
    authenticators.set(email, secret);
    await page.getByLabel(say('desk', 'totp.code')).fill(totp(secret));
    await page.getByRole('button', { name: say('desk', 'totp.confirm') }).click();
    await page.getByRole('heading', { name: say('desk', 'enrolment.codes') }).waitFor();
    assert.equal(await page.locator('.codes li').count(), 10);
    await page.getByLabel(say('desk', 'codes.saved')).check();
    await page.getByRole('button', { name: say('desk', 'codes.done') }).click();
}

for (const language of ['en', 'zh-CN']) {
    test(`from the printed link to a working colleague (${language})`, async () => {
        const say = speaker(language);
        const open = (link) => openPage(browser, program.origin, link, { language, ...desktop });
        const fill = (page, field, text) => page.getByLabel(say('desk', `field.${field}`), { exact: true }).fill(text);
        const boss = `boss-${language}@desk.test`.toLowerCase();
        let page;
        if (language === 'en') {
            const link = await eventually(() => /http\S+#token=\S+/.exec(program.output)?.[0], 'the printed link');
            page = await open(link);
            await page.getByRole('heading', { name: say('desk', 'setup.first') }).waitFor();
            await fill(page, 'email', boss);
            await fill(page, 'name', 'Ming Boss');
            await fill(page, 'public_name', 'Ming');
            await fill(page, 'new_password', 'short');
            await page.getByRole('button', { name: say('desk', 'setup.act') }).click();
            await page.getByText(say('desk', 'problem.password.too_short')).waitFor();
            await fill(page, 'new_password', password);
            await page.getByRole('button', { name: say('desk', 'setup.act') }).click();
            await enrol(page, say, boss);
        } else {
            page = await open('/desk/');
            await fill(page, 'email', 'boss-en@desk.test');
            await fill(page, 'password', 'a wrong password');
            await page.getByRole('button', { name: say('desk', 'sign_in.act') }).click();
            await page.getByText(say('desk', 'problem.credentials.wrong')).waitFor();
            await fill(page, 'password', password);
            await page.getByRole('button', { name: say('desk', 'sign_in.act') }).click();
            await page.getByRole('heading', { name: say('desk', 'second.title') }).waitFor();
            // A code serves once: this is a later one than that of the enrolment.
            await page.getByLabel(say('desk', 'field.totp')).fill(totp(authenticators.get('boss-en@desk.test'), Date.now() + 30_000));
            await page.getByRole('button', { name: say('desk', 'sign_in.act') }).click();
        }
        const people = page.getByRole('link', { name: say('desk', 'people.title') });
        await people.click();
        await page.getByRole('button', { name: say('desk', 'people.add') }).click();
        await fill(page, 'email', `ana-${language}@desk.test`.toLowerCase());
        await fill(page, 'name', `Ana ${language}`);
        await fill(page, 'public_name', 'Ana');
        await page.getByRole('button', { name: say('desk', 'people.add_act') }).click();
        const link = await page.getByText(/#token=/).or(page.locator('input[value*="#token="]')).first().evaluate((element) => element.value ?? element.textContent);
        const colleague = await open(link.trim());
        await colleague.getByRole('heading', { name: say('desk', 'setup.title') }).waitFor();
        await fill(colleague, 'new_password', password);
        await colleague.getByRole('button', { name: say('desk', 'setup.act') }).click();
        await enrol(colleague, say, `ana-${language}`);
        await colleague.getByText(say('desk', 'list.empty_mine')).waitFor();
        // The link is used up.
        const again = await open(link.trim());
        await again.getByRole('heading', { name: say('desk', 'setup.invalid') }).waitFor();
        assert.deepEqual(complaints.splice(0), []);
    });
}
