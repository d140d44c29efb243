// A thousand letters, while the desk, its database and the mailbox are killed at random: whoever wrote is heard, and once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { box, MailHouse, support } from './mail-desk.mjs';
import { eventually, seeded, sleep } from '../scenarios/support.mjs';

const count = 1000;
const seed = Number(process.env.OMBUD_TEST_SEED ?? Date.now() % 1_000_000);

let house, desk;

before(async () => {
    house = await MailHouse.start({ name: 'killed', customers: [], atOnce: 2 });
    desk = house.desk;
});
after(() => house?.end());

// Every other letter is piped into the desk, the others are for the mailbox that it fetches. Each fourth answers the letter two before it, of the same
// person and by the same door: it stands in that conversation, or begins one when it overtook what it answers.
const letter = (i) => {
    const answers = i % 4 >= 2 ? { inReplyTo: `<killed-${i - 2}@unheard.test>`, references: `<killed-${i - 2}@unheard.test>` } : {};
    return {
        from: { name: `Kill ${i}`, address: `kill${answers.inReplyTo ? i - 2 : i}@unheard.test` }, to: i % 2 ? box : support, subject: `Matter ${i}`,
        messageId: `<killed-${i}@unheard.test>`, ...answers, text: `Killed letter ${i}`,
    };
};

const kills = { program: 0, database: 0, mailbox: 0 };
let next = [];   // all three in some order, then in another
async function kill(random) {
    if (next.length === 0) next = Object.keys(kills).map((which) => [random(), which]).sort(([a], [b]) => a - b).map(([, which]) => which);
    const which = next.pop();
    ++kills[which];
    if (which === 'database') return desk.program.killDatabase();   // the desk starts it again
    if (which === 'mailbox') {
        await house.mail.killMailboxes();
        await sleep(random() * 1000);
        return house.mail.openMailboxes();
    }
    await desk.program.kill();
    await sleep(random() * 1000);
    return desk.program.launch();
}

function grouped(all, nameOf) {
    const out = new Map();
    for (const each of all) out.set(nameOf(each), [...(out.get(nameOf(each)) ?? []), each]);
    return out;
}

test('1,000 letters while the desk, PostgreSQL and Dovecot are killed at random are each there once', { timeout: 400_000 }, async (t) => {
    t.diagnostic(`seed ${seed}: OMBUD_TEST_SEED=${seed} repeats it`);
    const random = seeded(seed);
    // What waits on disk is what counts: it goes on until Postfix has handed everything over.
    let going = true;
    const killing = (async () => {
        while (going) {
            await sleep(300 + random() * 2200);
            await kill(random);
        }
    })();
    const mine = ({ recipients }) => recipients.some(({ address }) => address === support || address === box);
    const sending = (async () => {
        for (let i = 0; i < count; ++i) await house.send(letter(i));
        await eventually(async () => {
            house.mail.flush();
            await sleep(2000);
            return !house.mail.queue().some(mine);
        }, 'an empty queue', 200_000);
    })();
    try {
        await Promise.race([sending, killing]);   // a kill that fails is a fault, too
    } finally {
        going = false;
        await killing;
    }
    await sending;
    t.diagnostic(`killed: ${JSON.stringify(kills)}`);
    assert.ok(Object.values(kills).every((times) => times > 0), 'each was killed');

    await desk.settled();
    await desk.settled((raw) => house.mail.put(box, [raw]));
    const written = (await desk.everythingWritten()).filter(({ entry }) => entry.body.startsWith('Killed letter'));
    const found = grouped(written, ({ entry }) => entry.body);
    const all = Array.from({ length: count }, (_, i) => `Killed letter ${i}`);
    assert.deepEqual(all.filter((body) => !found.has(body)), [], 'none is missing');
    const places = ({ conversation, entry }) => `${entry.body}: letter ${entry.data.letter.id} in ${conversation.reference} at ${entry.posted_at}`;
    assert.deepEqual(all.flatMap((body) => (found.get(body).length > 1 ? found.get(body).map(places) : [])), [], 'none is there twice');
    await eventually(async () => (await desk.boss.get('/api/v1/mail')).incoming.waiting === 0, 'an end of reading', 60_000);
    const { letters: quarantined } = await desk.boss.get('/api/v1/mail/letters?state=quarantined');
    assert.deepEqual(quarantined.map(({ subject, why }) => `${subject}: ${why}`), [], 'none is taken for faulty');
    const conversations = grouped(written, ({ conversation }) => conversation.id);
    t.diagnostic(`${conversations.size} conversations`);
    for (const entries of conversations.values()) assert.equal(new Set(entries.map(({ entry }) => entry.data.letter.from)).size, 1, 'of one person each');
    const marks = await house.mail.flags(box);
    assert.ok(marks.length > count / 2, 'all that was for the mailbox is still in it');
    assert.ok(marks.every((mark) => mark === ''), 'and not marked');
});
