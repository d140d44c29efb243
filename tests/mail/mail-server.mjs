// A mail house of the test's own: Postfix takes letters by submission (STARTTLS, SASL of Dovecot), Dovecot keeps them and shows them over IMAP.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { ImapFlow } from 'imapflow';
import { eventually, freePort, Program } from '../scenarios/support.mjs';

// Whoever a mail server's pipe runs as: never root, never the mail server's own user.
export const serviceUser = { user: 'nobody', group: 'nogroup' };

const at = '127.0.0.1';
const secret = 'of every mailbox';
const key = ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
const run = (command, ...words) => execFileSync(command, words, { encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'pipe'] });
const processOf = (file) => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0);
const isAlive = (pid) => pid > 0 && existsSync(`/proc/${pid}`);

// Before anything else: better a clear word than a test that passes because it did nothing.
export function requireRoot() {
    assert.equal(process.getuid(), 0, 'this starts Postfix and Dovecot, which only root can: please run the scenarios as root');
}

// A command in `folder` that runs ombud as the service that it is on a real machine: Postfix's pipe may not be root, and must read what it reads.
export function commandOfService(folder) {
    const asService = ['--reuid', serviceUser.user, '--regid', serviceUser.group, '--clear-groups'];
    let executable = Program.executable;
    if (spawnSync('setpriv', [...asService, 'test', '-x', executable]).status !== 0) {   // below a folder that is root's alone
        for (const name of ['ombud', 'ombud-pictures']) copyFileSync(path.join(path.dirname(Program.executable), name), path.join(folder, name));
        executable = path.join(folder, 'ombud');
    }
    const command = path.join(folder, 'as-service');
    writeFileSync(command, `#!/bin/sh\n[ "$(id -u)" = 0 ] || exec "${executable}" "$@"\nexec setpriv ${asService.join(' ')} "${executable}" "$@"\n`);
    chmodSync(command, 0o755);
    return command;
}

export function giveToService(file) {
    run('chown', `${serviceUser.user}:${serviceUser.group}`, file);
}

// A file that the service alone may read.
export function secretFile(folder, name, secret) {
    const file = path.join(folder, name);
    writeFileSync(file, `${secret}\n`, { mode: 0o600 });
    giveToService(file);
    return file;
}

// A certificate authority; the PEM file that vouches for what it signs.
export function makeAuthority(folder, name) {
    const file = (end) => path.join(folder, `${name}.${end}`);
    run('openssl', 'req', '-x509', '-newkey', ...key, '-nodes', '-days', '2', '-subj', `/CN=${name}`, '-keyout', file('key'), '-out', file('pem'));
    return file('pem');
}

function makeCertificate(folder, authority) {
    const file = (name) => path.join(folder, name);
    run('openssl', 'req', '-new', '-newkey', ...key, '-nodes', '-subj', '/CN=localhost', '-keyout', file('server.key'), '-out', file('server.csr'));
    writeFileSync(file('server.ext'), 'subjectAltName = DNS:localhost\nbasicConstraints = CA:FALSE\n');
    run('openssl', 'x509', '-req', '-days', '2', '-in', file('server.csr'), '-CA', authority, '-CAkey', authority.replace(/pem$/, 'key'),
        '-CAcreateserial', '-extfile', file('server.ext'), '-out', file('server.pem'));
}

// Whether a server greets there, or takes a connection where it waits for TLS.
async function answers(port, waits = false) {
    const socket = connect(port, at);
    const greeted = () => Promise.race([once(socket, 'data').then(() => true, () => false), once(socket, 'close').then(() => false, () => false)]);
    const answer = await (waits ? once(socket, 'connect').then(() => true, () => false) : greeted());
    socket.destroy();
    return answer;
}

export class MailServer {
    user = 'letters';
    password = 'submission-secret-of-the-house';
    mailboxPassword = secret;

    // `mailboxes` are addresses; `bounces` is one whose letters, with any +extension, go to the standard input of `command`, so many `atOnce`; what is
    // for `unreachable` is taken and then refused by the next server, what is for `unheard` taken and thrown away; `settings` are more lines of
    // main.cf. Who sends signs in at `port`; the world comes by `mxPort`.
    static async start({ mailboxes, bounces, command, atOnce = 1, unreachable = 'unreachable.test', unheard = 'unheard.test', settings = '' }) {
        const server = new MailServer();
        Object.assign(server, { mailboxes, bounces, command, atOnce, unreachable, unheard, settings });
        server.folder = mkdtempSync(path.join(tmpdir(), 'ombud-mail-'));
        chmodSync(server.folder, 0o755);
        server.stopHard = server.stopHard.bind(server);
        process.on('exit', server.stopHard);
        for (const name of ['port', 'imapPort', 'hopPort', 'mxPort']) server[name] = await freePort();
        try {
            server.authorities = makeAuthority(server.folder, 'authority');
            makeCertificate(server.folder, server.authorities);
            server.configureDovecot();
            await server.openMailboxes();
            server.configurePostfix();
            await server.open();
        } catch (error) {
            await server.end();
            throw error;
        }
        return server;
    }

