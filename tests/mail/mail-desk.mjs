// A desk that letters reach: piped into it as Postfix does, or by whatever of [mail] and [mail_in] its settings name; and what became of them.
import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { commandOfService, giveToService, MailServer, requireRoot, secretFile } from './mail-server.mjs';
import { eventually, Program } from '../scenarios/support.mjs';

export const support = 'support@exchange.test', box = 'box@exchange.test';

// A letter as it comes over the wire. What is not given is as usual; `headers` are more lines, at its top as the receiving server writes them.
let count = 0;
export function letterOf({ from = 'Li Wei <li@customers.test>', to = support, subject = 'Withdrawal', id = `<letter-${process.pid}-${++count}@customers.test>`,
    date = new Date(), headers = [], text = 'My withdrawal is stuck.', type = 'text/plain; charset=utf-8' } = {}) {
    const lines = [...headers, `From: ${from}`, `To: ${to}`, `Subject: ${subject}`, ...(id === null ? [] : [`Message-ID: ${id}`]),
        `Date: ${new Date(date).toUTCString().replace('GMT', '+0000')}`, 'MIME-Version: 1.0', `Content-Type: ${type}`];
    return `${lines.join('\r\n')}\r\n\r\n${text}\r\n`;
}

export class MailDesk {
    // `mail` and `mailIn` are lines of those sections.
    static async start({ mail, mailIn = '', data, executable = Program.executable }) {
        const desk = new MailDesk();
        desk.executable = executable;
        desk.folder = data ?? mkdtempSync(path.join(tmpdir(), 'ombud-mail-desk-'));
        desk.owned = !data;
        desk.config = path.join(desk.folder, 'ombud.toml');
        desk.program = await Program.start({
            data: desk.folder,
            config: `[server]
public_url = "https://support.exchange.test"
[data]
folder = "${desk.folder}"
[mail]
from = "安席 <${support}>"
${mail}
[mail_in]
address = "${support}"
${mailIn}
`,
        });
        desk.boss = await desk.program.firstAdmin();
        desk.ana = await desk.boss.colleague('Ana');
        // Whoever reads a thousand conversations to count them is no thief here.
        const budget = { role: 'agent', customers_alert: 99_999, customers_stop: 100_000, reveals_alert: 999, reveals_stop: 1_000 };
        const raised = await desk.boss.call('PUT', '/api/v1/insiders/budgets', { json: budget });
        if (raised.status !== 200) throw new Error(`the budget: ${raised.bytes}`);
        return desk;
    }

    // The exit code of `ombud mail-in`, which takes this letter.
    async pipe(raw) {
        const taking = spawn(this.executable, ['mail-in', '--config', this.config], { stdio: ['pipe', 'ignore', 'ignore'] });
        taking.stdin.on('error', () => {});
        taking.stdin.end(raw);
        return new Promise((resolve) => taking.on('exit', resolve));
    }

