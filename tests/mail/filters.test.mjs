// Letters that come past opendkim and rspamd, as on a real mail server: who is believed, what is spam, and that ours are signed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTransport } from 'nodemailer';
import { MailHouse, support } from './mail-desk.mjs';
import { authserv, MailFilters } from './filters.mjs';
import { eventually } from '../scenarios/support.mjs';

const li = 'li@customers.test', judge = 'judge@customers.test';
// What rspamd takes for spam without looking further: to be refused, and to be marked.
const refused = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X', marked = refused.replace('X', 'Y');

let filters, house, desk, world;

before(async () => {
    filters = await MailFilters.start({ ours: 'exchange.test', others: ['customers.test', 'evil.test'] });
    house = await MailHouse.start({ name: 'filters', customers: [li, judge], settings: filters.settings, mailIn: `authserv_id = "${authserv}"` });
    desk = house.desk;
    world = createTransport({ host: '127.0.0.1', port: house.mail.mxPort, ignoreTLS: true, pool: true });
});
after(async () => {
    world?.close();
    await house?.end();
    await filters?.end();
});

// What came of a letter from the world, by the name of its sender.
async function come(name, letter) {
    await world.sendMail({ from: { name, address: li }, to: support, subject: 'Withdrawal', text: `Words of ${name}`, ...letter });
    const [entry] = await desk.entries(await eventually(async () => {
        for (const conversation of await desk.inbox()) if ((await desk.entries(conversation)).some(({ body }) => body === `Words of ${name}`)) return conversation;
        return null;
    }, `the letter of ${name}`, 60_000));
    const kept = await eventually(async () => {
        const answer = await desk.ana.call('GET', `/api/v1/conversations/${entry.conversation_id}/letters/${entry.data.letter.id}`);
        return answer.status === 200 && answer.json;
    }, 'the letter as it came');
    assert.equal(kept.spam_score, 0, 'rspamd has seen it');
    return entry.data.letter;
}
// A letter as bytes, signed for a domain.
async function signed(domain, letter) {
    const { message } = await createTransport({ streamTransport: true, buffer: true }).sendMail({ ...letter, dkim: filters.signature(domain) });
    return message.toString();
}

test('a letter that its domain signed is believed', async () => {
    assert.equal((await come('Li Wei', { dkim: filters.signature('customers.test') })).belief, 'believed');
});

test('a letter that nobody signed, or somebody else, is not, whatever it says of itself', async () => {
    assert.equal((await come('Nobody', {})).belief, 'unknown');
    assert.equal((await come('Evil', { dkim: filters.signature('evil.test') })).belief, 'unknown');
    const boasts = `${authserv}; dkim=pass header.d=customers.test; dmarc=pass header.from=customers.test`;
    assert.equal((await come('Boast', { headers: { 'Authentication-Results': boasts } })).belief, 'unknown');
    assert.equal((await come('Boast of Evil', { headers: { 'Authentication-Results': boasts }, dkim: filters.signature('evil.test') })).belief, 'unknown');
});

test('a letter that was changed behind its signature is refuted and joins nothing', async () => {
    const before = await desk.inbox();
    const proved = before.find(({ customer }) => customer.name === 'Li Wei');
    const acknowledgement = await house.letter(1, li);
    const real = await signed('customers.test', {
        from: { name: 'Forger', address: li }, to: support, subject: 'Withdrawal', inReplyTo: acknowledgement.messageId, references: acknowledgement.messageId, text: 'Words of nobody',
    });
    const letter = await come('Forger', { envelope: { from: li, to: [support] }, raw: real.replace('Words of nobody', 'Words of Forger') });
    assert.equal(letter.belief, 'refuted');
    assert.equal((await desk.entries(proved)).filter(({ body }) => /Forger/.test(body)).length, 0);
});

test('spam is in the quarantine, where staff find it, and is not acknowledged', async () => {
    const spammer = { name: 'Spammer', address: 'spammer@evil.test' };
    await world.sendMail({ from: spammer, to: support, subject: 'Cheap coins', text: marked });
    const row = await eventually(async () => (await desk.boss.get('/api/v1/mail/letters?state=quarantined')).letters.find(({ subject }) => subject === 'Cheap coins'), 'the spam', 60_000);
    assert.equal(row.why, 'spam');
    assert.match(row.sender, /sp•••@e•••\.test/);
    assert.equal(row.conversation_id ?? null, null);
    const read = await desk.boss.get(`/api/v1/mail/letters/${row.id}`);
    assert.ok(read.headers.some(({ name }) => name === 'From') && read.text.includes(marked));
    assert.ok((await desk.inbox()).every(({ customer }) => customer.name !== 'Spammer'));

    // A person may be taken for spam: staff let them in.
    await desk.boss.post(`/api/v1/mail/letters/${row.id}/read`, { as_person: true }, 200);
    assert.equal((await desk.entries(await desk.conversationOf('Spammer')))[0].body, marked);
});

test('what is refused at the door, its sender knows, and nothing is kept of it', async () => {
    await assert.rejects(world.sendMail({ from: 'spammer@evil.test', to: support, subject: 'Refused', text: refused }), ({ responseCode }) => responseCode >= 550);
    await desk.settled();
    for (const state of ['quarantined', 'set_aside']) assert.ok((await desk.boss.get(`/api/v1/mail/letters?state=${state}`)).letters.every(({ subject }) => subject !== 'Refused'));
});

test('what we send is signed by our domain, and whoever receives it can tell', async () => {
    const source = await house.mail.within(li, async (client) => {
        await client.mailboxOpen('INBOX');
        return (await client.fetchOne('1', { source: true })).source.toString();
    });
    assert.match(source, /^DKIM-Signature: [^;]+;(?:[^;]+;)* d=exchange\.test;/m);
    // As another mail server would judge it.
    await world.sendMail({ envelope: { from: 'support@exchange.test', to: [judge] }, raw: source });
    const { headers } = await house.letter(1, judge);
    assert.match(headers.get('authentication-results')[0], new RegExp(`^${authserv}; *dkim=pass .*header\\.d=exchange\\.test`));
    const changed = source.replace(/\r\n\r\n/, '\r\n\r\nSend your coins here.\r\n');
    await world.sendMail({ envelope: { from: 'support@exchange.test', to: [judge] }, raw: changed });
    assert.match((await house.letter(2, judge)).headers.get('authentication-results')[0], /dkim=fail/);
});
