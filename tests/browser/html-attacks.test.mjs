// Each known attack on sanitisers of HTML as a letter, its page opened in Chromium: in the frame that the desk shows it in, and bare, without the
// Content-Security-Policy that would stop what the sanitiser let through. Nothing runs, nothing loads, nothing changes the page around it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { letterOf, MailDesk } from '../mail/mail-desk.mjs';
import { attacks } from './html-attacks.mjs';
import { openBrowser } from './support.mjs';

// As web/desk frames a letter.
const sandbox = 'allow-popups allow-popups-to-escape-sandbox';
const words = 'The words that everybody may see.';

let desk, browser;
const pages = [];   // of each attack: { path, status, headers, bytes }

const asPage = (html) => letterOf({ type: 'text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64', text: Buffer.from(html).toString('base64').replace(/.{76}/g, '$&\r\n') });

before(async () => {
    desk = await MailDesk.start({ mail: '' });
    const waiting = [...attacks, `<p>${words}</p>`].map((html, i) => [i, html]);
    const sender = async () => {
        for (let next; (next = waiting.shift());) {
            const [i, html] = next;
            assert.equal(await desk.pipe(asPage(html).replace(/^From: .*/m, `From: Attack ${i} <attack${i}@evil.test>`)), 0);
        }
    };
    await Promise.all([sender(), sender()]);
    await desk.settled();
    const found = new Map((await desk.inbox()).map((conversation) => [conversation.customer.name, conversation]));
    for (let i = 0; i <= attacks.length; ++i) {
        const conversation = found.get(`Attack ${i}`);
        assert.ok(conversation, `attack ${i} came: ${attacks[i]?.slice(0, 200)}`);
        const [entry] = await desk.entries(conversation);
        const path = `/api/v1/conversations/${conversation.id}/letters/${entry.data.letter.id}/page`;
        const answer = await desk.ana.call('GET', path);
        pages.push({ path, status: answer.status, headers: answer.headers, bytes: answer.bytes });
    }
    browser = await openBrowser();
});
after(async () => {
    await browser?.close();
    await desk?.stop();
});

// Touches whatever is there as a restless hand would. Returns how much that was.
function touchAll() {
    const all = [...document.querySelectorAll('*')].slice(0, 20_000);
    for (const element of all) {
        for (const kind of ['pointerover', 'pointerenter', 'mouseover', 'mouseenter', 'mousemove', 'mousedown', 'mouseup', 'mouseout', 'wheel', 'dragstart', 'contextmenu', 'touchstart'])
            element.dispatchEvent(new MouseEvent(kind, { bubbles: true, cancelable: true }));
        for (const kind of ['keydown', 'keyup', 'copy', 'paste', 'toggle', 'scroll', 'animationstart', 'transitionend', 'beforeinput', 'submit', 'reset', 'invalid', 'error', 'load'])
            element.dispatchEvent(new Event(kind, { bubbles: true, cancelable: true }));
        element.focus?.();
        element.blur?.();
        element.click?.();
    }
    return all.length;
}

// A window that notices whatever a page does: calls of probe, requests beyond the document, pages opened, where a frame went.
class Watch {
    static async open() {
        const watch = new Watch(), origin = desk.program.origin;
        watch.around = `${origin}/around`;
        watch.context = await browser.newContext();
        watch.context.setDefaultTimeout(30_000);
        await watch.context.exposeBinding('probe', (_, value) => void watch.happened.ran.push(`probe(${value})`));
        const page = (watch.page = await watch.context.newPage());
        page.on('dialog', (dialog) => {
            watch.happened.ran.push(`dialog ${dialog.type()}`);
            dialog.dismiss().catch(() => {});
        });
        // A new tab is what a link is for; anything but the web in it is not.
        watch.context.on('page', async (other) => {
            await other.waitForLoadState('commit').catch(() => {});
            if (!/^(https?:|mailto:|about:blank|chrome-error:)/.test(other.url())) watch.happened.opened.push(other.url());
            await other.close().catch(() => {});
        });
        page.on('request', (request) => {
            if (![watch.target, watch.around].includes(request.url())) watch.happened.asked.push(request.url().slice(0, 200));
        });
        await watch.context.route('**/*', (route) => {
            const url = route.request().url();
            if (url === watch.target) return route.fulfill(watch.serve);
            if (url === watch.around) return route.fulfill({ contentType: 'text/html', body: `<!doctype html><title>around</title><iframe sandbox="${sandbox}" src="${watch.target}" width=800 height=600></iframe>` });
            return route.abort();
        });
        return watch;
    }

