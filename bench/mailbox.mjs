// A mailbox in Dovecot with letters waiting in it, on loopback, without TLS: only for programs of the same machine.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort, listening, start } from './support.mjs';

const run = (command, ...words) => execFileSync(command, words, { encoding: 'utf8' });

export class Mailbox {
    user = 'support@exchange.test';
    password = 'of-the-bench';

    // In a folder that Dovecot's own users can reach.
    constructor(folder, letters) {
        assert.equal(process.getuid(), 0, 'Dovecot is started by root alone: please run this as root');
        this.folder = folder;
        const owner = [Number(run('id', '-u', 'nobody')), Number(run('id', '-g', 'nobody'))];
        for (const part of ['mail', 'mail/cur', 'mail/new', 'mail/tmp']) {
            mkdirSync(path.join(folder, part), { recursive: true });
            chownSync(path.join(folder, part), ...owner);
        }
        let count = 0;
        for (const letter of letters) {
            const name = `1763888400.${String(++count).padStart(6, '0')}.bench`;
            const draft = path.join(folder, 'mail/tmp', name);
            writeFileSync(draft, letter);
            chownSync(draft, ...owner);
            renameSync(draft, path.join(folder, 'mail/new', name));
        }
        this.count = count;
    }

    async settings() {
        this.port ??= await freePort();
        const file = path.join(this.folder, 'password');
        writeFileSync(file, `${this.password}\n`, { mode: 0o600 });
        return `[mail_in]\naddress = "${this.user}"\nimap_url = "imap://127.0.0.1:${this.port}"\nimap_user = "${this.user}"\nimap_password_file = "${file}"\n`;
    }

    async open() {
        // From 2.4 on the file begins with the version that it is written for, and some settings have other names.
        const [version, major, minor] = /^(\d+)\.(\d+)/.exec(run('dovecot', '--version'));
        const fresh = Number(major) > 2 || Number(minor) >= 4;
        const old = `mail_location = maildir:${this.folder}/mail\nlisten = 127.0.0.1\ndisable_plaintext_auth = no
passdb {\n  driver = static\n  args = password=${this.password}\n}\nuserdb {\n  driver = static\n  args = uid=nobody gid=nogroup home=${this.folder}/mail\n}`;
        const now = `dovecot_config_version = ${version}.0\ndovecot_storage_version = ${version}.0\nmail_driver = maildir\nmail_path = ${this.folder}/mail\nlisten = 127.0.0.1
auth_allow_cleartext = yes\npassdb static {\n  password = ${this.password}\n}\nuserdb static {\n  fields {\n    uid = nobody\n    gid = nogroup\n    home = ${this.folder}/mail\n  }\n}`;
        const file = path.join(this.folder, 'dovecot.conf');
        writeFileSync(file, `${fresh ? now : old}
base_dir = ${this.folder}/dovecot
state_dir = ${this.folder}/dovecot
log_path = ${this.folder}/dovecot.log
protocols = imap
first_valid_uid = 1
ssl = no
service imap-login {
  inet_listener imap {
    port = ${this.port}
  }
  inet_listener imaps {
    port = 0
  }
}
`);
        this.process = start(undefined, ['dovecot', '-F', '-c', file], { stdio: ['ignore', 'ignore', 'inherit'] });
        await listening(this.port, this.process);
    }
}
