// A mailbox with 10,000 letters that nobody fetched: how fast the program drains it, what memory it takes meanwhile, and whether the chat feels it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { letters } from './letters/corpus.mjs';
import { Mailbox } from './mailbox.mjs';
import { atMost, dataFolder, end, load, medians, Ombud, ratioAtMost, residentMegabytes, rounds, sleep } from './support.mjs';

const count = 10_000;
const posters = 8;
const patience = 1_800_000;

const highestMegabytes = (pid) => Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

export async function measure() {
    const folder = dataFolder();
    const mailbox = new Mailbox(folder, letters(count));
    const config = path.join(folder, 'ombud.toml');
    writeFileSync(config, await mailbox.settings());
    const ombud = new Ombud({}, ['--config', config]);
    try {
        await ombud.start();
        await ombud.people(1024);
        const post = () => load('ombud', ombud.port, 'post', { people: ombud.peopleFile, seconds: 3, posters });
        const number = (where) => Number(execFileSync('psql', ['-Atqd', 'ombud', '-c', `SELECT count(*) FROM received_letters ${where}`], { encoding: 'utf8', env: { ...process.env, ...ombud.database } }));
        const done = () => number("WHERE state <> 'waiting'");
        const until = async (reached, what) => {
            for (const began = Date.now(); !reached(); await sleep(250)) assert.ok(Date.now() - began < patience, `waited for ${what} in vain: ${done()} letters are read`);
        };
        await post();
        ombud.gatherStatistics();
        const several = async () => {
            const found = [];
            for (let round = 0; round < rounds; ++round) found.push(await post());
            return found;
        };
        const idleBefore = await several();

        const before = residentMegabytes(ombud.pid);
        writeFileSync(`/proc/${ombud.pid}/clear_refs`, '5');   // from here on the highest counts
        await mailbox.open();
        await until(() => done() > 0, 'the first letter');
        const draining = await several();
        assert.ok(done() < count, 'the mailbox was drained before the chat was measured');
        const [began, already] = [performance.now(), done()];
        await until(() => done() >= count, 'the last letter');
        const perSecond = ((count - already) * 1000) / (performance.now() - began);
        const read = number("WHERE state = 'read'");
        assert.equal(read, count, `${count - read} letters did not become entries`);
        const highest = highestMegabytes(ombud.pid);
        // Once more: nothing can take turns with a mailbox that is drained once, and where these differ from the first the machine was not quiet.
        const idleAfter = await several();
        const [early, late] = [medians(idleBefore), medians(idleAfter)];
        const busy = medians(draining);
        const idle = early.p99_ms < late.p99_ms ? early : late;   // the quieter one: what the machine did besides is no excuse
        const p99s = `${early.p99_ms.toFixed(1)} ms before, ${late.p99_ms.toFixed(1)} ms after`;
        return [
            { what: `letters drained from Dovecot, ${count.toLocaleString('en')} waiting, nobody chatting`, unit: '/s', ours: perSecond },
            { what: `memory gained at most meanwhile (${before.toFixed(0)} MiB before)`, unit: 'MiB', ours: highest - before, goal: atMost(64, 'MiB') },
            { what: `p99 of an entry, ${posters} posters, while it drains`, unit: 'ms', ours: busy.p99_ms, peerName: `no letter waits: ${p99s}`, peer: idle.p99_ms, goal: ratioAtMost(2) },
            { what: 'p50 of the same', unit: 'ms', ours: busy.p50_ms, peerName: 'no letter waits', peer: idle.p50_ms },
            { what: 'entries stored, the same', unit: '/s', ours: busy.per_second, peerName: 'no letter waits', peer: idle.per_second },
        ];
    } finally {
        await ombud.remove();
        if (mailbox.process) await end(mailbox.process);
        rmSync(folder, { recursive: true, force: true });
    }
}
