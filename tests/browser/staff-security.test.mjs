// The desk's own doors in the browser: the first admin, an authenticator, a passkey, the locked screen, "is it you?", the record of it all.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Postbox, signInOf, startDemo } from '../scenarios/holders.mjs';
import { eventually, password, Program, totp } from '../scenarios/support.mjs';
import { Authenticator, newHolder, twoAgree } from './holder.mjs';
import { Agent, complaints, desktop, openBrowser, openPage, speaker } from './support.mjs';

let program, browser, secret, codes, passkeys;
before(async () => {
    program = await Program.start();
    browser = await openBrowser();
});
after(async () => {
    await browser?.close();
    await program?.stop();
});
afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    assert.deepEqual(complaints.splice(0), []);
});

const email = 'boss@desk.test';

class Desk {
    static async visit(language, target = '/desk/', host = '127.0.0.1') {
        const desk = new Desk();
        desk.say = (key, values) => speaker(language)('desk', key, values);
        desk.page = await openPage(browser, `http://${host}:${program.port}`, target, { language, ...desktop });
        return desk;
    }
    fill(key, text, within = this.page) {
        return within.getByLabel(this.say(key), { exact: true }).fill(text);
    }
    press(key, values, within = this.page) {
        return within.getByRole('button', { name: this.say(key, values), exact: true }).click();
    }
    arrives(key, values) {
        return this.page.getByRole('heading', { name: this.say(key, values), exact: true }).waitFor();
    }
    sees(key, values) {
        return this.page.getByText(this.say(key, values), { exact: true }).first().waitFor();
    }
    isInside() {
        return this.page.getByRole('navigation', { name: this.say('shell.views') }).waitFor();
    }
    window(key, values) {
        return this.page.getByRole('dialog', { name: this.say(key, values) }).or(this.page.getByRole('alertdialog', { name: this.say(key, values) }));
    }
    async signIn(factor) {
        await this.fill('field.email', email);
        await this.fill('field.password', password);
        await this.press('sign_in.act');
        await this.arrives('second.title');
        await factor();
        await this.isInside();
    }
    byRecoveryCode(label = 'sign_in.act') {
        return async () => {
            await this.press('prove.use_recovery_code');
            await this.fill('field.recovery_code', codes.pop());
            await this.press(label);
        };
    }
}