    // `serve` is what is answered for the page.
    async look({ path, serve, framed }) {
        const { page, around } = this, happened = (this.happened = { ran: [], asked: [], opened: [], left: [] });
        this.serve = serve;
        this.target = desk.program.origin + path;
        await page.goto(framed ? around : this.target, { waitUntil: 'load' });
        const frame = framed ? page.frames().find((each) => each.parentFrame()) : page.mainFrame();
        const within = (work) => frame.evaluate(work).catch((error) => void happened.left.push(String(error)));   // it went away under the hand
        const text = await within(() => document.body?.innerText.slice(0, 2000) ?? '');
        await within(touchAll);
        await page.mouse.move(60, 60);
        await page.mouse.click(60, 60);
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        await page.waitForTimeout(50);
        for (const each of page.frames()) if (![this.target, around].includes(each.url())) happened.left.push(each.url());
        if (page.frames().length !== (framed ? 2 : 1)) happened.left.push('frames in it');
        if (framed && (await page.title()) !== 'around') happened.left.push('another title');
        return { text, happened: structuredClone(happened) };
    }

    close() {
        return this.context.close();
    }
}

const bare = ({ 'content-type': type }) => ({ 'content-type': type });
const quiet = { ran: [], asked: [], opened: [], left: [] };

test('this test would see an attack', async () => {
    const watch = await Watch.open();
    const control = (body, framed) => watch.look({ path: '/control', serve: { contentType: 'text/html', body }, framed }).then(({ happened }) => happened);
    const seen = await control('<img src=x onerror=probe(1)><a href="javascript:probe(2)">x</a><p onclick=probe(3)>y</p><img src="https://track.evil.example/p.gif">', false);
    for (const call of ['probe(1)', 'probe(2)', 'probe(3)']) assert.ok(seen.ran.includes(call), `${call} among ${seen.ran}`);
    assert.ok(seen.asked.includes('https://track.evil.example/p.gif'));
    assert.ok((await control('<meta http-equiv=refresh content="0;url=https://evil.example/refreshed">z', false)).asked.includes('https://evil.example/refreshed'));
    assert.ok((await control('<img src="https://track.evil.example/p.gif">', true)).asked.includes('https://track.evil.example/p.gif'));
    const gone = await control('<a href="https://evil.example/gone">z</a>', true);
    assert.ok(gone.asked.includes('https://evil.example/gone'), JSON.stringify(gone));
    await watch.close();
});

test('each page of a letter comes as one that may do nothing', () => {
    for (const [i, { status, headers }] of pages.entries()) {
        assert.equal(status, 200, `attack ${i}: ${attacks[i]?.slice(0, 200)}`);
        assert.match(headers['content-type'], /^text\/html; ?charset=utf-8$/i);
        const policy = headers['content-security-policy'];
        for (const part of [/(^|;)\s*sandbox/, /default-src 'none'/, /img-src data:/, /style-src 'unsafe-inline'/]) assert.match(policy, part);
        assert.doesNotMatch(policy, /allow-scripts|allow-same-origin|allow-forms|allow-top-navigation|script-src/);
        assert.equal(headers['x-content-type-options'], 'nosniff');
    }
});

test('a letter without an attack shows its words', async () => {
    const { path, headers, bytes } = pages.at(-1);
    const watch = await Watch.open();
    const { text, happened } = await watch.look({ path, serve: { headers, body: bytes }, framed: true });
    assert.ok(text.includes(words));
    assert.deepEqual(happened, quiet);
    await watch.close();
});

for (const framed of [true, false])
    test(`${attacks.length} attacks ${framed ? 'in the frame of the desk' : 'bare, judged by the sanitiser alone'}: nothing runs and nothing is asked for`, async () => {
        const wrong = [], waiting = [...attacks.entries()];
        const watcher = async () => {
            const watch = await Watch.open();
            for (let next; (next = waiting.shift());) {
                const [i, attack] = next, { path, headers, bytes } = pages[i];
                const { happened } = await watch.look({ path, serve: { headers: framed ? headers : bare(headers), body: bytes }, framed });
                if (JSON.stringify(happened) !== JSON.stringify(quiet)) wrong.push({ attack: attack.slice(0, 300), ...happened });
            }
            await watch.close();
        };
        await Promise.all([watcher(), watcher(), watcher()]);
        assert.deepEqual(wrong, []);
    });