    file(name) {
        return path.join(this.folder, name);
    }

    // Dovecot ----------------------------------------------------------------------------------------------------------------

    configureDovecot() {
        const accounts = [[this.user, this.password], ...this.mailboxes.map((address) => [address, secret])];
        writeFileSync(this.file('accounts'), accounts.map(([name, password]) => `${name}:{PLAIN}${password}\n`).join(''));
        mkdirSync(this.file('mail'));
        giveToService(this.file('mail'));
        // From 2.4 the file begins with the version it is written for, and some settings have other names.
        const [version, major, minor] = /^(\d+)\.(\d+)/.exec(run('dovecot', '--version'));
        const fresh = Number(major) > 2 || Number(minor) >= 4;
        writeFileSync(this.file('dovecot.conf'), `${fresh ? `dovecot_config_version = ${version}.0\ndovecot_storage_version = ${version}.0` : ''}
base_dir = ${this.file('dovecot')}
state_dir = ${this.file('dovecot')}
log_path = ${this.file('dovecot.log')}
protocols = imap lmtp
first_valid_uid = 1
ssl = required
auth_mechanisms = plain login
${fresh ? this.mailboxesOf24() : this.mailboxesOf23()}
service imap-login {
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    ${fresh ? 'listen' : 'address'} = ${at}
    port = ${this.imapPort}
    ssl = yes
  }
}
service auth {
  unix_listener ${this.file('auth')} {
    mode = 0666
  }
}
service lmtp {
  unix_listener ${this.file('lmtp')} {
    mode = 0666
  }
}
`);
    }

