// A whole desk for some minutes, with faults: no conversation lost, doubled or unanswered, every clock right beside an independent count of the log.
// OMBUD_SIMULATION_MINUTES=10 is ten agents and 300 customers for ten minutes; without it, a quarter of that for a little more than the shortest promise.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sleep } from '../scenarios/support.mjs';
import { agent, drain } from './agents.mjs';
import { correspondent, customer, Desk } from './desk.mjs';
import { judge, unanswered, verdict } from './judge.mjs';
import { spoils } from './spoils.mjs';

const minutes = Number(process.env.OMBUD_SIMULATION_MINUTES ?? 0), whole = minutes > 0;
const seed = Number(process.env.OMBUD_SEED ?? 20261130);
const size = whole ? { seconds: minutes * 60, customers: 300, agents: 10, kills: 2 * Math.max(1, Math.floor(minutes)) } : { seconds: 64, customers: 60, agents: 10, kills: 2 };

const desk = new Desk({ seed, ...size });
after(() => desk.end());

test(`a desk of ${size.agents} agents and ${size.customers} customers for ${size.seconds} s (OMBUD_SEED=${seed})`, { timeout: (size.seconds + 600) * 1000 }, async (t) => {
    await desk.open();
    const began = Date.now(), elapsed = () => (Date.now() - began) / 1000;
    const people = Promise.all([
        ...Array.from({ length: size.customers }, (_, number) => customer(desk, number)),
        ...Array.from({ length: Math.ceil(size.customers / 15) }, (_, number) => correspondent(desk, number)),
        ...desk.agents.map((each) => agent(desk, each)),
    ]);
    people.catch(() => (desk.over = true));
    for (let number = 0; number < size.kills && !desk.over; ++number) {
        const due = (number + 0.6) * size.seconds / size.kills;
        while (elapsed() < due && !desk.over) await sleep(100);
        if (!desk.over) await desk.fail(number);
        if (number === Math.floor(size.kills / 2)) await desk.deactivate(desk.agents[3]);
    }
    while (elapsed() < size.seconds && !desk.over) await sleep(100);
    desk.over = true;
    await people;

    await sleep(5_000);   // what is due now is told, and planned answers go their way
    const shift = await judge(desk);
    t.diagnostic(`at the end of the shift: ${JSON.stringify(shift.figures)}`);
    assert.deepEqual(shift.faults, []);

    const answered = await drain(desk);
    await sleep(11_000);   // the last planned answer
    const drained = await judge(desk);
    t.diagnostic(`drained, ${answered} answers more: ${JSON.stringify(drained.figures)}`);
    t.diagnostic(JSON.stringify({ ...desk.counts, letters: desk.letters.length, acts: desk.acts.length, conversations: desk.conversations.length, downs: desk.downs.length }));
    assert.deepEqual(drained.faults, []);
    assert.deepEqual(unanswered(drained.all), []);
    const theirs = drained.all.filter(({ standings }) => standings.at(-1)?.assignee === desk.left.id && standings.at(-1).status !== 'resolved');
    assert.deepEqual(theirs.map(({ shown }) => shown.reference), [], 'nothing stays with whoever has left');

    // Each screen shows its conversation's log without notes, each entry once, through every line that it lost.
    for (const { id, screen, person } of desk.conversations.filter((each) => each.screen)) {
        const log = drained.all.find((each) => each.id === id).log.filter((entry) => !entry.internal);
        for (let waited = 0; screen.last < log.at(-1).seq && waited < 20_000; waited += 50) await sleep(50);
        await screen.close();
        assert.deepEqual(screen.entries.map((entry) => entry.seq), log.map((entry) => entry.seq));
        assert.deepEqual([screen.entries, screen.repeats], [await person.log({ id }), 0]);
    }

    // A judge who finds nothing wrong with a spoiled desk is no judge.
    for (const [what, spoil] of Object.entries(spoils)) {
        const gathered = structuredClone(drained.gathered);
        assert.ok(spoil(gathered, desk), `nothing to spoil: ${what}`);
        assert.notDeepEqual(verdict(desk, gathered).faults, [], `unseen: ${what}`);
    }

    // None of the above was true because nothing happened.
    assert.equal(desk.downs.length, size.kills);
    const { clocks, breached, warnings, breaches, routed } = drained.figures, { posts, again, races, dropped, bulk, macros } = desk.counts;
    const owed = whole && shift.figures.waiting === 0 ? {} : { answered };   // a whole shift may leave nobody waiting
    const happened = { ...owed, clocks, breached, warnings, breaches, routed, posts, again, races, dropped, 'bulk or macros': bulk + macros, letters: desk.letters.length, acts: desk.acts.length };
    for (const [what, number] of Object.entries(happened)) assert.ok(number > 0, `no ${what}`);
});
