// A PostgreSQL of its own, as it comes, with one table of pages and a GIN index: the peer of the help centre's search.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { articlesOf, fields, flat, terms } from './terms.mjs';

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
const weightOf = { title: 'A', keywords: 'A', asked: 'B', summary: 'B', headings: 'C', body: 'D' };
// Stemmed like English, which leaves Chinese pairs of letters as they are.
const vector = (text) => fields.map((field) => `setweight(to_tsvector('english', ${quoted(terms(text[field]).join(' '))}), '${weightOf[field]}')`).join(' || ');

export class PostgreSQL {
    constructor(folder) {
        this.folder = folder;
        this.as = process.getuid() === 0 ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups']] : ['env', []];
        this.programs = execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim();
        if (process.getuid() === 0) this.folder = '/var/lib/postgresql/ombud-bench-search';
    }

    command(name, ...words) {
        return [this.as[0], [...this.as[1], path.join(this.programs, name), ...words]];
    }

    async start() {
        rmSync(this.folder, { recursive: true, force: true });
        mkdirSync(this.folder, { recursive: true });
        if (process.getuid() === 0) execFileSync('chown', ['postgres:postgres', this.folder]);
        execFileSync(...this.command('initdb', '-D', path.join(this.folder, 'data'), '-E', 'UTF8', '--locale=C.UTF-8', '-A', 'trust', '-U', 'postgres'), { stdio: 'ignore' });
        this.server = spawn(...this.command('postgres', '-D', path.join(this.folder, 'data'), '-k', this.folder, '-c', 'listen_addresses='), { stdio: 'ignore' });
        for (let tries = 0; tries < 200; ++tries) {
            try {
                execFileSync(path.join(this.programs, 'pg_isready'), ['-h', this.folder], { stdio: 'ignore' });
                return this;
            } catch {
                await sleep(50);
            }
        }
        throw new Error('PostgreSQL does not start');
    }

    async stop() {
        this.server.kill('SIGINT');
        await once(this.server, 'exit');
        rmSync(this.folder, { recursive: true, force: true });
    }

    run(script) {
        return execFileSync('psql', ['-h', this.folder, '-U', 'postgres', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1'], { input: script, encoding: 'utf8', maxBuffer: 2 ** 28 });
    }

    search(documents, questions) {
        const began = performance.now();
        this.run(`CREATE TABLE pages (id text, words tsvector); BEGIN;
            ${documents.map((document) => `INSERT INTO pages VALUES (${quoted(document.id)}, ${vector(flat(document))});`).join('\n')}
            COMMIT; CREATE INDEX ON pages USING gin (words); VACUUM ANALYZE pages;`);
        const build = (performance.now() - began) / 1000;
        const lines = this.run(['\\timing on', ...questions.map(({ question }) => {
            const words = terms(question).map((term) => `'${term}'`);
            if (words.length > 0) words[words.length - 1] += ':*';
            const query = `to_tsquery('english', ${quoted(words.join(' | '))})`;
            return `SELECT coalesce(string_agg(id, ' '), '') FROM (SELECT id FROM pages WHERE words @@ ${query} ORDER BY ts_rank(words, ${query}, 1) DESC LIMIT 20) AS found;`;
        })].join('\n')).split('\n');
        const answers = [], times = [];
        for (const line of lines) {
            const time = /^Time: ([\d.]+) ms/.exec(line);
            if (time) times.push(Number(time[1]) * 1000);
            else if (line !== 'Timing is on.' && answers.length === times.length && answers.length < questions.length) answers.push(articlesOf(line.split(' ').filter(Boolean)));
        }
        if (answers.length !== questions.length || times.length !== questions.length) throw new Error('PostgreSQL answered otherwise than it was asked');
        return { answers, times, build };
    }
}
