// Every screen of /me/ in both themes and both languages, on a small phone and on a desk: looked at by axe, and nothing cut off.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Browser, Postbox, startDemo } from '../scenarios/holders.mjs';
import { eventually, totp } from '../scenarios/support.mjs';
import { Authenticator, Holder, newHolder } from './holder.mjs';
import { assertAccessible, assertFits, complaints, openBrowser, phone } from './support.mjs';

let program, browser, postbox;
before(async () => {
    program = await startDemo();
    browser = await openBrowser();
    postbox = await Postbox.open(program);
});
after(async () => {
    await browser?.close();
    await program?.stop();
});
afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    assert.deepEqual(complaints.splice(0), []);
});

const small = { ...phone, viewport: { width: 360, height: 740 } };
const large = { viewport: { width: 1440, height: 900 } };
const without = (browser, ending) => ({ network: browser.network, cookies: new Map([...browser.cookies].filter(([name]) => !name.endsWith(ending))) });

for (const [language, theme, screen] of [['zh-CN', 'light', small], ['en', 'dark', small], ['zh-CN', 'dark', large], ['en', 'light', large]]) {
    const name = `${language}, ${theme}, ${screen.viewport.width} px`;
    const visit = (target, more) => Holder.visit(browser, program, target, { language, theme, ...screen, ...more });
    const lookAt = ({ page }) => async (what) => {
        await page.locator('main h1').or(page.locator('[role="dialog"], [role="alertdialog"]')).first().waitFor();
        await eventually(() => page.evaluate(() => {
            const shown = [...document.querySelectorAll('[role="dialog"], [role="alertdialog"]')].at(-1) ?? document;
            return !shown.querySelector('[aria-busy="true"]');
        }), `${what}, loaded`);
        await assertAccessible(page, `${what} (${name})`);
        await assertFits(page, `${what} (${name})`);
        const [width, sight] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.ok(width <= sight, `${what} (${name}) is ${width} px wide`);
    };

    test(`the account's doors (${name})`, async () => {
        const holder = await visit('/me/');
        const { page } = holder, look = lookAt(holder);
        await holder.arrives('sign_in.title');
        await look('signing in');
        await holder.givePassword({ email: 'nobody@holders.example', password: 'nobody chose this one' });
        await holder.sees('problem.credentials.wrong');
        await look('a refused sign-in');
        for (const target of ['sign-up', 'forgotten', 'freeze', 'freeze#token=cut', 'not-me#token=cut', 'reset#token=cut', 'recovery', 'recovery#tracking=old', 'unfreeze', 'no-such-page']) {
            await page.goto('about:blank');
            await page.goto(`/me/${target}`);
            await look(target);
        }
        await page.goto('/me/sign-up');
        const email = `axe.${language}.${theme}@people.example`.toLowerCase();
        await holder.fill('field.email', email);
        await holder.press('sign_up.next');
        await holder.arrives('sign_up.code_title');
        await look('the code of a letter');
        await holder.giveCode(await postbox.takeCode(email, 'sign_up_code'), 'sign_up.next');
        await holder.arrives('sign_up.password_title');
        await holder.fill('field.new_password', 'passwordpassword');
        await holder.sees('strength.common');
        await look('choosing a password');
        await page.goto('/me/forgotten');
        await holder.fill('field.email', email);
        await holder.press('forgotten.act');
        await holder.arrives('letter.title_accepted');
        await look('the way of a letter');
    });

    test(`the account itself (${name})`, async () => {
        const owner = await newHolder(program, postbox, `axe-${theme}`, language);
        const { password, home } = owner;
        await new Browser(program).signIn(owner, postbox);
        const holder = await visit('/me/', { as: home, host: 'localhost' });
        const { page } = holder, look = lookAt(holder);
        await Authenticator.in(page);
        await holder.atHome();
        await look('the check-up');
        for (const each of ['security', 'devices', 'keys', 'addresses', 'profile']) {
            await holder.turnTo(each);
            await look(`${each}, at first`);
        }
        await page.goto('/me/security#totp');
        await holder.window('step_up.title').waitFor();
        await look('is it you?');
        await holder.confirmByPassword(password);
        await holder.window('totp.set_up').getByRole('img').waitFor();
        await look('setting up an authenticator');
        for (const wish of ['add-passkey', 'password', 'email', 'second-email', 'phrase']) {
            await page.goto('about:blank');
            await page.goto(`/me/security#${wish}`);
            await page.getByRole('dialog').waitFor();
            await look(wish);
        }
        await page.keyboard.press('Escape');
        // With something in them.
        await home.stepUp(password);
        await home.post('/api/v1/account/phrase', { phrase: 'two blue otters' }, 200);
        await home.post('/api/v1/account/api-keys', { name: 'A program with quite a long name, which trades', permissions: ['read', 'trade', 'withdraw'], networks: ['203.0.113.0/24', '2001:db8:1234:5678::/64'] });
        await home.post('/api/v1/account/addresses', { label: 'My hardware wallet, the one in the safe', chain: 'evm', address: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed' });
        await page.goto('/me/security#add-passkey');
        await holder.window('passkeys.add').getByLabel(holder.say('passkeys.name')).fill('A telephone with quite a long name');
        await holder.press('passkeys.add_act');
        await holder.sees('passkeys.added');
        await page.goto('about:blank');
        await page.goto('/me/security#codes');
        await holder.window('codes.title').waitFor();
        await look('recovery codes');
        for (const [each, window] of [['security'], ['keys', 'keys.make'], ['addresses', 'book.add'], ['devices', 'devices.forget']]) {
            await page.goto(`/me/${each}`);
            await page.getByRole('listitem').first().waitFor();
            await look(`${each}, filled`);
            if (!window) continue;
            await page.getByRole('button', { name: holder.say(window) }).first().click();
            await holder.window(window).waitFor();
            await look(window);
        }
        await page.goto('/me/');
        await holder.atHome();
        await look('the check-up, later');
        await page.goto('/me/freeze');
        await look('freezing');
        await holder.press('freeze.act');
        await holder.arrives('freeze.done');
        await look('frozen');
    });

    test(`the second step and the ways back (${name})`, async () => {
        const owner = await newHolder(program, postbox, `axe-back-${theme}`, language);
        const holder = await visit('/me/');
        const look = lookAt(holder);
        await holder.givePassword(owner);
        await holder.arrives('second.email_code_title');
        await look('the code of a new device');
        await owner.home.stepUp(owner.password);
        const { secret } = await owner.home.post('/api/v1/account/totp');
        await owner.home.post('/api/v1/account/totp/confirm', { code: totp(secret) }, 200);
        await holder.press('second.back');
        await holder.givePassword(owner);
        await holder.arrives('second.title');
        await look('the second step');
        await holder.press('second.lost');
        await holder.arrives('recovery.title');
        await look('what happened');
        await holder.fill('recovery.statement', 'My telephone was lost on Monday.');
        await holder.press('recovery.ask');
        await holder.arrives('recovery.code_title');
        await look('the code of a recovery');
        await holder.giveCode(await postbox.takeCode(owner.email, 'recovery_code'), 'recovery.code_act');
        await holder.arrives('recovery.waiting_for_staff_title');
        await look('a recovery under way');

        const frosty = await newHolder(program, postbox, `axe-frosty-${theme}`, language);
        await frosty.home.post('/api/v1/account/freeze', {}, 200);
        const back = await visit('/me/', { as: without(frosty.home, 'account') });
        const lookBack = lookAt(back);
        await back.givePassword(frosty);
        await back.arrives('frozen.title');
        await lookBack('a frozen account');
        await back.press('unfreeze.ask');
        await back.giveCode(await postbox.takeCode(frosty.email, 'unfreeze_code'), 'unfreeze.code_act');
        await back.arrives('unfreeze.waiting_for_staff_title');
        await lookBack('an unfreezing under way');
    });
}
