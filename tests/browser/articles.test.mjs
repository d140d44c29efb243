// Articles at the desk in a real browser: a picture comes into the text and to the reader, and each window does what it says, in either language.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { startDemo } from '../scenarios/holders.mjs';
import { png } from '../scenarios/samples.mjs';
import { eventually } from '../scenarios/support.mjs';
import { Agent, assertAccessible, assertFits, complaints, desktop, openBrowser, openPage, pastePicture, phone, signIns, speaker } from './support.mjs';

let program, browser, supervisor;
before(async () => {
    program = await startDemo();
    browser = await openBrowser();
    supervisor = (await eventually(() => signIns(program).length >= 3 && signIns(program), 'the printed sign-ins')).find(({ role }) => role === 'supervisor');
});
after(async () => {
    await browser?.close();
    await program?.stop();
});
afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    assert.deepEqual(complaints.splice(0), []);
});

// The desk's articles before somebody who writes and publishes them.
class Writer {
    static async come(language, screen) {
        const writer = new Writer();
        const say = speaker(language);
        const agent = await Agent.come(browser, program, supervisor, screen);   // her account brings English
        await agent.page.evaluate((chosen) => localStorage.setItem('ombud.desk.settings', JSON.stringify({ language: chosen })), language);
        await agent.page.goto('/desk/articles');
        writer.page = agent.page;
        writer.say = (key, values) => say('desk', key, values);
        writer.language = writer.say(`language.${language}`);
        return writer;
    }
    get window() {
        return this.page.locator('[role=dialog], [role=alertdialog]').last();
    }
    get text() {
        return this.page.getByLabel(this.say('articles.markdown')).first();
    }
    field(key, within = this.page) {
        return within.getByLabel(this.say(key), { exact: true }).first();
    }
    // Opens a window by its button.
    async open(key, values) {
        await this.page.getByRole('button', { name: this.say(key, values), exact: true }).first().click();
        await this.window.waitFor();
        await assertAccessible(this.page, key);
        await assertFits(this.page, key);
    }
    // Does what the window asks about; it is gone then.
    async confirm(key) {
        await this.press(key);
        await this.window.waitFor({ state: 'detached' });
    }
    press(key) {
        return this.window.getByRole('button', { name: this.say(key), exact: true }).click();
    }
    told(key, values) {
        return this.page.getByText(this.say(key, values)).first().waitFor();
    }
    async begin(slug, title = '') {
        await this.open('articles.new');
        await this.field('articles.text_title', this.window).fill(title);
        await this.field('articles.slug', this.window).fill(slug);
        await this.confirm('articles.new_act');
        await this.page.getByRole('radio', { name: this.language, exact: true }).click();
    }
}

