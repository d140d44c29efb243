// The agents of the simulated desk: each with the desk open, taking, answering, noting, handing over, putting off, changing, closing, alone and racing.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Live, sleep } from '../scenarios/support.mjs';
import { Gone, listOf } from './desk.mjs';

const pick = (list, random) => list[Math.floor(random() * list.length)];
const replies = ['Let me look at it. 我看一下。', 'It has 2 of 6 confirmations. 目前确认 2/6。', 'Please check the memo. 请核对备注。'];
const priorities = ['low', 'normal', 'high', 'urgent'];

// Has the desk open for as long as the shift lasts, whatever closes the line.
async function atTheDesk(desk, agent) {
    while (!desk.over) {
        try {
            agent.live = await Live.connect(desk.program, { token: agent.token, authenticate: 'header' });
            agent.live.send({ type: 'subscribe_inbox' });
            await agent.live.closed;
        } catch {
            // it comes back
        }
        await sleep(150);
    }
}

// Ours, or one that a letter began.
function known(desk, row) {
    const { id } = row.conversation;
    let found = desk.conversations.find((each) => each.id === id);
    if (!found) {
        found = { id, sent: new Map(), order: [], forgottenUntil: 0, letter: true };
        desk.conversations.push(found);
    }
    return found;
}

// What somebody may do to a conversation: [weight, act]. Each gets (desk, agent, conversation, row, random).
const waits = (row) => row.waiting_since !== null;
const acts = {
    answer: [40, async (desk, agent, conversation, row, random) => {
        if (!waits(row)) return;
        const draft = { client_id: randomUUID(), body: pick(replies, random), answering: row.conversation.last_seq };
        const entry = await desk.say(agent, conversation, draft, { random, expected: ['entry.answered_already'] });
        if (!entry) desk.counts.refused += 1;
    }],
    take: [8, (desk, agent, conversation) => desk.act(agent, conversation, 'assignee', { assignee_id: agent.id })],
    note: [7, (desk, agent, conversation, row, random) => desk.say(agent, conversation, { client_id: randomUUID(), body: `Note 备注 ${conversation.id.slice(-4)}`, internal: true }, { random })],
    handOver: [4, (desk, agent, conversation, row, random) => desk.act(agent, conversation, 'assignee', { assignee_id: pick(desk.agents, random).id })],
    giveBack: [2, (desk, agent, conversation) => desk.act(agent, conversation, 'assignee', { assignee_id: null })],
    snooze: [4, (desk, agent, conversation, row, random) => desk.act(agent, conversation, 'handling', { snoozed_until: new Date(Date.now() + 2_000 + random() * 12_000).toISOString() })],
    topic: [3, (desk, agent, conversation, row, random) => desk.act(agent, conversation, 'handling', { topic: pick(['withdrawal', 'deposit', 'theft', 'other', 'security'], random) })],
    queue: [3, (desk, agent, conversation, row, random) => desk.act(agent, conversation, 'handling', { queue_id: pick(desk.queues, random).id })],
    priority: [5, (desk, agent, conversation, row, random) => desk.act(agent, conversation, 'handling', { priority: pick(priorities, random) })],
    tag: [4, (desk, agent, conversation, row, random) => desk.act(agent, conversation, 'handling', { [pick(['add_tags', 'remove_tags'], random)]: [pick(['money', '急', 'vip'], random)] })],
    resolve: [7, (desk, agent, conversation, row) => (waits(row) ? null : desk.act(agent, conversation, 'status', { status: 'resolved' }))],
    reopen: [1, (desk, agent, conversation) => desk.act(agent, conversation, 'status', { status: 'open' })],
    putToCustomer: [1, (desk, agent, conversation) => desk.act(agent, conversation, 'status', { status: 'waiting' })],
    closeUnanswered: [1, (desk, agent, conversation) => desk.act(agent, conversation, 'status', { status: 'resolved' })],
    raceToAnswer: [4, raceToAnswer],
    raceToTake: [3, async (desk, agent, conversation, row, random) => {
        desk.counts.races += 1;
        await Promise.all([agent, pick(desk.agents, random)].map((each) => desk.act(each, conversation, 'assignee', { assignee_id: each.id })));
    }],
    bulk: [4, bulk],
    macro: [5, macro],
};
const line = Object.values(acts).flatMap(([weight, act]) => Array.from({ length: weight }, () => act));

