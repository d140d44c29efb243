// An incident answers everybody once: the program is killed after each update, at another moment each time, and every customer still hears
// each of them once, in order, in their own language.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { eventually, Program, seeded, sleep } from './support.mjs';

const seed = Number(process.env.SEED ?? 2026);
const people = 120, kills = 5;

let program, admin;
before(async () => {
    program = await Program.start();
    admin = await program.firstAdmin();
});
after(() => program?.stop());

test('everybody is told each update once, however often the program is killed', async () => {
    const random = seeded(seed);
    const customers = [];
    for (let number = 0; number < people; ++number) {
        const language = number % 3 === 0 ? 'zh-CN' : 'en';
        const person = await program.visitor(language, `127.0.${1 + Math.floor(number / 200)}.${2 + (number % 200)}`);
        customers.push({ person, language, conversation: await person.open('Where is my withdrawal?', language) });
    }
    const { incident } = await admin.post('/api/v1/incidents', { client_id: randomUUID(), kind: 'network', title_en: 'TRON halted', title_zh: 'TRON 暂停' });
    const at = `/api/v1/incidents/${incident.id}`;
    const gathered = await admin.post(`${at}/conversations`, { conversation_ids: customers.map(({ conversation }) => conversation.id) }, 200);
    assert.deepEqual(gathered, { added: people, already: 0, unknown: 0 });

    const said = [];
    for (let number = 1; number <= kills; ++number) {
        const update = { client_id: randomUUID(), text_en: `Update ${number}`, text_zh: `第 ${number} 条` };
        await admin.post(`${at}/updates`, update);
        said.push(update);
        await sleep(20 + random() * 700);
        await program.kill();
        await program.launch();
        // Whoever does not know whether it was taken says it again.
        await admin.post(`${at}/updates`, update);
    }
    const whole = await eventually(async () => {
        const now = await admin.get(at);
        return now.incident.owed === 0 && now;
    }, 'the end of the round', 60_000);
    assert.deepEqual(whole.updates.map(({ posted }) => posted), said.map(() => people));
    for (const { person, language, conversation } of customers) {
        const log = await person.log(conversation);
        assert.deepEqual(log.slice(1).map(({ body }) => body), said.map((each) => (language === 'en' ? each.text_en : each.text_zh)), `seed ${seed}`);
    }
    // Of its clocks staff read once that they stand still, and its customers never.
    const { conversation } = customers[0];
    const noted = (await admin.log(conversation)).filter(({ data }) => data?.incident);
    assert.deepEqual(noted.map(({ data }) => data.clocks), ['hold']);
});