for (const [language, screen] of [['en', desktop], ['zh-CN', phone]]) {
    const name = language.toLowerCase();

    test(`a picture is pasted, described, and shown to readers (${language})`, async () => {
        const writer = await Writer.come(language, screen);
        await writer.begin(`queue-${name}`, 'Queue');
        await writer.field('articles.summary').fill('In short');
        await writer.text.fill('Before after');
        await writer.text.evaluate((area) => area.setSelectionRange(7, 7));
        await pastePicture(writer.page, writer.text, png(64, 48));
        await writer.window.waitFor();
        await assertAccessible(writer.page, 'the window of a picture');
        await writer.press('articles.picture_insert');
        await writer.told('articles.picture_no_alt');   // nobody forgets it without being told
        await writer.field('articles.picture_alt', writer.window).fill('The [queue]');
        await writer.confirm('articles.picture_insert');
        assert.match(await writer.text.inputValue(), /^Before !\[The \\\[queue\\\]\]\(\.\.\/media\/[\w-]+\.png\)after$/);
        await writer.open('articles.publish');
        await writer.confirm('articles.publish_now');

        const reader = await openPage(browser, program.origin, `/${language}/articles/queue-${name}`, { language, ...phone });
        const shown = reader.getByRole('img', { name: 'The [queue]' });
        assert.deepEqual(await shown.evaluate(async (image) => (await image.decode(), [image.naturalWidth, image.naturalHeight])), [64, 48]);
        await assertAccessible(reader, 'an article with a picture');
    });

    test(`what is no picture is refused before and after it is sent (${language})`, async () => {
        const writer = await Writer.come(language, screen);
        await writer.begin(`refused-${name}`);
        for (const [file, refuse] of [[{ name: 'a.gif', mimeType: 'image/gif' }, () => undefined], [{ name: 'a.png', mimeType: 'image/png' }, async () => {
            await writer.field('articles.picture_alt', writer.window).fill('x');
            await writer.press('articles.picture_insert');
        }]]) {
            const [chooser] = await Promise.all([writer.page.waitForEvent('filechooser'), writer.page.getByRole('button', { name: writer.say('articles.picture_add') }).first().click()]);
            await chooser.setFiles({ ...file, buffer: Buffer.from('no picture') });
            await writer.window.waitFor();
            await refuse();
            await writer.told('problem.picture.type');
            await writer.page.keyboard.press('Escape');
            await writer.window.waitFor({ state: 'detached' });
        }
        assert.equal(await writer.text.inputValue(), '');
        complaints.splice(0);   // the browser notes that a.png does not decode, and the refusal
    });

    test(`an article is planned, renamed, reviewed, taken up again, withdrawn, and one that nobody saw is deleted (${language})`, async () => {
        const writer = await Writer.come(language, screen);
        await writer.begin(`windows-${name}`, 'Windows');
        await writer.field('articles.summary').fill('In short');
        await writer.text.fill('First.');
        await writer.open('articles.publish');
        await writer.confirm('articles.publish_now');
        await writer.text.fill('Second.');
        await writer.open('articles.publish');
        await writer.field('articles.when.later', writer.window).check();
        await writer.press('articles.publish_later');
        await writer.told('problem.field.required');
        await writer.field('articles.publish_at', writer.window).fill(`${new Date().getFullYear() + 1}-06-30T08:00`);
        await writer.confirm('articles.publish_later');
        await writer.page.getByRole('button', { name: writer.say('articles.plan_give_up') }).click();
        await writer.told('articles.plan_given_up');

        await writer.open('articles.versions');
        await writer.window.getByRole('button', { name: writer.say('articles.restore') }).last().click();
        await writer.window.waitFor({ state: 'detached' });
        assert.equal(await writer.text.inputValue(), 'First.');
        await writer.open('articles.discard');
        await writer.confirm('articles.discard');

        await writer.open('articles.rename');
        await writer.field('articles.slug', writer.window).fill('account-locked');
        await writer.press('articles.rename');
        await writer.told('problem.article.slug_taken');
        await writer.field('articles.slug', writer.window).fill(`renamed-${name}`);
        await writer.confirm('articles.rename');
        assert.equal((await program.call('GET', `/${language}/articles/windows-${name}`)).headers.location, `/${language}/articles/renamed-${name}`);

        const next = `${new Date().getFullYear() + 1}-12-31`;
        await writer.open('articles.still_right');
        await writer.field('articles.review_next', writer.window).fill(next);
        await writer.confirm('articles.review_act');
        await writer.open('articles.still_right');
        assert.equal(await writer.field('articles.review_next', writer.window).inputValue(), next, 'a date to come is not forgotten');
        await writer.confirm('articles.review_act');

        await writer.open('articles.withdraw', { language: writer.language });
        await writer.confirm('articles.withdraw_act');
        assert.equal((await program.call('GET', `/${language}/articles/renamed-${name}`)).status, 404);
        assert.equal(await writer.page.getByRole('button', { name: writer.say('articles.remove'), exact: true }).count(), 0, 'what was public once is never deleted');

        await writer.page.goto('/desk/articles');
        await writer.begin(`deleted-${name}`);
        await writer.open('articles.remove');
        await writer.confirm('articles.remove_act');
        await writer.page.waitForURL('**/desk/articles');
    });
}
