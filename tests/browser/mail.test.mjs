// Mail at the desk, in a real browser: a letter and how far it is to be believed, answers that wait, what was set aside, where letters come from and the names they go out under.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { signInOf, startDemo } from '../scenarios/holders.mjs';
import { letterOf } from '../mail/mail-desk.mjs';
import { freePort, Program } from '../scenarios/support.mjs';
import { Agent, assertAccessible, assertFits, complaints, masked, openBrowser, phone } from './support.mjs';

const ourServer = 'mx.paiwallet.example';

let program, browser;
before(async () => {
    program = await startDemo({ settings: { OMBUD_SERVER_TRUSTED_PROXIES: '127.0.0.1', OMBUD_MAIL_IN_AUTHSERV_ID: ourServer } });
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

const picturesOf = process.env.OMBUD_PICTURES;
const show = async (page, name) => picturesOf && page.screenshot({ path: path.join(picturesOf, `${name}.png`) });

async function take(letter) {
    const taking = spawn(Program.executable, ['mail-in', '--data', program.data], { stdio: ['pipe', 'ignore', 'inherit'] });
    taking.stdin.end(letter);
    assert.equal((await once(taking, 'exit'))[0], 0);
}

const narrow = { ...phone, viewport: { width: 360, height: 740 } }, wide = { viewport: { width: 1440, height: 900 } };
const encoded = (words) => `=?UTF-8?B?${Buffer.from(words).toString('base64')}?=`;

// What each writes: of one sender our mail server says that it is proved, of the other that it is not.
const written = {
    en: {
        name: 'Iris Novak', checks: 'pass', belief: 'believed', subject: 'Cannot find my deposit',
        words: 'I followed the steps on your page and the deposit still is not there.', history: 'Please send the transaction hash.',
        answer: 'Thank you, Iris. We are looking at it now.', spam: ['Hot Coins', 'Last chance to triple your coins'], notSpam: ['Omar Said', 'FREE transfer fee?'],
        brand: 'Pai Card', opening: 'We answer every day from 9 to 21 (UTC+8).',
    },
    'zh-CN': {
        name: '周颖', checks: 'fail', belief: 'refuted', subject: '查不到我的充值',
        words: '我按页面上的步骤做了，充值还是没有到账。', history: '请发来交易哈希。',
        answer: '周颖您好，我们正在查，稍后回复您。', spam: ['暴富币', '最后一天，充一送二'], notSpam: ['马超', '免费转账？手续费怎么扣了'],
        brand: '派卡', opening: '每天 9:00–21:00 在线（北京时间）。',
    },
};
const addressOf = (language) => `writer-${language.toLowerCase()}@customers.test`;
const lure = 'https://paiwallet-login.attacker.test/session', shownAs = 'https://paiwallet.example/deposit';

function letterIn(language) {
    const { name, checks, subject, words, history } = written[language];
    const quoted = `\n\nOn Mon, 23 Nov 2026 at 10:00, Pai Wallet <support@paiwallet.example> wrote:\n> ${history}\n`;
    const page = `<html><body><h2>${subject}</h2><p>${words}</p><p><a href="${lure}">${shownAs}</a></p><img src="https://mailtracker.example/open.gif"></body></html>`;
    return letterOf({
        from: `${encoded(name)} <${addressOf(language)}>`, subject: encoded(subject), type: 'multipart/alternative; boundary="parts"',
        headers: [`Authentication-Results: ${ourServer}; dmarc=${checks} header.from=customers.test`],
        text: ['text/plain', words + quoted, 'text/html', page].reduce((all, each, index) => all + (index % 2 ? each : `\n--parts\nContent-Type: ${each}; charset=utf-8\n\n`), '') + '\n--parts--',
    });
}
const spamOf = ([name, subject], from) =>
    letterOf({ from: `${encoded(name)} <${from}>`, subject: encoded(subject), headers: ['X-Spam-Flag: YES', 'X-Spam-Score: 14.2'], text: subject });

class MailAgent extends Agent {
    static async as(role, more) {
        return Object.setPrototypeOf(await Agent.come(browser, program, signInOf(program, role), more), MailAgent.prototype);
    }
    words(key, values) {
        return this.say('desk', key, values);
    }
    press(key, values, within = this.page) {
        return within.getByRole('button', { name: this.words(key, values), exact: true }).click();
    }
    sees(key, values, within = this.page) {
        return within.getByText(this.words(key, values)).first().waitFor();
    }
    window(key, values) {
        const name = this.words(key, values);
        return this.page.getByRole('dialog', { name }).or(this.page.getByRole('alertdialog', { name }));
    }
    async openMail(tab) {
        await this.page.getByRole('navigation', { name: this.words('shell.views') }).getByRole('link', { name: this.words('mail.title') }).click();
        await this.page.getByRole('tab', { name: this.words('mail.tab.health') }).waitFor();
        if (tab) await this.page.getByRole('tab', { name: this.words(`mail.tab.${tab}`) }).click();
    }
    async proveMyself(role) {
        const asked = this.window('step_up.title');
        await asked.getByLabel(this.words('field.password'), { exact: true }).fill(signInOf(program, role).password);
        await this.press('step_up.act', {}, asked);
        await asked.waitFor({ state: 'detached' });
    }
    async look(name) {
        await assertAccessible(this.page, name);
        await show(this.page, name);
        await assertFits(this.page, name);
    }
}

// Takes the live connection away and gives it back; everything else goes on.
async function liveLine({ context, page }) {
    const sockets = new Set();
    let isCut = false;
    await context.routeWebSocket(/\/api\/v1\/live$/, (socket) => {
        if (isCut) return socket.close();
        sockets.add(socket);
        socket.connectToServer();
    });
    await page.reload();
    return {
        cut() {
            isCut = true;
            for (const socket of sockets) socket.close();
        },
        mend() {
            isCut = false;
        },
    };
}

for (const [language, theme, screen] of [['zh-CN', 'dark', narrow], ['en', 'light', wide]]) {
    test(`a letter says who wrote it, how far that is to be believed and where its links lead, and fetches nothing (${language})`, async () => {
        const { name, belief, words, history } = written[language];
        await take(letterIn(language));
        const agent = await MailAgent.as('agent', { language, theme, ...screen });
        const { page } = agent;
        const elsewhere = [];
        await agent.context.route((url) => url.origin !== program.origin, (route) => (elsewhere.push(route.request().url()), route.abort()));
        await agent.openRow(masked(name));
        const letter = page.getByRole('article', { name: agent.words('letter.by', { name }) });
        await letter.getByText(words).waitFor();
        await agent.sees(`letter.${belief}`, {}, letter);
        await letter.getByText('wr•••@cu•••.test').waitFor();   // masked, as all that is personal
        assert.ok(!(await letter.getByText(history).isVisible()), 'what was written before is folded');
        await agent.look(`letter-${language}`);
        await letter.getByText(agent.words('letter.show_quoted')).click();
        await letter.getByText(history).waitFor();

        await agent.press('original.show', {}, letter);
        const frame = letter.frameLocator('iframe');
        await frame.getByText(words).waitFor();
        await agent.sees('original.remote', { count: 1 }, letter);
        await letter.locator('li', { hasText: shownAs }).getByText(lure).waitFor();
        assert.equal(await frame.getByRole('link', { name: shownAs }).getAttribute('rel'), 'noopener noreferrer nofollow');
        await letter.getByText(agent.words('original.headers')).click();
        await letter.getByText(`dmarc=${written[language].checks}`).waitFor();
        await letter.locator('iframe').scrollIntoViewIfNeeded();
        await agent.look(`letter-as-sent-${language}`);
        assert.deepEqual(elsewhere, []);
    });

    test(`an answer by mail can be undone, goes out and says how it fares; another waits until told (${language})`, async () => {
        const { name, answer } = written[language];
        const agent = await MailAgent.as('agent', { language, theme, ...screen });
        const { page } = agent;
        const line = await liveLine(agent);
        await agent.openRow(masked(name));
        const bar = page.getByRole('group', { name: agent.words('planned.undo_label') });
        const posted = page.locator('article.said:not(.planned)[data-side="ours"]');
        await agent.field.fill(answer);
        await agent.press('composer.send');
        await bar.getByRole('timer').filter({ hasText: /[1-9]/ }).waitFor();
        await agent.look(`answer-waits-${language}`);
        await agent.press('planned.undo', {}, bar);
        await bar.waitFor({ state: 'detached' });
        assert.equal(await agent.field.inputValue(), answer);
        assert.equal(await posted.count(), 0);

        await agent.press('composer.send');
        await bar.waitFor();
        // On the phone the live connection is gone meanwhile.
        if (screen === narrow) line.cut();
        const sent = posted.filter({ hasText: answer });
        await sent.locator('.delivery').waitFor({ timeout: 30_000 });
        await bar.waitFor({ state: 'detached' });
        if (screen === narrow) await agent.sees('shell.offline');
        line.mend();
        await agent.look(`answer-sent-${language}`);

        const later = `${answer} (2)`;
        await agent.field.fill(later);
        await agent.press('later.title');
        await agent.sees('later.hour');
        await agent.look(`answer-later-menu-${language}`);
        await page.getByRole('menuitem', { name: agent.words('later.tomorrow') }).click();
        const planned = page.getByRole('article', { name: agent.words('planned.by', { name: agent.words('author.me') }) });
        await planned.getByText(later).waitFor();
        await agent.look(`answer-planned-${language}`);
        await page.reload();
        await planned.getByText(later).waitFor();
        await agent.press('planned.send_now', {}, planned);
        await posted.filter({ hasText: later }).waitFor();
        await planned.waitFor({ state: 'detached' });
    });
}

for (const [language, theme, screen] of [['zh-CN', 'light', wide], ['en', 'dark', narrow]]) {
    test(`what looked like spam becomes a conversation when a person says so, or is dismissed (${language})`, async () => {
        const { spam, notSpam } = written[language];
        await take(spamOf(spam, `spam-${language.toLowerCase()}@bulk.test`));
        await take(spamOf(notSpam, `person-${language.toLowerCase()}@customers.test`));
        const agent = await MailAgent.as('supervisor', { language, theme, ...screen });
        const { page } = agent;
        await agent.openMail();
        await agent.sees('mail.outgoing');
        await agent.look(`mail-health-${language}`);
        for (const key of ['brands.add', 'mailboxes.add']) {
            await page.getByRole('tab', { name: agent.words(key === 'brands.add' ? 'mail.tab.addresses' : 'mail.tab.mailboxes') }).click();
            await agent.sees(key === 'brands.add' ? 'brands.about' : 'mailboxes.about');
            assert.equal(await page.getByRole('button', { name: agent.words(key) }).count(), 0, `a supervisor cannot: ${key}`);
        }
        assert.equal(await page.getByRole('tab', { name: agent.words('mail.tab.test') }).count(), 0);

        await page.getByRole('tab', { name: agent.words('mail.tab.set-aside') }).click();
        const lineOf = ([, subject]) => page.getByRole('listitem').filter({ hasText: subject });
        await lineOf(notSpam).waitFor();
        await agent.look(`set-aside-${language}`);
        await lineOf(notSpam).getByRole('link').click();
        await agent.sees('received.why.spam');
        await agent.look(`set-aside-letter-${language}`);
        await agent.press('received.person');
        await agent.window('received.person_title').waitFor();
        await agent.look(`set-aside-sure-${language}`);
        await agent.press('received.person_act', {}, agent.window('received.person_title'));
        await page.getByRole('link', { name: agent.words('received.to_conversation') }).waitFor({ timeout: 30_000 });
        await agent.look(`set-aside-became-${language}`);
        await page.getByRole('link', { name: agent.words('received.to_conversation') }).click();
        await agent.log.getByText(notSpam[1]).first().waitFor();

        await page.goto('/desk/mail/set-aside');
        await lineOf(spam).getByRole('link').click();
        await agent.press('received.dismiss');
        await lineOf(spam).waitFor();
        assert.ok(!(await lineOf(spam).innerText()).includes(agent.words('aside.state.quarantined')));
        assert.equal(await lineOf(notSpam).count(), 0, 'what is in a conversation is no longer here');
    });

    test(`an address with a name of its own is added, its letters are shown in both languages, and it goes (${language})`, async () => {
        const { brand, opening } = written[language];
        const address = `card-${language.toLowerCase()}@paiwallet.example`;
        const agent = await MailAgent.as('admin', { language, theme, ...screen });
        const { page } = agent;
        await agent.openMail('addresses');
        await agent.press('brands.add');
        await page.getByLabel(agent.words('brands.address'), { exact: true }).fill(address);
        const part = (each) => page.getByRole('group', { name: agent.words(`language.${each}`) });
        await part('en').getByLabel(agent.words('brands.name'), { exact: true }).fill(`${brand} en`);
        await part('zh-CN').getByLabel(agent.words('brands.name'), { exact: true }).fill(`${brand} zh`);
        await part(language).getByLabel(agent.words('brands.acknowledgement')).fill(opening);
        const samples = page.locator('.letter-sample');
        await samples.filter({ hasText: opening }).waitFor();
        await samples.filter({ hasText: language === 'en' ? 'Re: ' : '回复：' }).getByText(`${brand} ${language.slice(0, 2)} <${address}>`).waitFor();
        await agent.look(`address-form-${language}`);
        const other = language === 'en' ? 'zh-CN' : 'en';
        await page.getByRole('radio', { name: agent.words(`language.${other}`) }).click();
        await samples.first().getByText(`${brand} ${other.slice(0, 2)} <${address}>`).waitFor();
        await samples.filter({ hasText: opening }).waitFor({ state: 'detached' });
        await samples.first().scrollIntoViewIfNeeded();
        await agent.look(`address-preview-${language}`);
        await agent.press('brands.save');
        await agent.proveMyself('admin');
        const line = page.getByRole('listitem').filter({ hasText: address });
        await line.waitFor();
        await agent.look(`addresses-${language}`);
        await agent.press('brands.remove_named', { address });
        await agent.press('brands.remove', {}, agent.window('brands.remove_title', { address }));
        await line.waitFor({ state: 'detached' });
    });

    test(`a mailbox that cannot be reached is not added, and the server's words stand at the field (${language})`, async () => {
        const agent = await MailAgent.as('admin', { language, theme, ...screen });
        const { page } = agent;
        await agent.openMail('mailboxes');
        await agent.sees('mailboxes.none');
        await agent.press('mailboxes.add');
        const form = agent.window('mailboxes.add_title');
        const server = form.getByLabel(agent.words('mailboxes.url'), { exact: true });
        await server.fill(`imap://127.0.0.1:${await freePort()}`);
        await form.getByLabel(agent.words('mailboxes.user'), { exact: true }).fill('box@paiwallet.example');
        await form.getByLabel(agent.words('mailboxes.password'), { exact: true }).fill('not the password');
        await agent.look(`mailbox-form-${language}`);
        await agent.press('mailboxes.add_act', {}, form);
        await agent.proveMyself('admin');
        const refused = form.getByText(agent.words('problem.mail.imap_away'));
        await refused.waitFor();
        assert.equal(await refused.innerText(), agent.words('mailboxes.in_detail', { words: agent.words('problem.mail.imap_away'), said: "Couldn't connect to server" }));
        assert.ok((await server.getAttribute('aria-describedby')).split(' ').includes(await refused.getAttribute('id')), 'said at the field');
        await agent.look(`mailbox-refused-${language}`);
        await agent.press('act.cancel', {}, form);
        await agent.sees('mailboxes.none');
    });

    test(`who only answers sees no mail in the rail (${language})`, async () => {
        const agent = await MailAgent.as('agent', { language, theme, ...screen });
        const rail = agent.page.getByRole('navigation', { name: agent.words('shell.views') });
        await rail.getByRole('link', { name: agent.words('flows.title') }).waitFor();
        assert.equal(await rail.getByRole('link', { name: agent.words('mail.title') }).count(), 0);
        await agent.page.goto('/desk/mail');
        await agent.view('mine').waitFor();
        assert.equal(await agent.page.getByRole('tab').count(), 0);
    });
}
