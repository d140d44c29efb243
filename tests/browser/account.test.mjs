// An account from its first letter to its last way back, as its holder goes through it in a browser, in both languages.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Browser, linkIn, Postbox, startDemo } from '../scenarios/holders.mjs';
import { eventually, languages, totp } from '../scenarios/support.mjs';
import { Authenticator, Holder, newHolder, twoAgree } from './holder.mjs';
import { complaints, openBrowser } from './support.mjs';

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

const names = { 'zh-CN': '王芳', en: 'Ada Quill' };
const visit = (target, more) => Holder.visit(browser, program, target, more);
const arrive = (name, language) => newHolder(program, postbox, name, language);

for (const language of languages) {
    test(`signing up, out, and in again on the same browser (${language})`, async () => {
        const email = `first.${language}@people.example`.toLowerCase(), password = 'seven kites over the bay';
        const holder = await visit('/me/', { language });
        const { page } = holder;
        await holder.follow('sign_in.sign_up');
        await holder.arrives('sign_up.title');
        await holder.fill('field.email', 'no address');
        await holder.press('sign_up.next');
        await holder.sees('problem.email.invalid');
        await holder.fill('field.email', email);
        await holder.press('sign_up.next');
        await holder.arrives('sign_up.code_title');
        await page.getByText(email).waitFor();
        // A reload while the letter travels loses nothing.
        await page.reload();
        const code = await postbox.takeCode(email, 'sign_up_code');
        await holder.giveCode(code === '00000000' ? '00000001' : '00000000', 'sign_up.next');
        await holder.sees('problem.code.wrong');
        await holder.giveCode(code, 'sign_up.next');
        await holder.arrives('sign_up.password_title');
        await holder.sees('strength.rule');
        await holder.fill('field.your_name', names[language]);
        for (const [weak, why] of [['short', 'too_short'], ['passwordpassword', 'common'], [`${email} me`, 'common']]) {
            await holder.fill('field.new_password', weak);
            await holder.sees(`strength.${why}`);
        }
        await holder.press('sign_up.act');
        await holder.sees('problem.password.common');
        await holder.fill('field.new_password', password);
        await page.getByText(holder.say('strength.good'), { exact: true }).or(page.getByText(holder.say('strength.best'), { exact: true })).waitFor();
        await holder.press('sign_up.act');
        await holder.arrives('overview.hello', { name: names[language] });

        await holder.signOut();
        await holder.givePassword({ email, password: 'seven kites over the hill' });
        await holder.sees('problem.credentials.wrong');
        await holder.givePassword({ email, password });
        await holder.isInside();
    });

    test(`signing in on a new browser takes the code of a letter (${language})`, async () => {
        const owner = await arrive('newcomer', language);
        const holder = await visit('/me/', { language });
        await holder.givePassword({ ...owner, password: 'four grey herons of nobody' });
        await holder.sees('problem.credentials.wrong');
        await holder.givePassword(owner);
        await holder.arrives('second.email_code_title');
        // A reload while the letter travels stays at the step; starting over leaves it for good.
        await holder.page.reload();
        await holder.arrives('second.email_code_title');
        await holder.press('second.back');
        await holder.page.reload();
        await postbox.takeCode(owner.email, 'sign_in_code');
        await holder.givePassword(owner);
        // One that is over begins anew, and says why.
        const over = { type: 'about:blank', title: 'Unauthorized', status: 401, code: 'code.too_many', request_id: 'test' };
        await holder.page.route('**/sessions/second-factor', (route) => route.fulfill({ status: 401, contentType: 'application/problem+json', json: over }), { times: 1 });
        await holder.giveCode(await postbox.takeCode(owner.email, 'sign_in_code'), 'sign_in.act');
        await holder.arrives('sign_in.title');
        await holder.sees('problem.code.too_many');
        await holder.page.reload();
        await holder.givePassword(owner);
        await holder.arrives('second.email_code_title');
        const code = await postbox.takeCode(owner.email, 'sign_in_code');
        await holder.giveCode(code === '12345678' ? '87654321' : '12345678', 'sign_in.act');
        await holder.page.getByText(holder.say('problem.code.wrong')).first().waitFor();
        await holder.giveCode(code, 'sign_in.act');
        await holder.atHome();
        await postbox.take(owner.email, 'new_sign_in');
    });

    test(`an authenticator is set up and signs in, and so does a recovery code (${language})`, async () => {
        const owner = await arrive('authenticator', language);
        const holder = await visit('/me/security', { language, as: owner.home });
        const { page } = holder;
        await holder.press('totp.set_up', {}, holder.section('totp.title'));
        await holder.confirmByPassword(owner.password);
        const window = holder.window('totp.set_up');
        const picture = window.getByRole('img', { name: holder.say('totp.qr') });
        await picture.waitFor();
        assert.ok(await picture.evaluate((image) => image.complete && image.naturalWidth > 0), 'the picture is drawn');
        const secret = (await window.locator('.copyable code').textContent()).replace(/\s/g, '');
        await holder.fill('totp.code', totp(secret) === '123456' ? '654321' : '123456');
        await holder.press('totp.confirm');
        await window.getByText(holder.say('problem.code.wrong')).first().waitFor();
        await holder.fill('totp.code', totp(secret));
        await holder.press('totp.confirm');
        // Shown once: nothing closes the window but to say that they are saved.
        const saving = holder.window('codes.save_title');
        await saving.waitFor();
        const codes = await saving.locator('.codes code').allTextContents();
        assert.equal(new Set(codes).size, 10);
        await page.keyboard.press('Escape');
        assert.ok(await saving.getByRole('button', { name: holder.say('codes.done') }).isDisabled());
        await holder.page.getByLabel(holder.say('codes.saved')).check();
        await holder.press('codes.done', {}, saving);
        await holder.section('totp.title').getByText(holder.say('security.on'), { exact: true }).waitFor();
        await holder.section('codes.title').getByText(holder.say('codes.left', { count: 10 })).waitFor();
        assert.ok(!(await page.content()).includes(codes[0]));

        await holder.signOut();
        await holder.givePassword(owner);
        await holder.arrives('second.title');
        await page.reload();
        await holder.arrives('second.title');
        await holder.fill('field.totp', totp(secret, Date.now() + 30_000));   // a code serves once: this is a later one
        await holder.press('sign_in.act');
        await holder.isInside();

        await holder.signOut();
        await holder.givePassword(owner);
        await holder.arrives('second.title');
        await holder.press('prove.use_recovery_code');
        await holder.fill('field.recovery_code', codes[3]);
        await holder.press('sign_in.act');
        await holder.isInside();
        await holder.turnTo('security');
        await holder.section('codes.title').getByText(holder.say('codes.left', { count: 9 })).waitFor();
    });

    test(`a passkey is added, signs in alone, gets a name and goes (${language})`, async () => {
        const owner = await arrive('passkey', language);
        const holder = await visit('/me/security', { language, as: owner.home, host: 'localhost' });
        const keys = await Authenticator.in(holder.page);
        await holder.press('passkeys.add', {}, holder.section('passkeys.title'));
        await holder.window('passkeys.add').getByLabel(holder.say('passkeys.name')).fill('Heron');
        await holder.press('passkeys.add_act');
        await holder.confirmByPassword(owner.password);
        await holder.sees('passkeys.added');
        await holder.section('passkeys.title').getByText('Heron').waitFor();
        await postbox.take(owner.email, 'passkey_added');

        const fresh = await visit('/me/freeze', { language, host: 'localhost' });
        const carried = await Authenticator.in(fresh.page, await keys.credentials());
        // Not the one that fills in by itself, which Chromium's authenticator does before anybody presses.
        await fresh.page.addInitScript(() => (PublicKeyCredential.isConditionalMediationAvailable = async () => false));
        await fresh.page.goto('/me/');
        await fresh.press('sign_in.passkey');
        await fresh.atHome();

        await fresh.turnTo('security');
        await fresh.press('passkeys.rename_named', { name: 'Heron' });
        await fresh.window('passkeys.rename_title').getByLabel(fresh.say('passkeys.name')).fill('Grey heron');
        await fresh.press('act.save');
        // As when the sign-in was more than five minutes ago: asked again, and by the strongest thing there is.
        const asksAgain = { type: 'about:blank', title: 'Forbidden', status: 403, code: 'step_up.required', request_id: 'test' };
        await fresh.page.route('**/api/v1/account/passkeys/*', (route) => route.fulfill({ status: 403, contentType: 'application/problem+json', json: asksAgain }), { times: 1 });
        await fresh.press('passkeys.remove_named', { name: 'Grey heron' });
        await fresh.press('act.remove', {}, fresh.window('passkeys.remove_title'));
        await fresh.press('prove.passkey', {}, fresh.window('step_up.title'));
        await fresh.section('passkeys.title').getByText(fresh.say('passkeys.none')).waitFor();
        await postbox.take(owner.email, 'passkey_removed');
        await fresh.sees('hold.factors_changed');
    });

    test(`a forgotten password is replaced by the link of a letter, and old sessions end (${language})`, async () => {
        const owner = await arrive('forgetful', language);
        const before = await visit('/me/', { language, as: owner.home });
        await before.atHome();
        const holder = await visit('/me/', { language });
        await holder.follow('sign_in.forgotten');
        await holder.fill('field.email', owner.email);
        await holder.press('forgotten.act');
        await holder.arrives('letter.title_accepted');
        await holder.sees('letter.accepted');
        await holder.page.getByRole('button', { name: holder.say('letter.again_in', { time: '' }).trim() }).waitFor();
        const tracked = holder.page.url();
        const { href } = await postbox.takeLink(owner.email, 'reset_password', 'reset');
        await holder.page.goto(href);
        await holder.arrives('reset.title');
        await holder.fill('field.new_password', 'a dozen new umbrellas');
        await holder.press('reset.act');
        await holder.arrives('reset.done');
        await before.open('devices');
        await before.arrives('sign_in.title');
        await before.sees('sign_in.ended');
        await holder.page.goto(tracked);
        await holder.arrives('letter.title_used');
        await holder.page.goto(href);
        await holder.arrives('reset.invalid');
        await holder.page.goto('/me/');
        await holder.givePassword({ ...owner, password: 'a dozen new umbrellas' });
        await holder.atHome();
        await holder.sees('hold.password_changed');
    });

    test(`a lost second factor is removed after two people agreed and time has passed (${language})`, async () => {
        const owner = await arrive('lost', language);
        await owner.home.stepUp(owner.password);
        const { secret } = await owner.home.post('/api/v1/account/totp');
        await owner.home.post('/api/v1/account/totp/confirm', { code: totp(secret) }, 200);
        const holder = await visit('/me/', { language });
        await holder.givePassword(owner);
        await holder.arrives('second.title');
        await holder.press('second.lost');
        await holder.arrives('recovery.title');
        await holder.fill('recovery.statement', 'lost');
        await holder.press('recovery.ask');
        await holder.sees('problem.statement.too_short');
        const statement = { 'zh-CN': '周一在地铁上丢了手机，恢复代码也在里面。', en: 'My phone was lost on Monday, and the codes with it.' }[language];
        await holder.fill('recovery.statement', statement);
        await holder.press('recovery.ask');
        await holder.arrives('recovery.code_title');
        const first = await postbox.takeCode(owner.email, 'recovery_code');
        await holder.press('code.again');
        await holder.sees('code.again_sent');
        await holder.giveCode(first, 'recovery.code_act');
        await holder.sees('problem.code.wrong');
        await holder.giveCode(await postbox.takeCode(owner.email, 'recovery_code'), 'recovery.code_act');
        await holder.arrives('recovery.waiting_for_staff_title');
        await holder.sees('recovery.agreed', { count: 0, of: 2 });
        await twoAgree(browser, program, 'account.recover', language, { statement });
        await holder.page.reload();
        await holder.arrives('recovery.waiting_time_title');
        await holder.sees('recovery.agreed', { count: 2, of: 2 });
        const until = holder.page.locator('li[aria-current="step"] time');
        const hours = (Date.parse(await until.getAttribute('datetime')) - Date.now()) / 3_600_000;
        assert.ok(hours > 47 && hours <= 48, `${hours} h`);
        await postbox.take(owner.email, 'recovery_approved');
    });

    test(`whoever leaves in one tab has left in all, and a page looked at again knows when its session is over (${language})`, async () => {
        const owner = await arrive('tabs', language);
        const holder = await visit('/me/', { language, as: owner.home });
        await holder.atHome();
        const other = Object.assign(new Holder(), { say: holder.say, page: await holder.context.newPage() });
        await other.page.goto('/me/devices');
        await other.isInside();
        await holder.signOut();
        await other.arrives('sign_in.title');
        await other.sees('sign_in.ended');

        await holder.givePassword(owner);
        await holder.isInside();
        const phone = new Browser(program);
        await phone.signIn(owner, postbox);
        await phone.post('/api/v1/account/sessions/end-others', {}, 200);
        await holder.page.evaluate(() => dispatchEvent(new Event('focus')));
        await holder.arrives('sign_in.title');
        await holder.sees('sign_in.ended');
    });

    test(`freezing while signed in (${language})`, async () => {
        const owner = await arrive('careful', language);
        const holder = await visit('/me/', { language, as: owner.home });
        await holder.follow('freeze.title');
        await holder.press('freeze.act');
        await holder.arrives('freeze.done');
        await holder.follow('to_sign_in');
        await holder.arrives('sign_in.title');
    });

    test(`freezing by a letter takes two clicks and ends the other browser at once (${language})`, async () => {
        const owner = await arrive('robbed', language);
        const thief = await visit('/me/', { language });
        await thief.givePassword(owner);
        await thief.giveCode(await postbox.takeCode(owner.email, 'sign_in_code'), 'sign_in.act');
        await thief.atHome();
        const letter = await postbox.take(owner.email, 'new_sign_in');
        const { href } = linkIn(letter, 'freeze');
        const holder = await visit('about:blank', { language });
        await holder.page.setContent(letter.html);   // as a mail program shows it
        let clicks = 0;
        const click = (target) => target.click().then(() => (clicks += 1));
        await click(holder.page.locator(`a[href="${href}"]`).first());
        const pressed = holder.page.getByRole('button', { name: holder.say('freeze.act'), exact: true });
        await pressed.waitFor();
        assert.equal(new URL(holder.page.url()).hash, '', 'the token is not for those who look over a shoulder');
        await click(pressed);
        await holder.arrives('freeze.done');
        assert.equal(clicks, 2);
        await eventually(async () => (await thief.context.request.get('/api/v1/account')).status() === 401, 'the end of the session', 1_000);
        await thief.open('devices');
        await thief.arrives('sign_in.title');
        await thief.sees('sign_in.ended');
        // Another link in the same tab begins anew, even after a reload; changed or cut, it does nothing.
        await holder.page.evaluate((hash) => (location.hash = hash), `${new URL(href).hash.slice(0, -4)}AAAA`);
        await pressed.waitFor();
        assert.equal(new URL(holder.page.url()).hash, '');
        await holder.page.reload();
        await holder.press('freeze.act');
        await holder.arrives('link.invalid');
        await holder.follow('freeze.by_code');
        await holder.arrives('freeze.title');
        await holder.page.getByLabel(holder.say('field.email')).waitFor();
    });

    test(`freezing by a code, and unfreezing by two people (${language})`, async () => {
        const owner = await arrive('frosty', language);
        const holder = await visit('/me/', { language, as: { cookies: new Map([...owner.home.cookies].filter(([name]) => !name.endsWith('account'))), network: owner.home.network } });
        await holder.follow('freeze.now');
        await holder.fill('field.email', owner.email);
        await holder.press('freeze.send_code');
        await holder.arrives('freeze.code_title');
        // A reload while the letter travels loses nothing.
        await holder.page.reload();
        await holder.sees('code.why', { email: owner.email });
        await holder.giveCode(await postbox.takeCode(owner.email, 'freeze_code'), 'freeze.act');
        await holder.arrives('freeze.done');
        assert.equal(await owner.home.isSignedIn(), false);
        await holder.follow('to_sign_in');
        await holder.givePassword(owner);
        await holder.arrives('frozen.title');
        await holder.press('unfreeze.ask');
        await holder.giveCode(await postbox.takeCode(owner.email, 'unfreeze_code'), 'unfreeze.code_act');
        await holder.arrives('unfreeze.waiting_for_staff_title');
        await twoAgree(browser, program, 'account.unfreeze', language);
        await eventually(async () => {
            await holder.page.reload();
            await holder.page.getByRole('listitem').first().waitFor();
            return holder.heading('unfreeze.done_title').isVisible();
        }, 'an open account');
        await holder.sees('unfreeze.hold');
        await holder.follow('to_sign_in');
        await holder.givePassword(owner);
        await holder.atHome();
        await holder.sees('hold.unfrozen');
    });

    test(`the check-up begins with the worst, and each click leads to its mending (${language})`, async () => {
        const owner = await arrive('checked', language);
        const holder = await visit('/me/', { language, as: owner.home });
        const { page } = holder;
        await holder.atHome();
        const list = page.locator('.checks li');
        const states = () => list.evaluateAll((items) => items.map((item) => item.dataset.state));
        const score = async () => Number(/\d+/.exec(await page.locator('.ring').getAttribute('aria-label'))[0]);
        const rank = { danger: 0, advice: 1, good: 2 };
        const shown = await states();
        assert.deepEqual(shown, [...shown].sort((one, other) => rank[one] - rank[other]));
        assert.match(await list.first().innerText(), new RegExp(holder.say('check.second_factor.open')));
        const first = await score();
        await holder.sees('check.codes_later.why');   // nothing yet that recovery codes could stand in for

        await holder.page.getByRole('link', { name: holder.say('check.phrase.act') }).click();
        await holder.fill('phrase.label', 'two blue otters');
        await holder.press('act.save', {}, holder.window('phrase.title'));
        await holder.confirmByPassword(owner.password);
        await holder.sees('phrase.saved');
        await holder.turnTo('overview');
        await holder.sees('check.phrase.good');
        const second = await score();
        assert.ok(second > first, `${second} > ${first}`);

        await list.first().getByRole('link').click();
        const window = holder.window('totp.set_up');
        const secret = (await window.locator('.copyable code').textContent()).replace(/\s/g, '');
        await holder.fill('totp.code', totp(secret));
        await holder.press('totp.confirm');
        await holder.page.getByLabel(holder.say('codes.saved')).check();
        await holder.press('codes.done');
        await holder.window('codes.save_title').waitFor({ state: 'hidden' });
        await holder.turnTo('overview');
        await holder.sees('check.second_factor.good');
        await holder.sees('check.sessions.good');   // whoever has just proved the second factor is no forgotten device
        assert.ok((await score()) >= second + 25, `${await score()} after ${second}`);

        // Each of the rest leads to a window or a page that exists.
        const targets = await list.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
        assert.ok(targets.length > 0);
        for (const target of targets) {
            await page.goto(target);
            await page.getByRole('heading', { level: 1 }).or(page.getByRole('dialog')).first().waitFor();
            if (target.includes('#')) await page.getByRole('dialog').waitFor();
        }
    });

    test(`devices are told apart and ended, and the history tells of it (${language})`, async () => {
        const owner = await arrive('roaming', language);
        const holder = await visit('/me/', { language, as: owner.home });
        await holder.atHome();
        const others = [];
        for (let each = 0; each < 3; ++each) {
            const other = new Browser(program);
            await other.signIn(owner, postbox);
            others.push(other);
        }
        await holder.turnTo('devices');
        const rows = holder.section('sessions.title').getByRole('listitem');
        await eventually(async () => (await rows.count()) === 4, 'four sessions');
        await rows.filter({ hasNotText: holder.say('sessions.this') }).first().getByRole('button').click();
        await holder.press('sessions.end', {}, holder.window('sessions.end'));
        await eventually(async () => (await rows.count()) === 3, 'three sessions');
        assert.equal((await Promise.all(others.map((other) => other.isSignedIn()))).filter(Boolean).length, 2);
        await holder.press('sessions.end_others');
        await holder.press('sessions.end', {}, holder.window('sessions.end_others'));
        await holder.sees('sessions.ended', { count: 2 });
        await eventually(async () => (await rows.count()) === 1, 'one session');
        assert.deepEqual(await Promise.all(others.map((other) => other.isSignedIn())), [false, false, false]);
        await holder.page.reload();
        const past = holder.section('history.title');
        for (const kind of ['signed_up', 'signed_in', 'session_ended']) await past.getByText(holder.say(`event.${kind}`)).first().waitFor();
        const known = holder.section('devices.title').getByRole('listitem');
        const count = await known.count();
        await known.last().getByRole('button').click();
        await holder.press('devices.forget', {}, holder.window('devices.forget'));
        await eventually(async () => (await known.count()) === count - 1, 'a forgotten device');
    });

    test(`a phrase of one's own stands in the letters that follow; a second address, a key, an address book (${language})`, async () => {
        const owner = await arrive('keeper', language), second = `second.${language}@elsewhere.example`.toLowerCase(), phrase = language === 'en' ? 'two blue otters' : '两只蓝水獭';
        const holder = await visit('/me/security', { language, as: owner.home });
        const { page } = holder;
        await holder.press('phrase.set');
        await holder.fill('phrase.label', phrase);
        await holder.press('act.save');
        await holder.confirmByPassword(owner.password);
        await holder.section('phrase.title').getByText(phrase).waitFor();

        await holder.press('act.add', {}, holder.section('email.second'));
        await holder.fill('email.new', owner.email);
        await holder.press('freeze.send_code');
        await holder.sees('problem.email.own');
        await holder.fill('email.new', second);
        await holder.press('freeze.send_code');
        await holder.giveCode(await postbox.takeCode(second, 'email_change_code'), 'act.confirm');
        await holder.section('email.second').getByText('se•••@el•••.example').waitFor();
        const letter = await postbox.take(owner.email, 'second_email_added');
        assert.ok(letter.text.includes(phrase) && letter.html.includes(phrase), 'the letter carries the phrase');

        await holder.turnTo('keys');
        await holder.sees('keys.none');
        await holder.press('keys.make');
        const making = holder.window('keys.make');
        await holder.fill('keys.name', 'Trader');
        await making.getByLabel(holder.say('keys.may_withdraw')).check();
        await making.getByText(holder.say('keys.withdraw_warning')).waitFor();
        await holder.fill('keys.networks', '203.0.113.0/99');
        await holder.press('keys.make', {}, making);
        await making.getByText(holder.say('problem.network.invalid')).first().waitFor();
        await holder.fill('keys.networks', '203.0.113.0/24');
        await holder.press('keys.make', {}, making);
        const shown = holder.window('keys.secret_title');
        const secret = await shown.locator('.copyable code').textContent();
        assert.match(secret, /^omk1_/);
        await holder.press('keys.secret_saved', {}, shown);
        await holder.section('keys.title').getByText('203.0.113.0/24').waitFor();
        assert.ok(!(await page.content()).includes(secret), 'shown once');
        await holder.press('keys.end_named', { name: 'Trader' });
        await holder.press('keys.end', {}, holder.window('keys.end'));
        await holder.sees('keys.none');

        await holder.turnTo('addresses');
        await holder.press('book.add');
        const adding = holder.window('book.add');
        await holder.fill('book.label', 'Cold wallet');
        await holder.fill('book.address', 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdx');
        await holder.press('book.add', {}, adding);
        await adding.getByText(holder.say('problem.address.invalid')).first().waitFor();
        await holder.fill('book.address', 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq');
        await holder.press('book.add', {}, adding);
        const entry = holder.section('book.title').getByRole('listitem');
        await entry.getByText(holder.say('book.usable_at')).waitFor();
        await holder.press('book.remove_named', { name: 'Cold wallet' });
        await holder.press('act.remove', {}, holder.window('book.remove_title'));
        await holder.sees('book.none');
    });
}
