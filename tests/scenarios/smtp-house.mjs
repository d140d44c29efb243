// A mail server of npm's on loopback that takes what the desk sends, or behaves as it is told.
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export class SmtpHouse {
    taken = [];    // letters that it said it has, oldest first
    tries = [];    // when somebody offered one, and what came of it
    // What it does otherwise than well, until told again: each may throw `answer(code, words)`, wait, or hang up.
    manners = {};

    static answer(code, words) {
        return Object.assign(new Error(words), { responseCode: code });
    }

    static async start(manners = {}) {
        const house = new SmtpHouse();
        house.manners = manners;
        const told = (what) => (...given) => {
            const done = given.pop();
            Promise.resolve(what(...given)).then((answer) => done(null, answer), (error) => done(error));
        };
        house.server = new SMTPServer({
            disabledCommands: ['AUTH', 'STARTTLS'], disableReverseLookup: true, logger: false, closeTimeout: 1000,
            onConnect: told((session) => house.manners.connect?.(session)),
            onMailFrom: told((address, session) => house.manners.sender?.(address, session)),
            onRcptTo: told((address, session) => house.recipient(address, session)),
            onData: told((stream, session) => house.letter(stream, session)),
        });
        house.server.on('error', () => {});   // a connection that broke, as told
        const listening = house.server.listen(0, '127.0.0.1');
        await once(listening, 'listening');
        house.port = listening.address().port;
        house.url = `smtp://127.0.0.1:${house.port}`;
        return house;
    }

    // Whoever is connected is cut off.
    hangUp() {
        for (const connection of this.server.connections) connection._socket.destroy();
    }

    async recipient(address, session) {
        this.tries.push({ at: Date.now(), to: address.address });
        await this.manners.recipient?.(address, session);
    }

    async letter(stream, session) {
        const whole = this.manners.letter ? await this.manners.letter(stream, session) : await text(stream);
        const raw = whole ?? (await text(stream));
        await this.manners.end?.(raw, session);
        this.taken.push(read(raw, session));
        await this.manners.taken?.(raw, session);
        return 'kept';
    }

    end() {
        return new Promise((resolve) => this.server.close(resolve));
    }
}

// As much of a letter as tests ask about; its words are what the parts of text/plain decode to.
function read(raw, session) {
    const [head] = raw.split(/\r?\n\r?\n/, 1), lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
    const field = (name) => lines.find((line) => line.toLowerCase().startsWith(`${name}:`))?.slice(name.length + 1).trim();
    const address = (name) => /<([^>]+)>\s*$/.exec(field(name) ?? '')?.[1] ?? field(name);
    const plain = raw.replace(/=\r?\n/g, '').replace(/(?:=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString());
    return { id: field('message-id'), subject: field('subject'), replyTo: address('reply-to'), to: session.envelope.rcptTo[0].address, from: session.envelope.mailFrom.address, text: plain, raw };
}
