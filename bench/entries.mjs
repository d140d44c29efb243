// Storing: entries posted over HTTP to conversations that somebody listens to, fsync on, beside pgbench's single-row inserts.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { atMost, interleaved, load, loadCore, Ombud, outputOf, ratioAtLeast, ratioAtMost, scratch } from './support.mjs';

const seconds = 3;
const people = 1024;   // so many that none posts faster than the house lets one person post

// The plainest table that could hold a chat, in a database of its own of the very same cluster.
const schema = `CREATE TABLE messages (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, conversation_id uuid NOT NULL, author_id uuid NOT NULL,
    body text NOT NULL, posted_at timestamptz NOT NULL)`;
const insert = `INSERT INTO messages (conversation_id, author_id, body, posted_at)
    VALUES ('01890a5d-ac96-774b-bcce-b302099a8057', '01890a5d-ac96-774b-bcce-b302099a8058', repeat('x', 128), now());\n`;

async function pgbench(environment, script, clients) {
    const folder = execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim();
    const command = [path.join(folder, 'pgbench'), '-n', '-M', 'prepared', '-f', script, '-c', clients, '-j', 1, '-T', seconds, 'bench'].map(String);
    const said = await outputOf(loadCore, command, { env: { ...process.env, ...environment } });
    return { perSecond: Number(/tps = ([\d.]+)/.exec(said)[1]), milliseconds: Number(/latency average = ([\d.]+)/.exec(said)[1]) };
}

export async function measure() {
    const ombud = new Ombud();
    try {
        await ombud.start();
        await ombud.people(people);
        const env = { ...process.env, ...ombud.database };
        execFileSync('psql', ['-q', '-d', 'postgres', '-c', 'CREATE DATABASE bench'], { env });
        execFileSync('psql', ['-q', '-d', 'bench', '-c', schema], { env });
        const script = path.join(scratch, 'insert.sql');
        writeFileSync(script, insert);

        const options = { people: ombud.peopleFile, seconds };
        const post = (posters) => load('ombud', ombud.port, 'post', { ...options, posters });
        const ask = (posters) => load('ombud', ombud.port, 'post', { ...options, posters, path: '/api/v1/waiting' });
        await post(64);
        ombud.gatherStatistics();
        const contenders = {};
        for (const posters of [1, 64, 256]) contenders[`post${posters}`] = () => post(posters);
        for (const posters of [64, 256]) contenders[`ask${posters}`] = () => ask(posters);
        for (const clients of [1, 8, 32]) contenders[`pgbench${clients}`] = () => pgbench(ombud.database, script, clients);
        const found = await interleaved(contenders);

        // What is left of an entry's time when what the same number of requests cost that store nothing is taken off.
        const withoutHttp = (posters) => 1 / (1 / found[`post${posters}`].per_second - 1 / found[`ask${posters}`].per_second);
        const rate = (posters, clients, goal) => ({
            what: `entries stored, ${posters} posters`, unit: '/s', ours: found[`post${posters}`].per_second,
            peerName: `pgbench -c${clients} -j1`, peer: found[`pgbench${clients}`].perSecond, goal,
        });
        const bare = (posters, clients, goal) => ({ ...rate(posters, clients, goal), what: `the same less its HTTP cost`, ours: withoutHttp(posters) });
        const http = (posters) => ({ what: `HTTP alone: an answer from memory, ${posters} at once`, unit: '/s', ours: found[`ask${posters}`].per_second });
        const times = (posters, goal) => ({ what: `p99 of an entry, ${posters} posters (p50 ${found[`post${posters}`].p50_ms.toFixed(2)} ms)`, unit: 'ms', ours: found[`post${posters}`].p99_ms, goal });
        return [
            { what: 'p50 of an entry, one poster', unit: 'ms', ours: found.post1.p50_ms, peerName: 'pgbench -c1', peer: found.pgbench1.milliseconds, goal: ratioAtMost(1.5) },
            times(1),
            rate(64, 8, ratioAtLeast(3)),
            bare(64, 8),
            times(64, atMost(5, 'ms')),
            http(64),
            rate(256, 32),
            bare(256, 32, ratioAtLeast(4)),
            times(256),
            http(256),
        ];
    } finally {
        await ombud.remove();
    }
}
