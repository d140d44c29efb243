// What stands beside Postfix on a real mail server: opendkim signs what leaves and judges what comes, rspamd scores it. Keys come from a file, not from DNS.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { giveToService, serviceUser } from './mail-server.mjs';
import { eventually, freePort } from '../scenarios/support.mjs';

export const authserv = 'mx.exchange.test';
const at = '127.0.0.1', selector = 's1';

const listens = (port) => new Promise((resolve) => {
    const socket = connect(port, at, () => resolve(true) ?? socket.destroy());
    socket.on('error', () => resolve(false));
});

export class MailFilters {
    #running = [];

    // `ours` is the domain that is signed for; `others` are domains whose keys the world knows.
    static async start({ ours, others }) {
        const filters = new MailFilters();
        filters.folder = mkdtempSync(path.join(tmpdir(), 'ombud-filters-'));
        chmodSync(filters.folder, 0o755);
        try {
            await filters.openDkim(ours, [ours, ...others]);
            await filters.openRspamd();
        } catch (error) {
            await filters.end();
            throw error;
        }
        return filters;
    }

    file(name) {
        return path.join(this.folder, name);
    }
    // For nodemailer: who signs as `domain`.
    signature(domain) {
        return { domainName: domain, keySelector: selector, privateKey: readFileSync(this.file(`${domain}.key`), 'utf8') };
    }
    // For main.cf: both are asked, in this order, and nothing passes while one is away.
    get settings() {
        return `smtpd_milters = inet:${at}:${this.dkimPort}, inet:${at}:${this.rspamdPort}\nmilter_default_action = tempfail\n`;
    }

    async openDkim(ours, domains) {
        const keys = domains.map((domain) => {
            const key = execFileSync('openssl', ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'], { stdio: ['ignore', 'pipe', 'ignore'] });
            writeFileSync(this.file(`${domain}.key`), key, { mode: 0o600 });
            giveToService(this.file(`${domain}.key`));
            const known = execFileSync('openssl', ['pkey', '-pubout', '-outform', 'DER'], { input: key });
            return `${selector}._domainkey.${domain} v=DKIM1; k=rsa; p=${known.toString('base64')}\n`;
        });
        writeFileSync(this.file('keys'), keys.join(''));
        this.dkimPort = await freePort();
        // 127.0.0.1 is the world here; ours is whoever signs in.
        writeFileSync(this.file('opendkim.conf'), `Mode sv
Background no
Syslog yes
Socket inet:${this.dkimPort}@${at}
UserID ${serviceUser.user}:${serviceUser.group}
AuthservID ${authserv}
RemoveARFrom ${authserv}
RemoveARAll yes
AlwaysAddARHeader yes
InternalHosts 192.0.2.1
Domain ${ours}
Selector ${selector}
KeyFile ${this.file(`${ours}.key`)}
RequireSafeKeys no
Canonicalization relaxed/relaxed
TestDNSData file:${this.file('keys')}
`);
        await this.#run('opendkim', ['-f', '-x', this.file('opendkim.conf')], this.dkimPort);
    }

    async openRspamd() {
        this.rspamdPort = await freePort();
        mkdirSync(this.file('rspamd'));
        giveToService(this.file('rspamd'));
        writeFileSync(this.file('rspamd.conf'), `options {
    pidfile = "${this.file('rspamd/pid')}";
    dns { nameserver = ["${at}:1"]; timeout = 0.1s; retransmits = 1; }
    enable_test_patterns = true;   # as 3.4 calls it
    gtube_patterns = "all";        # and later ones
    filters = "";
    tempdir = "${this.file('rspamd')}";
}
logging { type = "file"; filename = "${this.file('rspamd/log')}"; level = "warning"; }
worker "rspamd_proxy" {
    bind_socket = "${at}:${this.rspamdPort}";
    milter = yes;
    count = 1;
    spam_header = "X-Spam";
    upstream "local" { default = yes; self_scan = yes; }
}
modules { path = "/usr/share/rspamd/plugins/milter_headers.lua"; }
milter_headers { use = ["x-spamd-result"]; skip_local = false; skip_authenticated = false; }
actions { reject = 15; add_header = 6; greylist = null; }
`);
        await this.#run('rspamd', ['-f', '-u', serviceUser.user, '-g', serviceUser.group, '-c', this.file('rspamd.conf'), `--var=DBDIR=${this.file('rspamd')}`, `--var=RUNDIR=${this.file('rspamd')}`], this.rspamdPort);
    }

    async #run(command, words, port) {
        const child = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'] });
        const ended = once(child, 'exit');
        let complaint = '';
        child.stderr.on('data', (chunk) => (complaint += chunk));
        child.on('error', (error) => (complaint += error));
        this.#running.push({ child, ended });
        await eventually(async () => {
            if (child.exitCode !== null || child.pid === undefined) throw new Error(`${command} ended: ${complaint} ${existsSync(this.file('rspamd/log')) ? readFileSync(this.file('rspamd/log'), 'utf8').slice(-2000) : ''}`);
            return listens(port);
        }, command, 60_000);
    }

    async end() {
        for (const { child, ended } of this.#running) {
            if (child.exitCode !== null || child.pid === undefined) continue;
            child.kill('SIGTERM');
            await ended;
        }
        rmSync(this.folder, { recursive: true, force: true });
    }
}
