// From nothing to the first byte of an answer, and what a browser has to fetch, compressed.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { atMost, interleaved, Ombud, root } from './support.mjs';

async function seconds(ombud) {
    const began = performance.now();
    await ombud.start();
    await ombud.call('GET', '/api/v1/waiting');
    const took = (performance.now() - began) / 1000;
    await ombud.stop();
    return { took };
}

const dist = path.join(root, 'web/dist');
const compressed = (name) => statSync(path.join(dist, `${name}.gz`)).size / 1000;
const sum = (names) => names.map(compressed).reduce((total, each) => total + each, 0);
const assets = (pattern) => readdirSync(path.join(dist, 'assets')).filter((name) => pattern.test(name)).map((name) => `assets/${name}`);

function sizes() {
    // A conversation in the larger of the two languages; word lists of other languages come only to who writes in them.
    const language = Math.max(...['en', 'zh-CN'].map((name) => sum(assets(new RegExp(`^widget-${name}-.*\\.js$`)))));
    const chat = sum(['widget.js', ...assets(/^widget-(chat|pictures)-.*\.js$/)]) + language;
    const guard = sum(assets(/^widget-secret-guard-.*\.js$/));
    const page = readFileSync(path.join(dist, 'desk/index.html'), 'utf8');
    const fetched = Array.from(page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g), ([, name]) => name);
    const size = (what, ours, bound) => ({ what, unit: 'kB', ours, goal: atMost(bound, 'kB') });
    return [
        size('widget before the first word, gzip', compressed('widget.js'), 12),
        size('widget, all of a chat with pictures, gzip', chat, 30),
        { what: 'the same with the secret guard', unit: 'kB', ours: chat + guard },
        size('desk, first load, gzip', sum(['desk/index.html', ...fetched]), 250),
    ];
}

export async function measure() {
    const own = new Ombud();
    const running = new Ombud();
    try {
        await running.start();
        const quoted = (text) => `'${text.replace(/['\\]/g, '\\$&')}'`;
        const { PGHOST: folder } = running.database;
        const beside = new Ombud({ OMBUD_DATABASE_URL: `host=${quoted(folder)} user=ombud dbname=ombud`, OMBUD_DATABASE_OWNER_URL: `host=${quoted(folder)} user=ombud_owner dbname=ombud` });
        try {
            await seconds(own);   // makes the cluster
            await seconds(beside);
            const found = await interleaved({ own: () => seconds(own), beside: () => seconds(beside) });
            return [
                { what: 'start with its own database, to the first byte', unit: 's', ours: found.own.took, goal: atMost(3, 's') },
                { what: 'start beside a running database', unit: 's', ours: found.beside.took, goal: atMost(1, 's') },
                ...sizes(),
            ];
        } finally {
            await beside.remove();
        }
    } finally {
        for (const each of [own, running]) await each.remove();
    }
}
