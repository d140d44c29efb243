// A mail server of npm's on loopback that takes what the desk sends, or behaves as it is told.
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export class SmtpHouse {
    taken = [];   // letters that it keeps, the oldest first
    tries = [];   // to whom somebody wanted to write
    // What it does otherwise than well, until told again: `connect`, `sender`, `recipient`, `data` while a letter comes, `letter` before it keeps it and
    // `kept` after that may each throw an answer, wait, or hang up.
    manners = {};
    #sockets = new Map();

    static answer(code, words) {
        return Object.assign(new Error(words), { responseCode: code });
    }

    static async start(manners = {}) {
        const house = new SmtpHouse();
        house.manners = manners;
        const told = (what) => (...given) => {
            const done = given.pop();
            what(...given).then((answer) => done(null, answer), done);
        };
        house.server = new SMTPServer({
            disabledCommands: ['AUTH', 'STARTTLS'], disableReverseLookup: true, hideENHANCEDSTATUSCODES: true, logger: false, closeTimeout: 1000,
            onConnect: told(async (session) => house.manners.connect?.(session)),
            onMailFrom: told(async (_, session) => house.manners.sender?.(session)),
            onRcptTo: told(async ({ address }, session) => {
                house.tries.push(address);
                await house.manners.recipient?.(address, session);
            }),
            onData: told(async (stream, session) => {
                const [{ address: to }] = session.envelope.rcptTo;
                await house.manners.data?.(to, session);
                const raw = await text(stream);
                await house.manners.letter?.(to, session);
                house.taken.push(read(raw, to));
                await house.manners.kept?.(to, session);
                return '2.0.0 kept';
            }),
        });
        house.server.on('error', () => {});   // connections that broke, as told
        house.server.server.on('connection', (socket) => {
            house.#sockets.set(socket.remotePort, socket);
            socket.on('close', () => house.#sockets.delete(socket.remotePort));
        });
        const listening = house.server.listen(0, '127.0.0.1');
        await once(listening, 'listening');
        house.port = listening.address().port;
        house.url = `smtp://127.0.0.1:${house.port}`;
        return house;
    }

    hangUp({ remotePort }) {
        this.#sockets.get(remotePort)?.destroy();
    }

    end() {
        return new Promise((resolve) => this.server.close(resolve));
    }
}

// As much of a letter as tests ask about; its words are what the parts of text/plain decode to.
function read(raw, to) {
    const [head] = raw.split(/\r?\n\r?\n/, 1), lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
    const field = (name) => lines.find((line) => line.toLowerCase().startsWith(`${name}:`))?.slice(name.length + 1).trim();
    const address = (name) => /<([^>]+)>\s*$/.exec(field(name) ?? '')?.[1] ?? field(name);
    const plain = raw.replace(/=\r?\n/g, '').replace(/(?:=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString());
    return { id: field('message-id'), subject: field('subject'), references: field('references') ?? '', replyTo: address('reply-to'), to, text: plain };
}
