// Makes every screenshot that the documents show, from the running demo, into docs/pictures.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { eventually, root } from '../scenarios/support.mjs';
import { Postbox } from '../scenarios/holders.mjs';
import { Authenticator, Holder } from './holder.mjs';
import { Agent, Customer, desktop, masked, openBrowser, openPage, pastePicture, phone, Program, signIns } from './support.mjs';

const folder = path.join(root, 'docs/pictures');
mkdirSync(folder, { recursive: true });

const program = await Program.start({ command: 'demo', settings: { OMBUD_DEMO_SAMPLES: 'all' } });
const browser = await openBrowser();
const people = await eventually(() => signIns(program).length >= 3 && signIns(program), 'the printed sign-ins');
const signIn = (name) => people.find((person) => person.email.startsWith(name));
const shoot = async (page, name) => {
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' });
};
// What a customer would send: a piece of the page that they see. Whoever scrolls up again has the way to the chat back.
async function ownScreen(customer) {
    const screen = await customer.page.locator('.wallet section').last().screenshot();
    await customer.page.evaluate(() => scrollTo(0, 0));
    return screen;
}

try {
    const liWei = await Customer.visit(browser, program, { language: 'zh-CN', as: '李伟', ...phone });
    const screen = await ownScreen(liWei);
    await liWei.open();
    await liWei.write('您好，我的提现一直显示“审核中”，能帮忙看一下吗？');
    await liWei.log.getByRole('status').waitFor();
    await pastePicture(liWei.page, liWei.field, screen);
    await liWei.panel.locator('.tray').waitFor();
    await liWei.field.press('Enter');
    await liWei.log.locator('button.picture canvas[data-painted]').waitFor();
    await shoot(liWei.page, 'chat-phone-zh');

    const lin = await Agent.come(browser, program, signIn('lin'), { language: 'zh-CN' });
    await lin.openRow(masked('李伟'));
    await lin.write('您好，我是林晓。您昨天改过登录密码，提现会保护 24 小时，到时自动放行，资金是安全的。');
    await liWei.sees('我是林晓');
    await liWei.write('明白了，是因为改密码。谢谢！');
    await lin.sees('是因为改密码');
    await lin.page.getByRole('button', { name: lin.say('desk', 'composer.note'), exact: true }).or(lin.page.getByRole('radio', { name: lin.say('desk', 'composer.note'), exact: true })).first().click();
    const note = lin.page.getByRole('textbox', { name: lin.say('desk', 'composer.note_label') });
    await note.fill('改密码保护，已核对是本人操作。');
    await note.press('Enter');
    await lin.sees('已核对是本人操作');
    await shoot(lin.page, 'desk-zh');

    const emma = await Customer.visit(browser, program, { language: 'en', as: 'Emma', theme: 'dark', ...phone });
    await emma.open();
    await emma.write('I see a sign-in from a device that I don’t know. Is my account safe?');
    await emma.log.getByRole('status').waitFor();
    const grace = await Agent.come(browser, program, signIn('grace'), { language: 'en', theme: 'dark' });
    await grace.openRow(masked('Emma'));
    await grace.write('Hi Emma, this is Grace. That sign-in was refused: the code was wrong three times. Nobody got in, and nothing moved.');
    await emma.sees('this is Grace');
    await emma.write('That is a relief. What should I do now?');
    await grace.sees('What should I do now?');
    await grace.field.pressSequentially('Please change your password');
    await emma.log.getByText(emma.say('widget', 'typing', { name: 'Grace' })).waitFor();
    await shoot(emma.page, 'chat-phone-dark-en');
    await shoot(grace.page, 'desk-dark-en');

    // The same conversation on her computer.
    const atHome = await Customer.visit(browser, program, { language: 'en', as: 'Emma', ...desktop });
    await atHome.open();
    await atHome.sees('What should I do now?');
    await shoot(atHome.page, 'chat-desktop-en');

    const careless = await Customer.visit(browser, program, { language: 'zh-CN', ...phone });
    await careless.open();
    await careless.field.fill('助记词是 legal winner thank year wave sausage worth useful legal winner thank yellow');
    await careless.field.press('Enter');
    await careless.page.getByRole('alertdialog').waitFor();
    await shoot(careless.page, 'secret-warning-zh');

    const pocket = await Agent.come(browser, program, signIn('lin'), { language: 'zh-CN', ...phone });
    await pocket.view('all').click();
    await pocket.findRow(masked('李伟'));
    await shoot(pocket.page, 'desk-phone-zh');

    // The account pages, by somebody who has some of what protects an account and lacks some.
    const postbox = await Postbox.open(program);
    for (const [language, short, start, phrase, key] of [['zh-CN', 'zh', 'li.wei', '雨后的青石巷', '我的手机'], ['en', 'en', 'emma', 'rain on a tin roof', 'My phone']]) {
        const owner = signIn(start);
        const holder = await Holder.visit(browser, program, '/me/', { language, host: 'localhost', ...phone });
        await holder.arrives('sign_in.title');
        if (short === 'zh') await shoot(holder.page, 'me-sign-in-phone-zh');
        await Authenticator.in(holder.page);
        await holder.givePassword(owner);
        await holder.giveCode(await postbox.takeCode(owner.email, 'sign_in_code'), 'sign_in.act');
        await holder.atHome();
        await holder.page.goto('/me/security#phrase');
        await holder.fill('phrase.label', phrase);
        await holder.press('act.save');
        await holder.confirmByPassword(owner.password);
        await holder.sees('phrase.saved');
        await holder.page.goto('/me/security#add-passkey');
        await holder.window('passkeys.add').getByLabel(holder.say('passkeys.name')).fill(key);
        await holder.press('passkeys.add_act');
        await holder.sees('passkeys.added');
        const { cookies } = await holder.context.storageState();
        for (const [screen, size] of [['phone', phone], ['desktop', { viewport: { width: 1440, height: 900 } }]]) {
            for (const theme of ['light', 'dark']) {
                const at = await Holder.visit(browser, program, '/me/', { language, theme, host: 'localhost', ...size, storageState: { cookies, origins: [] } });
                await at.atHome();
                if (screen === 'phone' && theme === 'light' && short === 'zh') await shoot(at.page, 'me-overview-phone-zh');
                await at.turnTo('security');
                await shoot(at.page, `me-security-${screen}-${theme}-${short}`);
                await at.close();
            }
        }
    }

    // The help centre: its first page, a guided answer, an article, and a look-alike that is told from us.
    for (const [language, short] of [['zh-CN', 'zh'], ['en', 'en']]) {
        const looks = [['phone', 'light', phone], ['phone', 'dark', phone], ['desktop', 'light', { viewport: { width: 1440, height: 1000 } }], ['desktop', 'dark', { viewport: { width: 1440, height: 1000 } }]];
        for (const [screen, theme, size] of looks) {
            const page = await openPage(browser, program.origin, `/${language}/`, { language, theme, ...size });
            await shoot(page, `help-home-${screen}-${theme}-${short}`);
            await page.context().close();
        }
        const page = await openPage(browser, program.origin, `/${language}/answers/sign-in`, { language, ...phone });
        await shoot(page, `help-answer-phone-${short}`);
        await page.goto(`/${language}/articles/withdrawal-on-hold`);
        await shoot(page, `help-article-phone-${short}`);
        await page.setViewportSize({ width: 1440, height: 1000 });
        await page.goto(`/${language}/verify`);
        await page.locator('[name=text]').first().fill('https://paiwallet-support.com/login');
        await page.keyboard.press('Enter');
        await page.locator('.verdict, [role=alert], h2').first().waitFor();
        await shoot(page, `help-verify-desktop-${short}`);
        await page.context().close();
    }

    // Where agents and those who lead them live.
    const admin = people.find((person) => person.role === 'admin');
    for (const [language, short] of [['en', 'en'], ['zh-CN', 'zh']]) {
        for (const theme of ['light', 'dark']) {
            for (const [screen, size] of [['desktop', { viewport: { width: 1440, height: 900 } }], ['phone', { ...phone, viewport: { width: 360, height: 780 } }]]) {
                const lead = await Agent.come(browser, program, admin, { language, theme, ...size });
                const show = async (name) => {
                    await lead.page.waitForLoadState('networkidle');
                    await shoot(lead.page, `desk-${name}-${screen}-${theme}-${short}`);
                };
                for (const [address, name] of [['reports', 'reports'], ['admin/roles', 'admin'], ['inbox/all', 'inbox']]) {
                    await lead.page.goto(`/desk/${address}`);
                    await show(name);
                }
                await lead.openRow('0.8 ETH');   // a letter that tells its matter
                await show('case');
                await lead.close();
            }
        }
    }

    // What stands behind it, at the desk.
    for (const [language, short, theme] of [['en', 'en', 'light'], ['zh-CN', 'zh', 'dark']]) {
        const writer = await Agent.come(browser, program, signIn('grace'), { language, theme, viewport: { width: 1440, height: 1000 } });
        for (const screen of ['articles', 'flows/sign-in', 'status', 'official']) {
            await writer.page.goto(`/desk/${screen}`);
            await writer.page.getByRole('main').getByRole('heading').first().waitFor();
            await writer.page.waitForLoadState('networkidle');
            await shoot(writer.page, `desk-${screen.split('/')[0]}-${theme}-${short}`);
        }
        await writer.close();
    }
} finally {
    await browser.close();
    await program.stop();
}

// Fewer colours, a third of the bytes, no difference to the eye.
const pictures = readdirSync(folder).filter((name) => name.endsWith('.png')).map((name) => path.join(folder, name));
execFileSync('pngquant', ['--force', '--ext', '.png', '--strip', '--speed', '1', '--quality', '0-95', ...pictures]);
console.log(pictures.map((file) => path.relative(root, file)).join('\n'));