    async inbox() {
        const rows = [];
        for (let cursor = ''; cursor !== null;) {
            const page = await this.ana.get(`/api/v1/inbox?view=all&limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
            rows.push(...page.rows);
            cursor = page.next;
        }
        // Lists name customers by their first letter: each is opened once for the whole name.
        for (const { conversation: { id } } of rows)
            if (!this.customers.has(id)) this.customers.set(id, (await this.ana.get(`/api/v1/conversations/${id}`)).customer);
        return rows.map(({ conversation }) => ({ ...conversation, customer: this.customers.get(conversation.id) }));
    }
    customers = new Map();  // by conversation
    // What was said and done; in which queue it fell, and the like, is no matter of mail.
    async entries(conversation) {
        return (await this.ana.log(conversation)).filter(({ kind }) => kind !== 'handling');
    }
    // Whose address stands behind a masked one.
    async sender({ id }) {
        return (await this.ana.post(`/api/v1/conversations/${id}/reveals`, { client_id: randomUUID(), field: 'email', purpose: 'identity' })).value;
    }
    // What customers wrote, with the conversation that it stands in.
    async everythingWritten() {
        const all = [];
        for (const conversation of await this.inbox())
            for (const entry of await this.entries(conversation)) if (entry.author.kind === 'customer') all.push({ conversation, entry });
        return all;
    }
    conversationOf(name, milliseconds = 60_000) {
        return eventually(async () => (await this.inbox()).find(({ customer }) => customer.name === name), `the conversation with ${name}`, milliseconds);
    }

    // Takes a letter and waits for whoever wrote it, or for so many entries of a conversation.
    async open(letter) {
        const name = letter.from.split(' <')[0];
        const code = await this.pipe(letterOf(letter));
        if (code !== 0) throw new Error(`mail-in ended with ${code}`);
        return this.conversationOf(name);
    }
    async grown(conversation, length) {
        await eventually(async () => (await this.entries(conversation)).length >= length, `entry ${length}`, 60_000);
        return this.entries(conversation);
    }
    // When a letter that is taken after the others has been read, they have been read.
    async settled(take = (letter) => eventually(async () => (await this.pipe(letter)) === 0, 'a letter that is taken', 60_000)) {
        const name = `Last ${++this.last}`;
        await take(letterOf({ from: `${name} <last${this.last}@customers.test>`, subject: name, text: name }));
        await this.conversationOf(name, 120_000);
    }
    last = 0;

    async stop() {
        await this.program?.stop();
        if (this.owned) rmSync(this.folder, { recursive: true, force: true });
    }
}

// The whole house: Postfix pipes what is for `support` into the desk, which fetches `box` from Dovecot and answers through Postfix.
export class MailHouse {
    // `secrets`: settings of [mail_in] that name a file, and what stands in it.
    static async start({ name, customers, mailIn = '', secrets = {}, ...server }) {
        requireRoot();
        const house = new MailHouse();
        house.folder = mkdtempSync(path.join(tmpdir(), `ombud-${name}-`));
        try {
            chmodSync(house.folder, 0o755);
            const data = path.join(house.folder, 'data');
            mkdirSync(data);
            Program.executable = commandOfService(house.folder);
            const mail = (house.mail = await MailServer.start({
                mailboxes: [...customers, box], bounces: support, command: [Program.executable, 'mail-in', '--config', path.join(data, 'ombud.toml')], ...server,
            }));
            giveToService(data);
            house.desk = await MailDesk.start({
                data,
                mail: `smtp_url = "smtp://localhost:${mail.port}"
smtp_user = "${mail.user}"
smtp_password_file = "${secretFile(house.folder, 'smtp-password', mail.password)}"
smtp_authorities = "${mail.authorities}"`,
                mailIn: `imap_url = "imaps://localhost:${mail.imapPort}"
imap_user = "${box}"
imap_password_file = "${secretFile(house.folder, 'imap-password', mail.mailboxPassword)}"
imap_authorities = "${mail.authorities}"
${Object.entries(secrets).map(([setting, text]) => `${setting} = "${secretFile(house.folder, setting, text)}"`).join('\n')}
${mailIn}`,
            });
            house.post = createTransport({
                host: 'localhost', port: mail.port, requireTLS: true, tls: { ca: readFileSync(mail.authorities) }, auth: { user: mail.user, pass: mail.password },
                pool: true, maxMessages: 100_000,
            });
        } catch (error) {
            await house.end();
            throw error;
        }
        return house;
    }

    send(letter) {
        return this.post.sendMail(letter);
    }
    // Letter `count` in a customer's mailbox.
    letter(count, address) {
        return eventually(async () => (await this.mail.letters(address))[count - 1], `letter ${count} to ${address}`, 60_000);
    }

    async end() {
        this.post?.close();
        await this.desk?.stop();
        await this.mail?.end();
        rmSync(this.folder, { recursive: true, force: true });
    }
}
