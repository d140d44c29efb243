// Articles out to a folder and in from one by the commands, while the desk serves; their pictures; what was searched for before the end.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { exif, jpeg, png } from './samples.mjs';
import { assertProblem, eventually, Program } from './support.mjs';

let program, boss, ana, folder, shipped;
before(async () => {
    program = await Program.start();
    boss = await program.firstAdmin();
    ana = await boss.colleague('Ana');
    shipped = mkdtempSync(path.join(tmpdir(), 'ombud-articles-'));
    assert.equal(articles('export', shipped).status, 0);
});
after(async () => {
    await program?.stop();
    for (const each of [shipped, folder]) if (each) rmSync(each, { recursive: true, force: true });
});
beforeEach(() => {
    if (folder) rmSync(folder, { recursive: true });
    folder = mkdtempSync(path.join(tmpdir(), 'ombud-articles-'));
});

const command = (...words) => spawnSync(Program.executable, words, { encoding: 'utf8', timeout: 60_000 });
const articles = (...words) => command('articles', ...words, '--data', program.data);
const write = (name, text) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
};
const article = (title, text) => `---\ntitle: ${title}\nsummary: In short\ncategory: safety\nposition: 1\nkeywords: [a]\n---\n${text}\n`;
const page = (target) => program.call('GET', target).then(({ status, bytes }) => ({ status, html: bytes.toString() }));
const shows = (target, text) => eventually(async () => (await page(target)).html.includes(text), `${text} at ${target}`);
const addPicture = (person, bytes, name = 'queue.png') =>
    person.call('POST', `/api/v1/articles/pictures?name=${encodeURIComponent(name)}`, { body: bytes, headers: { 'Content-Type': 'application/octet-stream' } });
const publish = async (slug, markdown) => {
    const { id } = await boss.post('/api/v1/articles', { slug, category: 'safety' });
    const { texts } = await boss.post(`/api/v1/articles/${id}/draft`, { language: 'en', base: 0, title: slug, summary: 'In short', keywords: [], markdown }, 200);
    await boss.post(`/api/v1/articles/${id}/publish`, { language: 'en', base: texts[0].revision }, 200);
};

test('a picture that an agent adds is clean, and everybody sees it in the article', async () => {
    const place = 'zq-home-address-9917';
    const added = await addPicture(ana, png(640, 480, { extra: [['eXIf', exif(place)], ['tEXt', Buffer.from(`Comment\0${place}`)]] }), '提现队列.png');
    assert.equal(added.status, 201, added.bytes.toString());
    const { id, address, width, height } = added.json;
    assert.deepEqual([address, width, height], [`../media/${id}.png`, 640, 480]);
    await publish('with-picture', `![The queue](${address})`);
    assert.match((await page('/en/articles/with-picture')).html, new RegExp(`<img src="/media/${id}" alt="The queue" width="640" height="480" loading="lazy"`));
    const served = await program.call('GET', `/media/${id}`);
    assert.equal(served.headers['content-type'], 'image/png');
    assert.match(served.headers['cache-control'], /public.*immutable/);
    assert.ok(!served.bytes.includes(place));
    assert.equal((await program.call('GET', `/media/${id}`, { headers: { 'If-None-Match': served.headers.etag } })).status, 304);

    assert.equal((await addPicture(ana, jpeg('x'), 'a.jpg')).json.media_type, 'image/jpeg');
    assertProblem(await addPicture(ana, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), 415, 'picture.type');
    assertProblem(await addPicture(ana, Buffer.alloc(10 * 1024 * 1024 + 1)), 413, 'body.too_large');
    assertProblem(await addPicture(await program.visitor(), png(1, 1)), [401, 403]);
});

test('all that is published goes out, pictures too, and comes in unchanged', async () => {
    const { json } = await addPicture(ana, png(8, 8));
    await publish('travels', `![The queue](${json.address})`);
    const out = articles('export', folder);
    assert.equal(out.status, 0, out.stderr);
    assert.ok(existsSync(path.join(folder, 'travels/en.md')) && existsSync(path.join(folder, 'account-locked/zh-CN.md')));
    assert.deepEqual(readFileSync(path.join(folder, `media/${json.id}.png`)), (await program.call('GET', `/media/${json.id}`)).bytes);
    const back = articles('import', folder);
    assert.equal(back.status, 0, back.stdout);
    assert.match(back.stdout, /0 articles new, 0 changed/);

    // Another installation knows nothing of it but what the folder says.
    const other = await Program.start();
    try {
        const taken = command('articles', 'import', folder, '--data', other.data);
        assert.equal(taken.status, 0, taken.stdout + taken.stderr);
        await eventually(async () => (await other.call('GET', '/en/articles/travels')).bytes.includes(`/media/${json.id}`), 'the article');
        assert.equal((await other.call('GET', `/media/${json.id}`)).headers['content-type'], 'image/png');
    } finally {
        await other.stop();
    }
});

