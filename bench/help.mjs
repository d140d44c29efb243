// The help centre: pages of the running program beside nginx with the same page as a file, and the steps of a guided answer.
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { startNginx, wrk } from './http.mjs';
import { atMost, end, interleaved, median, Ombud, scratch } from './support.mjs';

const compressed = ['Accept-Encoding: gzip'];
const pages = { home: '/en/', article: '/zh-CN/articles/where-is-my-deposit', 'guided answer': '/en/answers/sign-in', status: '/zh-CN/status' };

const fetched = (ombud, target) => new Promise((resolve, reject) => {
    http.get({ host: '127.0.0.1', port: ombud.port, path: target, headers: { 'Accept-Encoding': 'gzip' } }, (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk)).on('error', reject).on('end', () => resolve(Buffer.concat(chunks)));
    }).on('error', reject);
});

// Each run one answer forth and back again, twenty times; from as many networks as no limit on one of them refuses.
async function steps(ombud) {
    const agent = new http.Agent({ keepAlive: true });
    const took = [];
    for (let number = 0; number < 20; ++number) {
        const from = `127.0.4.${number + 1}`;
        const { token } = await ombud.call('POST', '/api/v1/diagnoses', { from, agent, json: { flow: 'deposit', language: 'en', channel: 'site' } });
        const step = async (how, json) => {
            const began = performance.now();
            const { step: { id } } = await ombud.call('POST', `/api/v1/diagnoses/${how}`, { from, agent, json: { token, ...json } });
            if (number > 0) took.push(performance.now() - began);   // the first warms up
            return id;
        };
        for (let turn = 0; turn < 20; ++turn) {
            const next = await step('answer', { step: 'how_far', answer: 'mistake' });
            await step('back', { step: next });
        }
    }
    agent.destroy();
    took.sort((one, other) => one - other);
    return { p50: median(took), p99: took[Math.floor(took.length * 0.99)] };
}

export async function measure() {
    const ombud = new Ombud();
    let nginx;
    try {
        await ombud.start();
        const file = await fetched(ombud, pages.article);
        writeFileSync(path.join(scratch, 'article.html.gz'), file);
        writeFileSync(path.join(scratch, 'article.html'), gunzipSync(file));
        nginx = await startNginx({ '/article.html': scratch });

        const ours = Object.entries(pages).flatMap(([name, target]) => [
            [name, () => wrk(ombud.port, target, compressed)],
            [`${name} alone`, () => wrk(ombud.port, target, compressed, 1)],
        ]);
        const found = await interleaved({
            ...Object.fromEntries(ours),
            nginx: () => wrk(nginx.port, '/article.html', compressed),
            'nginx alone': () => wrk(nginx.port, '/article.html', compressed, 1),
            steps: () => steps(ombud),
        });
        return [
            ...Object.keys(pages).flatMap((name) => [
                { what: `help centre, ${name}, gzip`, unit: '/s', ours: found[name].perSecond, peerName: 'nginx, an article as a file', peer: found.nginx.perSecond,
                    goal: { text: '≥ 10,000 /s', reached: (row) => row.ours >= 10_000 } },
                { what: `help centre, ${name}, one at a time, p50`, unit: 'ms', ours: found[`${name} alone`].p50, peerName: 'nginx, an article as a file', peer: found['nginx alone'].p50,
                    goal: { text: '< 1 ms', reached: (row) => row.ours < 1 } },
            ]),
            { what: 'step of a guided answer, stored, p50', unit: 'ms', ours: found.steps.p50, goal: atMost(5, 'ms') },
            { what: 'step of a guided answer, stored, p99', unit: 'ms', ours: found.steps.p99, goal: atMost(5, 'ms') },
        ];
    } finally {
        if (nginx) await end(nginx.child);
        await ombud.remove();
    }
}
