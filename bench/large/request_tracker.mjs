// Request Tracker 5 as Debian packages it: its own PostgreSQL in a folder of its own, filled by SQL with as many tickets of ten transactions each, its
// standalone server with four workers, asked through its REST 2 interface by somebody who is signed in.
// What differs from ours: its words lie in clear; PostgreSQL's own text search indexes them, which finds no word inside Chinese text; its tickets have
// no customers; its server may use every core.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { dataFolder, end, freePort, listening, outputOf, program, sleep, start } from '../support.mjs';

const home = '/usr/share/request-tracker5', texts = 20_000, transactions = 10;
const asDatabase = (command) => (process.getuid() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', ...command] : command);

// `tickets` of them; each begins, is answered and noted, and four of five are resolved. Word for word as RT's own code stores it, except that nobody is told.
const filling = (tickets) => `
SET synchronous_commit = off;
CREATE TEMP TABLE ids AS SELECT (SELECT coalesce(max(id), 0) FROM tickets) AS ticket, (SELECT coalesce(max(id), 0) FROM transactions) AS transaction,
    (SELECT max(id) FROM principals) AS principal, (SELECT id FROM users WHERE name = 'root') AS root, (SELECT id FROM queues WHERE name = 'General') AS queue;
INSERT INTO tickets (id, effectiveid, queue, type, owner, subject, status, lastupdatedby, lastupdated, creator, created, started, resolved)
SELECT ticket + n, ticket + n, queue, 'ticket', root, left(t.text, 60), CASE WHEN n > ${tickets} * 0.98 THEN 'open' ELSE 'resolved' END, root, at, root, at, at, at
FROM ids, generate_series(1, ${tickets}) n JOIN texts t ON t.id = 1 + n % ${texts}, LATERAL (SELECT date_trunc('second', now()::timestamp - interval '730 days' * (1 - n / ${tickets}.0)) AS at) dated;
INSERT INTO groups (id, name, domain, instance, creator, created, lastupdatedby, lastupdated)
SELECT principal + (n - 1) * 4 + r.place, r.name, 'RT::Ticket-Role', ticket + n, root, date_trunc('second', now()), root, date_trunc('second', now())
FROM ids, generate_series(1, ${tickets}) n, (VALUES (1, 'Owner'), (2, 'Requestor'), (3, 'Cc'), (4, 'AdminCc')) r (place, name);
INSERT INTO principals (id, principaltype, disabled) SELECT principal + n, 'Group', 0 FROM ids, generate_series(1, 4 * ${tickets}) n;
INSERT INTO groupmembers (groupid, memberid) SELECT principal + (n - 1) * 4 + place, root FROM ids, generate_series(1, ${tickets}) n, generate_series(1, 2) place;
INSERT INTO cachedgroupmembers (groupid, memberid, via, immediateparentid, disabled)
SELECT principal + (n - 1) * 4 + place, root, 0, principal + (n - 1) * 4 + place, 0 FROM ids, generate_series(1, ${tickets}) n, generate_series(1, 2) place;
INSERT INTO transactions (id, objecttype, objectid, type, creator, created)
SELECT transaction + (n - 1) * ${transactions} + m, 'RT::Ticket', ticket + n, CASE m WHEN 1 THEN 'Create' WHEN 5 THEN 'Comment' ELSE 'Correspond' END, root, date_trunc('second', now())
FROM ids, generate_series(1, ${tickets}) n, generate_series(1, ${transactions}) m;
INSERT INTO attachments (transactionid, parent, subject, contenttype, contentencoding, content, headers, creator, created)
SELECT transaction + n, 0, '', 'text/plain', 'none', t.text || CASE WHEN n % 30 = 0 THEN ' WD-' || (1000000 + n / 10) ELSE '' END, 'Content-Type: text/plain; charset=utf-8', root, date_trunc('second', now())
FROM ids, generate_series(1, ${tickets * transactions}) n JOIN texts t ON t.id = 1 + (n * 7919::bigint) % ${texts};
INSERT INTO attachmentsindex (id, contentindex) SELECT id, to_tsvector(content) FROM attachments WHERE contenttype = 'text/plain' AND content IS NOT NULL
    AND id NOT IN (SELECT id FROM attachmentsindex);
ANALYZE;
SELECT setval('tickets_id_seq', (SELECT max(id) FROM tickets)), setval('transactions_id_seq', (SELECT max(id) FROM transactions)),
    setval('principals_id_seq', (SELECT max(id) FROM principals)), setval('groups_id_seq', (SELECT max(id) FROM groups));
`;

const settings = (folder, port) => `
Set($rtname, 'bench'); Set($Organization, 'bench.test'); Set($WebDomain, '127.0.0.1'); Set($WebPort, ${port}); Set($WebPath, '');
Set($DatabaseType, 'Pg'); Set($DatabaseHost, '${folder}'); Set($DatabasePort, ''); Set($DatabaseName, 'rt5'); Set($DatabaseUser, 'rt'); Set($DatabasePassword, 'rt');
Set($DatabaseAdmin, 'postgres'); Set($LogToSyslog, undef); Set($LogToSTDERR, 'critical'); Set($MailCommand, 'testfile');
Set(%FullTextSearch, Enable => 1, Indexed => 1, Column => 'ContentIndex', Table => 'AttachmentsIndex');
Set($MasonDataDir, '${folder}/mason'); Set($WebSessionClass, 'Apache::Session::File'); Set($MasonSessionDir, '${folder}/sessions');
1;
`;

export class RequestTracker {
    folder = dataFolder();
    lanes = Array.from({ length: 4 }, () => new http.Agent({ keepAlive: true, maxSockets: 1 }));

    #sql(text) {
        execFileSync('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-h', this.folder, '-U', 'postgres', '-d', 'rt5', '-o', '/dev/null'], { input: text, stdio: ['pipe', 'ignore', 'inherit'], maxBuffer: 2 ** 28 });
    }

    static isHere() {
        return existsSync(path.join(home, 'libexec/rt-server'));
    }

    async start() {
        const cluster = path.join(this.folder, 'postgres'), bin = execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim();
        for (const each of ['postgres', 'mason', 'sessions', 'more']) mkdirSync(path.join(this.folder, each));
        if (process.getuid() === 0) execFileSync('chown', ['postgres:', this.folder, cluster]);
        const [initdb, ...words] = asDatabase([`${bin}/initdb`, '-D', cluster, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8']);
        execFileSync(initdb, words, { stdio: 'ignore', cwd: '/' });
        // As our own private cluster is set.
        this.database = start(undefined, asDatabase([`${bin}/postgres`, '-D', cluster, '-k', this.folder, '-c', 'listen_addresses=', '-c', 'shared_buffers=128MB', '-c', 'jit=off']), { stdio: 'ignore', cwd: '/' });
        while (!existsSync(path.join(this.folder, '.s.PGSQL.5432.lock')) || !existsSync(path.join(cluster, 'postmaster.pid'))) await sleep(50);
        await sleep(1000);
        this.port = await freePort();
        const site = path.join(this.folder, 'site.pm');
        writeFileSync(site, settings(this.folder, this.port));
        this.env = { ...process.env, RT_SITE_CONFIG: site, RT_SITE_CONFIG_DIR: path.join(this.folder, 'more') };
        const quietly = { env: this.env, stdio: 'ignore' };
        execFileSync('rt-setup-database-5', ['--action', 'init', '--dba', 'postgres', '--dba-password', 'none'], quietly);
        execFileSync('rt-setup-fulltext-index-5', ['--dba', 'postgres', '--dba-password', 'none', '--noask', '--table', 'AttachmentsIndex', '--column', 'ContentIndex', '--index-type', 'GIN'], quietly);
    }

    async fill(tickets) {
        const talk = await outputOf(undefined, [program('bench_fill'), '--texts', String(texts)]);
        this.#sql(`CREATE TABLE texts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text);\nCOPY texts (text) FROM stdin;\n${talk}\\.\n`);
        this.#sql(filling(tickets));
    }

    async serve() {
        this.server = start(undefined, ['perl', path.join(home, 'libexec/rt-server'), '--server', 'Starlet', '--host', '127.0.0.1', '--port', String(this.port), '--max-workers', '4'], { env: this.env, stdio: 'ignore' });
        await listening(this.port, this.server);
        const entered = await this.#ask('POST', '/NoAuth/Login.html', 0, 'user=root&pass=password');
        this.cookie = entered.headers['set-cookie'].map((each) => each.split(';')[0]).join('; ');
    }

    #ask(method, target, lane, form) {
        return new Promise((resolve, reject) => {
            const headers = { ...(this.cookie ? { Cookie: this.cookie } : {}), ...(form ? { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': form.length } : {}) };
            const sent = http.request({ host: '127.0.0.1', port: this.port, method, path: target, agent: this.lanes[lane], headers });
            sent.on('error', reject).on('response', (answer) => {
                const chunks = [];
                answer.on('data', (chunk) => chunks.push(chunk)).on('error', reject).on('end', () => {
                    if (answer.statusCode >= 400) reject(new Error(`${target}: ${answer.statusCode} ${Buffer.concat(chunks)}`));
                    else resolve({ headers: answer.headers, text: Buffer.concat(chunks).toString() });
                });
            });
            sent.end(form);
        });
    }

    // The same questions as ours, as near as its interface has them.
    async measure(tickets, questions, timed) {
        await this.start();
        await this.fill(tickets);
        await this.serve();
        const get = async (target, lane) => JSON.parse((await this.#ask('GET', `/REST/2.0${target}`, lane)).text);
        const list = (query, more = '') => `/tickets?query=${encodeURIComponent(query)}&per_page=50&fields=Subject,Status,Owner,LastUpdated${more}`;
        const { total } = await get(list(`Status = 'open'`), 0);
        assert.ok(total > 0, 'the peer was not filled');
        const inbox = await timed(200, (number, lane) => get(list(number % 2 === 0 ? `Status = 'open'` : `Status = 'resolved'`, '&orderby=LastUpdated&order=DESC'), lane));
        const open = await timed(200, async (number, lane) => {
            const id = 1 + number * 7919 % tickets;
            await get(`/ticket/${id}`, lane);
            await get(`/ticket/${id}/attachments?per_page=50&fields=Creator,Created,Content`, lane);
        });
        const search = await timed(100, (number, lane) => get(list(`Content LIKE '${questions(number)}'`), lane));
        return { inbox, open, search };
    }

    async end() {
        for (const lane of this.lanes) lane.destroy();
        if (this.server) await end(this.server);
        if (this.database) {
            this.database.kill('SIGINT');
            await this.database.ended;
        }
        rmSync(this.folder, { recursive: true, force: true });
    }
}