test('an import is checked first, taken in whole, shown by the server that runs, and on record as the command line’s', async () => {
    cpSync(path.join(shipped, 'account-locked'), path.join(folder, 'account-locked'), { recursive: true });
    const title = /^title: .*$/m;
    write('account-locked/en.md', readFileSync(path.join(folder, 'account-locked/en.md'), 'utf8').replace(title, 'title: Locked out of your account'));
    write('media/queue.png', png(64, 48));
    write('brand-new/en.md', article('Brand new', 'Look: ![The queue](../media/queue.png)'));
    write('.git/config', 'no article');
    const told = ['account-locked/en.md: changed', 'brand-new/en.md: new', 'media/queue.png: new'];

    const checked = articles('import', folder, '--check');
    assert.equal(checked.status, 0, checked.stdout + checked.stderr);
    for (const line of told) assert.ok(checked.stdout.includes(line), checked.stdout);
    assert.equal((await page('/en/articles/brand-new')).status, 404);

    const taken = articles('import', folder);
    assert.equal(taken.status, 0, taken.stdout + taken.stderr);
    for (const line of told) assert.ok(taken.stdout.includes(line), taken.stdout);
    await shows('/en/articles/account-locked', 'Locked out of your account');
    await shows('/en/articles/brand-new', 'alt="The queue" width="64" height="48"');
    const { records } = await boss.get('/api/v1/audit');
    const record = records.find(({ act }) => act === 'article.folder_imported');
    assert.equal(record?.actor_kind, 'command_line');

    assert.match(articles('import', folder).stdout, /0 articles new, 0 changed, 2 as before; 0 pictures new/);
});

test('what is wrong is told by file and line, and then nothing at all is taken in', async () => {
    write('fine/en.md', article('Fine', 'Words.'));
    write('bad/en.md', article('Bad', 'Look: ![The queue](../media/none.png)'));
    write('broken/en.md', 'no head\n');
    write('media/letter.pdf', '%PDF-1.7\n');
    for (const words of [['import', folder, '--check'], ['import', folder]]) {
        const refused = articles(...words);
        assert.equal(refused.status, 1);
        for (const line of ['bad/en.md:8: picture.missing: ', 'broken/en.md:1: head.missing: ', 'media/letter.pdf: picture.type: ', '3 problems'])
            assert.ok(refused.stdout.includes(line), refused.stdout);
    }
    assert.equal((await page('/en/articles/fine')).status, 404);
    const nowhere = articles('import', path.join(folder, 'nowhere'));
    assert.equal(nowhere.status, 1);
    assert.match(nowhere.stderr, /articles\.no_folder/);
});

test('what readers will not see as it is written is warned of by file and line, and taken in', async () => {
    write('warned/en.md', article('Warned', 'Look <b>here</b>,\n[there](../nowhere/) or ![at it](https://elsewhere.example/a.png).'));
    const told = ['warned/en.md:8: html.not_shown: ', 'warned/en.md:9: link.nowhere: "../nowhere/"', 'warned/en.md:9: link.nowhere: "https://elsewhere.example/a.png"',
        'warned/en.md: article.language_missing: "warned/zh-CN.md"', '4 warnings'];
    for (const words of [['import', folder, '--check'], ['import', folder]]) {
        const done = articles(...words);
        assert.equal(done.status, 0, done.stdout + done.stderr);
        for (const line of told) assert.ok(done.stdout.includes(line), done.stdout);
    }
    await shows('/en/articles/warned', 'Look &lt;b&gt;here&lt;/b&gt;');
});