    async openMailboxes() {
        // A group of its own, so that a kill takes all of it.
        this.dovecot = spawn('dovecot', ['-F', '-c', this.file('dovecot.conf')], { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
        this.dovecotEnded = once(this.dovecot, 'exit');
        const complaint = text(this.dovecot.stderr);
        await eventually(async () => {
            if (this.dovecot.exitCode !== null) throw new Error(`Dovecot ended: ${await complaint}`);
            return existsSync(this.file('auth')) && existsSync(this.file('lmtp')) && (await answers(this.imapPort, true));
        }, 'Dovecot');
    }
    // As when the machine loses its power.
    async killMailboxes() {
        process.kill(-this.dovecot.pid, 'SIGKILL');
        await this.dovecotEnded;
    }

    // Puts letters where Dovecot finds them, as if they had lain there since `at`.
    put(address, letters, at = new Date()) {
        const folder = path.join(this.file('mail'), address);
        const { user } = serviceUser, owner = [Number(run('id', '-u', user)), Number(run('id', '-g', user))];
        for (const part of ['', 'cur', 'new', 'tmp']) {
            mkdirSync(path.join(folder, part), { recursive: true });
            chownSync(path.join(folder, part), ...owner);
        }
        for (const letter of letters) {
            const name = `${Math.floor(at / 1000)}.${String(++this.puts).padStart(6, '0')}.house`;
            const draft = path.join(folder, 'tmp', name);
            writeFileSync(draft, letter);
            chownSync(draft, ...owner);
            utimesSync(draft, at, at);
            renameSync(draft, path.join(folder, 'new', name));
        }
    }
    puts = 0;

    // Work in a mailbox as somebody's mail program does it.
    async within(address, work) {
        const client = new ImapFlow({
            host: 'localhost', port: this.imapPort, secure: true, tls: { ca: readFileSync(this.authorities) }, auth: { user: address, pass: secret }, logger: false,
        });
        await client.connect();
        try {
            return await work(client);
        } finally {
            await client.logout();
        }
    }

    mailboxesOf23() {
        const { user, group } = serviceUser;
        return `ssl_cert = <${this.file('server.pem')}
ssl_key = <${this.file('server.key')}
mail_location = maildir:${this.file('mail')}/%u
passdb {
  driver = passwd-file
  args = ${this.file('accounts')}
}
userdb {
  driver = static
  args = uid=${user} gid=${group} home=${this.file('mail')}/%u
}`;
    }

    mailboxesOf24() {
        const { user, group } = serviceUser;
        return `ssl_server_cert_file = ${this.file('server.pem')}
ssl_server_key_file = ${this.file('server.key')}
mail_driver = maildir
mail_path = ${this.file('mail')}/%{user}
passdb passwd-file {
  passwd_file_path = ${this.file('accounts')}
}
userdb static {
  fields {
    uid = ${user}
    gid = ${group}
    home = ${this.file('mail')}/%{user}
  }
}`;
    }

    // Every letter of a mailbox, the oldest first, as a mail program shows it.
    letters(address) {
        return this.within(address, async (client) => {
            const { exists } = await client.mailboxOpen('INBOX');
            const found = exists ? await client.fetchAll('1:*', { envelope: true, bodyStructure: true, headers: true }) : [];
            const letters = [];
            for (const { seq, envelope, bodyStructure, headers } of found) {
                const parts = {};
                for (const { part, type } of bodyStructure.childNodes ?? []) parts[type] = await text((await client.download(String(seq), part)).content);
                letters.push({ ...envelope, headers: readHeaders(headers.toString()), type: bodyStructure.type, parts });
            }
            return letters;
        });
    }

    // What each letter of a mailbox is marked with.
    flags(address) {
        return this.within(address, async (client) => {
            await client.mailboxOpen('INBOX', { readOnly: true });
            return (await client.fetchAll('1:*', { flags: true })).map(({ flags }) => [...flags].filter((flag) => flag !== '\\Recent').join(' '));
        });
    }

    // Postfix ----------------------------------------------------------------------------------------------------------------

    configurePostfix() {
        for (const name of ['postfix', 'queue']) mkdirSync(this.file(name));
        const domains = [...new Set([...this.mailboxes, this.bounces].map((address) => address.split('@')[1]))];
        writeFileSync(this.file('postfix/mailboxes'), [...this.mailboxes, this.bounces].map((address) => `${address} here\n`).join(''));
        writeFileSync(this.file('postfix/ways'), `${this.bounces} bounces:\n${this.unreachable} far:[${at}]:${this.hopPort}\n${this.unheard} discard:\n`);
        writeFileSync(this.file('postfix/main.cf'), `compatibility_level = 3.6
queue_directory = ${this.file('queue')}
data_directory = ${this.file('postfix-data')}
maillog_file = ${this.file('postfix.log')}
maillog_file_prefixes = ${this.folder}
inet_interfaces = ${at}
inet_protocols = ipv4
myhostname = mail.house.test
mydestination =
mynetworks = ${at}/32
alias_maps =
alias_database =
local_recipient_maps =
recipient_delimiter = +
virtual_mailbox_domains = ${domains.join(' ')}
virtual_mailbox_maps = texthash:${this.file('postfix/mailboxes')}
virtual_transport = lmtp:unix:${this.file('lmtp')}
transport_maps = texthash:${this.file('postfix/ways')}
smtp_host_lookup = native
minimal_backoff_time = 600s
notify_classes =
${this.settings}`);
        const refusal = `check_recipient_access inline:{ {${this.unreachable} = 550 5.1.1 nobody of that name} }, reject`;
        writeFileSync(this.file('postfix/master.cf'), `${at}:${this.port} inet n - n - - smtpd
  -o syslog_name=postfix/submission
  -o smtpd_tls_security_level=encrypt
  -o smtpd_tls_cert_file=${this.file('server.pem')}
  -o smtpd_tls_key_file=${this.file('server.key')}
  -o smtpd_tls_auth_only=yes
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_sasl_type=dovecot
  -o smtpd_sasl_path=${this.file('auth')}
  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject
${at}:${this.mxPort} inet n - n - - smtpd
  -o syslog_name=postfix/mx
${at}:${this.hopPort} inet n - n - - smtpd
  -o syslog_name=postfix/hop
  -o smtpd_milters=
  -o { smtpd_recipient_restrictions = ${refusal} }
far unix - - n - - smtp
discard unix - - n - - discard
bounces unix - n n - ${this.atOnce} pipe
  user=${serviceUser.user}:${serviceUser.group} argv=${this.command.join(' ')}
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
showq unix n - n - - showq
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`);
    }

    postfix(...words) {
        return run('postfix', '-c', this.file('postfix'), ...words);
    }
    async open() {
        try {
            this.postfix('start');
            await eventually(() => answers(this.port), 'Postfix');
        } catch (error) {
            throw new Error(`Postfix does not start: ${error.stderr ?? error} ${this.log.slice(-2000)}`);
        }
    }
    // Nobody answers there any more; what is in the queue stays.
    async close() {
        this.postfix('stop');
        await eventually(() => !isAlive(this.master), 'the end of Postfix');
    }
    // What is for `unreachable` waits in the queue, or no longer.
    holdUnreachable(held) {
        run('postconf', '-c', this.file('postfix'), '-e', `defer_transports = ${held ? 'far' : ''}`);
        this.postfix('reload');
        if (!held) this.flush();
    }
    // Tries what is in the queue once more.
    flush() {
        this.postfix('flush');
    }
    // Every letter in the queue, with why it is still there.
    queue() {
        return run('postqueue', '-c', this.file('postfix'), '-j').split('\n').filter(Boolean).map(JSON.parse);
    }
    get master() {
        return processOf(this.file('queue/pid/master.pid'));
    }
    get log() {
        return existsSync(this.file('postfix.log')) ? readFileSync(this.file('postfix.log'), 'utf8') : '';
    }

    async end() {
        process.off('exit', this.stopHard);
        if (isAlive(this.master)) await this.close();
        this.dovecot?.kill('SIGTERM');
        await this.dovecotEnded;
        rmSync(this.folder, { recursive: true, force: true });
    }
    // When the test itself ends before its time.
    stopHard() {
        this.dovecot?.kill('SIGTERM');
        if (isAlive(this.master)) process.kill(this.master, 'SIGTERM');
    }
}

// By their names in small letters, each with all its values.
function readHeaders(lines) {
    const headers = new Map();
    for (const line of lines.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
        const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(line) ?? [];
        if (name) headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), value]);
    }
    return headers;
}