// Two see the same words and answer: one of them is told that the other was first.
async function raceToAnswer(desk, agent, conversation, row, random) {
    const other = pick(desk.agents.filter((each) => each !== agent && each.id !== desk.left?.id), random);
    if (!waits(row) || agent.id === desk.left?.id) return;
    desk.counts.races += 1;
    const entries = await Promise.all([agent, other].map((each) =>
        desk.say(each, conversation, { client_id: randomUUID(), body: pick(replies, random), answering: row.conversation.last_seq }, { random, expected: ['entry.answered_already'] })));
    assert.ok(entries.filter(Boolean).length <= 1, `both ${agent.name} and ${other.name} answered ${conversation.id}`);
}

async function bulk(desk, agent, conversation, row, random) {
    const page = await desk.read(agent, '/api/v1/inbox?view=all&limit=20');
    const ids = page.rows.map((each) => each.conversation.id).filter((id) => desk.conversations.some((each) => each.id === id)).slice(0, 6);
    if (ids.length === 0) return;
    const clientId = randomUUID(), change = desk.chance(0.5, random) ? { add_tags: ['bulk'] } : { priority: pick(priorities, random) };
    const wanted = { conversation_ids: ids, act: { change }, client_id: clientId };
    // As a client would: what failed because something was away is tried again, and so is, now and then, what was done.
    for (let again = true, twice = desk.chance(0.3, random); again; twice = false) {
        const answer = await desk.ask(agent, 'POST', '/api/v1/bulk', wanted);
        assert.equal(answer.status, 200, answer.bytes.toString());
        assert.deepEqual(answer.json.outcomes.map((each) => each.conversation_id), ids);
        const failed = answer.json.outcomes.filter(({ outcome }) => outcome === 'failed');
        assert.ok(failed.every(({ code }) => /^database\./.test(code)), JSON.stringify(failed));
        for (const { conversation_id: id } of answer.json.outcomes.filter(({ outcome }) => outcome === 'done')) desk.acts.push({ id, clientId });
        again = twice || failed.length > 0;
        if (failed.length > 0) await sleep(300);
    }
    desk.counts.bulk += 1;
}

async function macro(desk, agent, conversation, row) {
    const clientId = randomUUID();
    const answer = await desk.ask(agent, 'POST', `/api/v1/conversations/${conversation.id}/macros/${desk.macro.id}`,
        { client_id: clientId, seen_seq: row.conversation.last_seq, reply: 'Everything is done. 都处理好了。' });
    if (answer.status !== 201) {
        assert.ok(['entry.answered_already', 'planned.too_many'].includes(answer.json?.code), `macro: ${answer.status} ${answer.bytes}`);
        desk.counts.refused += 1;
        return;
    }
    desk.counts.macros += 1;
    for (const entry of answer.json.entries) desk.acts.push({ id: conversation.id, clientId: entry.client_id, entry });
    if (answer.json.planned) desk.planned.push({ id: conversation.id, planned: answer.json.planned.id });
}

// One agent's shift.
export async function agent(desk, me) {
    const here = atTheDesk(desk, me);
    const { random } = me;
    while (!desk.over) {
        await desk.pause(200 + random() * 900);
        try {
            const page = await desk.read(me, `/api/v1/inbox?view=${desk.chance(0.6, random) ? 'mine' : 'all'}&limit=40`);
            if (page.rows.length === 0 || desk.over) continue;
            const waiting = page.rows.filter(waits);
            const row = pick(waiting.length > 0 && desk.chance(0.8, random) ? waiting : page.rows, random);
            const conversation = known(desk, row);
            if (conversation.forgottenUntil > Date.now()) continue;
            await pick(line, random)(desk, me, conversation, row, random);
            if (desk.chance(0.02, random)) {
                const answer = await desk.ask(me, 'PUT', '/api/v1/staff/me/availability', { availability: pick(['online', 'away'], random) });
                assert.equal(answer.status, 200);
            }
        } catch (error) {
            if (!(error instanceof Gone)) throw error;
            if (error.id === me.id) break;
        }
    }
    me.live?.socket.terminate();
    if (desk.over) await here;
}

// After the shift: whoever still waits is answered, by whoever is there.
export async function drain(desk) {
    const here = desk.agents.filter(({ id }) => id !== desk.left?.id);
    let answered = 0;
    for (let rows = null; rows === null || rows.length > 0;) {
        rows = [...await listOf(desk, here[0], 'view=all'), ...await listOf(desk, here[0], 'view=snoozed')].filter(waits);
        await Promise.all(here.map(async (me, at) => {
            for (let index = at; index < rows.length; index += here.length) {
                const entry = await desk.say(me, known(desk, rows[index]), { client_id: randomUUID(), body: replies[0], answering: rows[index].conversation.last_seq }, { random: () => 1, expected: ['entry.answered_already'] });
                if (entry) answered += 1;
            }
        }));
    }
    return answered;
}