test('nothing is read through a link or from a pipe, and nothing is told of what stands behind it', async () => {
    const elsewhere = mkdtempSync(path.join(tmpdir(), 'ombud-elsewhere-'));
    try {
        const secret = path.join(elsewhere, 'en.md');
        writeFileSync(secret, article('zq-secret-4471', 'zq-secret-4471'));
        mkdirSync(path.join(folder, 'linked'));
        const ways = {
            'linked/en.md': (at) => symlinkSync(secret, at),
            'linked/zh-CN.md': (at) => symlinkSync(path.join(elsewhere, 'none'), at),
            'media': (at) => symlinkSync(elsewhere, at),
            'other': (at) => symlinkSync(elsewhere, at),
            'device.md': (at) => symlinkSync('/dev/zero', at),
            'linked/pipe.md': (at) => assert.equal(spawnSync('mkfifo', [at]).status, 0),
        };
        for (const [name, make] of Object.entries(ways)) {
            const at = path.join(folder, name);
            make(at);
            write('behind/en.md', article('Behind', 'Words.'));
            const refused = articles('import', folder);
            assert.equal(refused.status, 1, name);
            assert.ok(refused.stderr.includes(`file.not_plain: ${at} `), refused.stderr);
            assert.ok(!(refused.stdout + refused.stderr).includes('zq-secret'), name);
            assert.ok(!(refused.stdout + refused.stderr).includes(elsewhere), name);
            rmSync(at);
        }
        assert.equal((await page('/en/articles/behind')).status, 404);

        // Nor is anything written there.
        symlinkSync(elsewhere, path.join(folder, 'account-locked'));
        const out = articles('export', folder);
        assert.equal(out.status, 1);
        assert.match(out.stderr, /articles\.not_written/);
        assert.deepEqual(readdirSync(elsewhere), ['en.md']);
        assert.ok(readFileSync(secret, 'utf8').includes('zq-secret'));

        const flows = mkdtempSync(path.join(elsewhere, 'flows-'));
        symlinkSync(secret, path.join(flows, 'sign-in.yaml'));
        const checked = command('flows', 'check', flows);
        assert.equal(checked.status, 1);
        assert.match(checked.stderr, /file\.not_plain/);
        assert.ok(!(checked.stdout + checked.stderr).includes('zq-secret'));
    } finally {
        rmSync(elsewhere, { recursive: true });
    }
});

test('a folder without an article or a flow is a mistake, not an empty success', () => {
    write('README.md', '# Ours\n');
    mkdirSync(path.join(folder, 'media'));
    for (const words of [[folder], [folder, '--check']]) {
        const refused = articles('import', ...words);
        assert.equal(refused.status, 1);
        assert.match(refused.stderr, /articles\.none/);
    }
    const flows = command('flows', 'check', folder);
    assert.equal(flows.status, 1);
    assert.match(flows.stderr, /flows\.none/);
});

test('a command makes no database where there is none', () => {
    write('fine/en.md', article('Fine', 'Words.'));
    const nowhere = path.join(folder, 'mistyped');
    const person = ['--email', 'mei@exchange.example', '--name', 'Lin Mei', '--public-name', 'Mei'];
    for (const words of [['articles', 'import', folder], ['articles', 'import', folder, '--check'], ['articles', 'export', path.join(folder, 'out')], ['migrate'],
        ['staff', 'add', ...person], ['mail-allow', 'mei@exchange.example'], ['audit', 'export']]) {
        const refused = command(...words, '--data', nowhere);
        assert.equal(refused.status, 1, words.join(' '));
        assert.ok(refused.stderr.includes(`database.none: no database in ${nowhere}`), refused.stderr);
        assert.ok(!existsSync(nowhere), words.join(' '));
    }
});

test('an export leaves what it did not write, and says so', () => {
    write('renamed-since/en.md', article('Old', 'Words.'));
    const out = articles('export', folder);
    assert.equal(out.status, 0, out.stderr);
    assert.match(out.stdout, /renamed-since\/en\.md: /);
    assert.ok(readdirSync(folder).length > 30);
});

test('a search just before the end is in the report after it', async () => {
    await page('/en/search?q=xyzzyplugh');
    program.process.kill('SIGTERM');
    assert.equal((await program.exited).code, 0);
    await program.launch();
    await eventually(async () => (await ana.get('/api/v1/articles/searches/unanswered')).searches.some(({ query }) => query === 'xyzzyplugh'), 'the search');
});