test('the first admin chooses a password and sets up an authenticator; the codes are shown once', async () => {
    const link = await eventually(() => /http\S+#token=\S+/.exec(program.output)?.[0], 'the printed link');
    const desk = await Desk.visit('en', new URL(link).pathname + new URL(link).hash);
    await desk.fill('field.email', email);
    await desk.fill('field.name', 'Ming Boss');
    await desk.fill('field.public_name', 'Ming');
    await desk.fill('field.new_password', password);
    await desk.press('setup.act');
    await desk.arrives('enrolment.title');
    await desk.press('enrolment.totp');
    await desk.page.getByRole('img', { name: desk.say('totp.qr') }).waitFor();
    secret = (await desk.page.locator('.copyable code').textContent()).replace(/\s/g, '');
    await desk.fill('totp.code', totp(secret));
    await desk.press('totp.confirm');
    await desk.arrives('enrolment.codes');
    codes = await desk.page.locator('.codes code').allTextContents();
    assert.equal(codes.length, 10);
    await desk.page.getByLabel(desk.say('codes.saved')).check();
    await desk.press('codes.done');
    await desk.isInside();
    assert.ok(!(await desk.page.content()).includes(codes[0]));
});

test('a sign-in that ends half-way opens nothing, and a code of the authenticator completes it', async () => {
    const desk = await Desk.visit('zh-CN');
    await desk.fill('field.email', email);
    await desk.fill('field.password', password);
    await desk.press('sign_in.act');
    await desk.arrives('second.title');
    await desk.page.goto('/desk/people');
    await desk.arrives('sign_in.title');
    await desk.fill('field.email', email);
    await desk.fill('field.password', password);
    await desk.press('sign_in.act');
    await desk.arrives('second.title');
    await desk.fill('field.totp', totp(secret) === '123456' ? '654321' : '123456');
    await desk.press('sign_in.act');
    await desk.sees('problem.code.wrong');
    await desk.fill('field.totp', totp(secret, Date.now() + 30_000));   // a code serves once: this is a later one
    await desk.press('sign_in.act');
    await desk.arrives('people.title');
});

for (const language of ['en', 'zh-CN']) {
    test(`a passkey is made, signs in alone and goes (${language})`, async () => {
        const desk = await Desk.visit(language, '/desk/', 'localhost');
        const keys = await Authenticator.in(desk.page);
        await desk.signIn(desk.byRecoveryCode());
        await desk.page.goto('/desk/security');
        await desk.press('security.passkey_add');
        await desk.fill('passkeys.name', 'Red key');
        await desk.press('passkeys.add_act');
        await desk.sees('security.passkey_added');
        await desk.page.getByText('Red key').waitFor();
        passkeys = await keys.credentials();

        const other = await Desk.visit(language, '/desk/', 'localhost');
        const carried = await Authenticator.in(other.page, passkeys);
        await other.press('prove.passkey');
        await other.isInside();
        passkeys = await carried.credentials();

        await desk.page.goto('/desk/security');
        await desk.press('security.passkey_remove_named', { name: 'Red key' });
        await desk.press('security.passkey_remove', {}, desk.window('security.passkey_remove_title', { name: 'Red key' }));
        await desk.page.getByRole('listitem').filter({ hasText: 'Red key' }).waitFor({ state: 'detached' });
    });

    test(`the desk locks when asked and when left alone, keeps the draft, and opens to its person (${language})`, async () => {
        const desk = await Desk.visit(language);
        await desk.signIn(desk.byRecoveryCode());
        await desk.page.goto('/desk/security');
        await desk.press('locked.now');
        await desk.arrives('locked.title');
        await desk.page.reload();
        await desk.arrives('locked.title');
        assert.ok(!(await desk.page.locator('body').innerText()).includes('Ming'), 'says nothing of who was here');
        await desk.byRecoveryCode('locked.act')();
        await desk.arrives('security.title');

        // A quarter of an hour in which nobody touches anything.
        await desk.page.clock.install();
        await desk.page.goto('/desk/');
        await desk.isInside();
        await desk.page.clock.fastForward(14 * 60_000);
        await desk.page.mouse.move(200, 200);
        await desk.page.clock.fastForward(14 * 60_000);
        assert.ok(!(await desk.page.getByRole('heading', { name: desk.say('locked.title') }).isVisible()));
        await desk.page.clock.fastForward(2 * 60_000);
        await desk.arrives('locked.title');
        await desk.byRecoveryCode('locked.act')();
        await desk.isInside();
    });
}

test('the record tells who did it all, in either language', async () => {
    for (const language of ['en', 'zh-CN']) {
        const desk = await Desk.visit(language);
        await desk.signIn(desk.byRecoveryCode());
        await desk.page.goto('/desk/audit');
        await desk.arrives('audit.title');
        const table = desk.page.getByRole('table');
        for (const act of ['setup_link_used', 'totp_added', 'signed_in', 'second_factor_proved', 'proof_refused', 'passkey_added', 'passkey_removed', 'stepped_up'])
            await table.getByRole('rowheader', { name: desk.say(`audit.act.staff.${act}`) }).first().waitFor();
        await desk.page.getByLabel(desk.say('audit.filter')).selectOption({ label: desk.say('audit.act.staff.totp_added') });
        await eventually(async () => (await table.getByRole('rowheader').count()) === 1, 'that act alone');
        await table.getByRole('cell', { name: 'Ming', exact: true }).waitFor();
    }
});

test('an act that needs two people asks each of them who they are, and is on record', async () => {
    const demo = await startDemo();
    try {
        const postbox = await Postbox.open(demo);
        const owner = await newHolder(demo, postbox, 'frozen', 'en');
        await owner.home.post('/api/v1/account/freeze', {}, 200);
        const { ticket } = await owner.home.signIn(owner, postbox);
        const { tracking } = await owner.home.post('/api/v1/account/unfreezes', { ticket }, 202);
        await owner.home.post('/api/v1/account/unfreezes/confirm', { tracking, code: await postbox.takeCode(owner.email, 'unfreeze_code') }, 200);
        await twoAgree(browser, demo, 'account.unfreeze', 'zh-CN');
        await eventually(async () => (await owner.home.post('/api/v1/account/unfreezes/status', { tracking }, 200)).state === 'done', 'an open account');

        const admin = await Agent.come(browser, demo, signInOf(demo, 'admin'), { language: 'zh-CN' });
        await admin.page.goto('/desk/audit');
        for (const act of ['account.frozen', 'account.unfreeze_asked', 'approval.asked', 'staff.stepped_up', 'approval.agreed', 'approval.carried_out', 'account.unfrozen'])
            await admin.page.getByRole('rowheader', { name: admin.say('desk', `audit.act.${act}`), exact: true }).first().waitFor();
        await admin.page.goto('/desk/approvals');
        await admin.page.getByText(admin.say('desk', 'approvals.state.approved')).waitFor();
        await admin.close();
    } finally {
        await demo.stop();
    }
});
