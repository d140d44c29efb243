// The judgement: what the desk shows at the end, beside what reference.mjs counts from its logs and what the simulation itself sent and was told.
import { sleep } from '../scenarios/support.mjs';
import { listOf } from './desk.mjs';
import { answers, courses, crossing, elapsed, matches, micros, promised, says, standings } from './reference.mjs';

const second = 1_000_000;
const told = 4 * second;        // by when what is due has been told, where nothing was down
const judgedAlike = 20 * second;   // within which an entry may be judged by how its conversation stands a little later
const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
const orNull = (text) => (text === null || text === undefined ? null : micros(text));

async function inParallel(list, work, lanes = 6) {
    const queue = [...list.entries()], out = [];
    await Promise.all(Array.from({ length: lanes }, async () => {
        for (let next = queue.shift(); next; next = queue.shift()) out[next[0]] = await work(next[1]);
    }));
    return out;
}

// A conversation whose log, state and clocks were read with nothing happening in between.
async function steady(desk, { id }) {
    const target = `/api/v1/conversations/${id}`;
    for (;;) {
        const log = [];
        for (let page = null; page === null || page.length === 200;) {
            page = (await desk.read(desk.admin, `${target}/entries?after=${log.length}&limit=200`)).entries;
            log.push(...page);
        }
        if (log.length > 0 && Date.now() * 1000 - micros(log.at(-1).posted_at) < 2 * second) {
            await sleep(500);
            continue;
        }
        const now = Date.now() * 1000;
        const clocks = await desk.read(desk.admin, `${target}/clocks`);
        const planned = await desk.read(desk.admin, `${target}/planned`);
        const shown = await desk.read(desk.admin, target);
        const again = await desk.read(desk.admin, `${target}/entries?after=${log.length}&limit=1`);
        if (again.entries.length === 0 && shown.last_seq === log.length) return { id, log, clocks, planned: planned.planned, shown, now, until: Date.now() * 1000 };
    }
}

// All that the desk shows, read while nothing moved.
async function gather(desk) {
    const lists = [...await listOf(desk, desk.admin, 'view=all&status=active'), ...await listOf(desk, desk.admin, 'view=snoozed'), ...await listOf(desk, desk.admin, 'view=all&status=resolved')];
    const rows = new Map(lists.map((row) => [row.conversation.id, row]));
    // What letters began, too, whoever has seen it.
    for (const id of rows.keys()) if (!desk.conversations.some((each) => each.id === id)) desk.conversations.push({ id, sent: new Map(), order: [], letter: true });
    const counts = await countsOf(desk);
    return { rows, counts, all: await inParallel(desk.conversations, (each) => steady(desk, each)) };
}

// What is wrong with it.
export function verdict(desk, { rows, counts, all: shown }) {
    const faults = [], figures = { clocks: 0, running: 0, breached: 0, warnings: 0, breaches: 0, unstable: 0, routed: 0, waiting: 0 };
    const all = shown.map((each) => ({ ...each, ...standings(each.log, each.shown), about: desk.conversations.find(({ id }) => id === each.id), fault: (text) => faults.push(`${each.shown.reference} ${text}`) }));
    faults.push(...judgeCounts(desk, all, counts));
    for (const each of all) {
        faults.push(...each.faults);
        judgeLedger(desk, each);
        judgeStanding(each, rows.get(each.id));
        judgeClocks(desk, each, rows.get(each.id), figures);
        if (each.standings.at(-1)?.waiting !== null) figures.waiting += 1;
    }
    judgeLetters(desk, all, faults);
    judgeRouting(desk, all, faults, figures);
    return { faults, figures, all };
}

// Where something moved between one list and another, it is looked at again; planned answers go their way for ten seconds after everybody left.
export async function judge(desk) {
    for (const end = Date.now() + 30_000; ;) {
        const gathered = await gather(desk), out = verdict(desk, gathered);
        if (out.faults.length === 0 || Date.now() > end) return { ...out, gathered };
        await sleep(1_000);
    }
}

// What was said ---------------------------------------------------------------------------------------------------------

function judgeLedger(desk, { log, about, planned, fault }) {
    const stored = new Map();
    for (const entry of log) {
        const key = `${entry.author.id} ${entry.client_id}`;
        if (stored.has(key)) fault(`${entry.client_id} is there twice: ${stored.get(key).seq} and ${entry.seq}`);
        stored.set(key, entry);
    }
    const known = new Set();
    for (const [clientId, sent] of about.sent) {
        const entry = stored.get(`${sent.writer} ${clientId}`);
        known.add(entry);
        if (!sent.entry) continue;   // its writer was sent away before it was answered
        if (!entry) fault(`${clientId} was acknowledged as ${sent.entry.seq} and is lost`);
        else if (!same([entry.seq, entry.body, entry.internal], [sent.entry.seq, sent.body, sent.internal])) fault(`${entry.seq} is another than was acknowledged`);
    }
    if (!same(about.order, [...about.order].sort((one, other) => one - other))) fault(`its customer's words stand in the order ${about.order}`);
    for (const act of desk.acts.filter(({ id }) => id === about.id)) {
        const entry = log.find((each) => each.client_id === act.clientId);
        known.add(entry);
        if (!entry || (act.entry && act.entry.seq !== entry.seq)) fault(`the act ${act.clientId} was acknowledged and is ${entry ? `now ${entry.seq}` : 'lost'}`);
    }
    for (const { planned: id } of desk.planned.filter((each) => each.id === about.id)) {
        const entry = log.find((each) => each.client_id === `planned-${id}`), waits = planned.some((each) => each.id === id);
        known.add(entry);
        if (Boolean(entry) === waits) fault(`the planned answer ${id} is ${entry ? 'posted and waits' : 'lost'}`);
    }
    for (const entry of log) {
        const words = ['message', 'note'].includes(entry.kind) && entry.author.kind !== 'system';
        if (words && !known.has(entry) && !about.letter && !(desk.left?.id === entry.author.id)) fault(`${entry.seq} was said by nobody`);
        // What was under way is ended within a second; an answer that was posted before still becomes what it was planned to become.
        const late = desk.left && entry.author.id === desk.left.id && !entry.client_id.startsWith('then-') ? micros(entry.posted_at) - desk.left.at : 0;
        if (late > second) fault(`${entry.seq}, a ${entry.kind} under ${entry.client_id}, is of somebody who had left ${late / 1000} ms before`);
    }
}

function judgeLetters(desk, all, faults) {
    for (const { mark, id } of desk.letters) {
        const found = all.flatMap(({ log }) => log.filter((entry) => says(entry) && entry.body.includes(`${mark}.`)));
        if (found.length !== 1) faults.push(`the letter ${id} was taken and is there ${found.length} times`);
    }
}

// How it stands ---------------------------------------------------------------------------------------------------------

function judgeStanding({ shown, standings: all, fault }, row) {
    const at = all.at(-1);
    if (!at) return;
    const compare = (what, found, expected) => same(found, expected) || fault(`shows ${what} ${JSON.stringify(found)}, counted ${JSON.stringify(expected)}`);
    compare('status', shown.status, at.status);
    compare('who has it', shown.assignee?.id, at.assignee);
    compare('topic', shown.topic, at.topic);
    compare('priority', shown.handling.priority, at.priority);
    compare('queue', shown.handling.queue_id, at.queue);
    compare('tags', shown.handling.tags, at.tags);
    compare('snoozed until', orNull(shown.handling.snoozed_until), orNull(at.snoozed));
    if (!row) fault('stands in no list');
    else if (row.conversation.last_seq !== at.seq) fault(`the list ends at ${row.conversation.last_seq}, its log at ${at.seq}`);
    else compare('waiting since', orNull(row.waiting_since), at.waiting);
}

async function countsOf(desk) {
    const out = { queues: (await desk.read(desk.admin, '/api/v1/queues')).counts, people: [] };
    for (const who of desk.agents.filter(({ id }) => id !== desk.left?.id)) {
        const { views } = await desk.read(who, '/api/v1/views');
        out.people.push({ id: who.id, views, counts: (await desk.read(who, '/api/v1/inbox?view=mine&limit=1')).counts });
    }
    return out;
}

function judgeCounts(desk, all, { queues, people }) {
    const off = [];
    const active = all.map(({ standings: each }) => each.at(-1)).filter((at) => at && at.status !== 'resolved');
    const awake = active.filter((at) => at.snoozed === null);
    const compare = (what, found, expected) => same(found, expected) || off.push(`${what}: shown ${JSON.stringify(found)}, counted ${JSON.stringify(expected)}`);
    for (const { id, name_en: name } of desk.queues) {
        const inIt = awake.filter((at) => at.queue === id), found = queues.find((each) => each.queue_id === id);
        compare(`queue ${name}`, [found?.active ?? 0, found?.unassigned ?? 0], [inIt.length, inIt.filter((at) => at.assignee === null).length]);
    }
    for (const { id, views, counts } of people) {
        compare(`counts of ${id}`, [counts.mine, counts.unassigned, counts.all, counts.snoozed],
            [awake.filter((at) => at.assignee === id).length, awake.filter((at) => at.assignee === null).length, awake.length, active.length - awake.length]);
        for (const view of views) compare(`view ${view.name} of ${id}`, view.count, active.filter((at) => matches(view.conditions, at, id)).length);
    }
    return off;
}

// Clocks ----------------------------------------------------------------------------------------------------------------

// Under one promise. Null: it is not shown.
function expected(clock, promise, { now, until }, status) {
    if (!promise) return null;
    const { hours, whole, target } = promise;
    const over = crossing(clock, hours, whole);
    const shown = { started: clock.startedAt, target, ended: clock.endedAt, breached: null, due: null, state: null };
    if (clock.endedAt !== null) {
        if (over !== null && over < clock.endedAt) return { ...shown, state: 'breached', breached: over, due: over };
        return clock.letGo ? null : { ...shown, state: 'met', due: clock.ranAtEnd ? crossing(clock, hours, whole, true) : null };
    }
    const runs = clock.spans.at(-1)[1] === null;
    if (!runs && over === null) return { ...shown, state: 'paused', by: status === 'waiting' ? 'customer' : 'snooze', left: Math.floor((whole - elapsed(clock, hours, now)) / second) };
    if (!runs || over < now - told) return { ...shown, state: 'breached', breached: over, due: over };
    return over > until ? { ...shown, state: 'running', due: over } : { ...shown, state: ['running', 'breached'], due: over, breached: undefined };
}

function fits(shown, wanted, stable) {
    if (!wanted || !shown) return !wanted && !shown;
    const breached = orNull(shown.breached_at), judged = [wanted.state].flat().includes(shown.state);
    const fixed = judged && micros(shown.started_at) === wanted.started && shown.target === wanted.target && orNull(shown.ended_at) === wanted.ended;
    if (!fixed || (wanted.by && (shown.paused_by !== wanted.by || shown.left_seconds !== wanted.left))) return false;
    // When it came to be too late, where what was promised had changed, depends on when that was heard.
    if (!stable && shown.state === 'breached') return true;
    return orNull(shown.due_at) === wanted.due && (wanted.breached === undefined || breached === wanted.breached);
}

function judgeClocks(desk, each, row, figures) {
    const { log, standings: all, clocks: shown, fault } = each;
    const clocks = courses(log, all), notes = log.filter((entry) => entry.data?.clock && entry.author.kind === 'system');
    const keyOf = (promise) => (promise ? `${promise.policy} ${promise.target}` : 'none');
    for (const clock of clocks) {
        const over = clock.endedAt ?? Infinity;
        const promises = all.filter((at) => at.seq >= clock.seq && at.at <= over + judgedAlike).map((at) => promised(desk.settings, at, clock.kind));
        const stable = new Set(promises.map(keyOf)).size === 1;
        if (!stable) figures.unstable += 1;
        judgeNotes(desk, each, clock, stable ? promises[0] : undefined, notes, figures);
        if (clocks.findLast(({ kind }) => kind === clock.kind) !== clock) continue;
        const found = shown.clocks.find(({ kind }) => kind === clock.kind);
        const possible = clock.endedAt === null ? [promised(desk.settings, all.at(-1), clock.kind)]
            : all.filter((at) => at.seq >= clock.endSeq - 1 && at.at <= over + judgedAlike).map((at) => promised(desk.settings, at, clock.kind));
        const wanted = possible.map((promise) => expected(clock, promise, each, all.at(-1).status));
        if (!wanted.some((one) => fits(found, one, stable))) fault(`clock ${clock.kind} from ${clock.seq}: shown ${JSON.stringify(found)}, counted ${JSON.stringify(wanted[0])}`);
        figures.clocks += 1;
        if (found?.state === 'running') figures.running += 1;
        if (found?.state === 'breached') figures.breached += 1;
    }
    for (const { kind } of shown.clocks) if (!clocks.some((clock) => clock.kind === kind)) fault(`shows a clock ${kind} that never began`);
    for (const note of notes) {
        if (!clocks.some((clock) => note.client_id === `${note.data.clock.event}-${clock.kind}-${clock.seq}`)) fault(`${note.seq} tells of a clock that is none: ${note.client_id}`);
    }
    const running = shown.clocks.filter((each) => each.ended_at === null && each.paused_by === null && each.due_at !== null);
    const next = running.sort((one, other) => micros(one.due_at) - micros(other.due_at))[0];
    if (row && !same([row.next_due?.kind, row.next_due?.due_at], [next?.kind, next?.due_at])) fault(`the list shows ${JSON.stringify(row.next_due)} as due next, its clocks ${JSON.stringify(next)}`);
}

// Warnings and breaches stand in the log, each once, and only where there was one. `promise`: undefined where it changed meanwhile.
function judgeNotes(desk, { log, now, until, fault }, clock, promise, notes, figures) {
    const of = (event) => notes.filter((note) => note.client_id === `${event}-${clock.kind}-${clock.seq}`);
    const [warnings, breaches] = [of('warning'), of('breach')];
    figures.warnings += warnings.length;
    figures.breaches += breaches.length;
    const where = `clock ${clock.kind} from ${clock.seq}`;
    if (warnings.length > 1 || breaches.length > 1) fault(`${where}: told ${warnings.length} warnings, ${breaches.length} breaches`);
    if (promise === undefined) return;
    if (promise === null) {
        if (warnings.length + breaches.length > 0) fault(`${where}: nothing was promised, and its breach is told`);
        return;
    }
    const over = crossing(clock, promise.hours, promise.whole), soon = crossing(clock, promise.hours, promise.warnAfter);
    const late = over !== null && over < (clock.endedAt ?? now - told), never = over === null || over > (clock.endedAt ?? until);
    if ((late && breaches.length !== 1) || (never && breaches.length !== 0)) fault(`${where}: too late at ${over}, told ${breaches.length} times (ended ${clock.endedAt})`);
    if (breaches.length === 1 && (micros(breaches[0].data.clock.due_at) !== over || breaches[0].data.clock.target !== promise.target)) fault(`${where}: breach told as ${JSON.stringify(breaches[0].data.clock)}, counted ${over}`);
    // It is told while the clock runs: what stops it at once, or keeps the program from looking, may be quicker.
    const runsOn = soon !== null && clock.spans.some(([from, to]) => from <= soon && (to ?? now) > soon + told) && (over === null || over > soon + told);
    const looked = !desk.downs.some(([from, to]) => from < soon + told && to + told > soon) && !log.some((entry) => Math.abs(micros(entry.posted_at) - soon) < told);
    const reached = soon !== null && soon <= until;
    if (runsOn && looked && warnings.length !== 1) fault(`${where}: to be warned at ${soon}, told ${warnings.length} times`);
    if (!reached && warnings.length !== 0) fault(`${where}: warned and was never near`);
}

// Routing ---------------------------------------------------------------------------------------------------------------

// Whoever is given one could take it: speaks its language, belongs to its queue, and had not their hands full by all that routing could know.
function judgeRouting(desk, all, faults, figures) {
    const known = 2 * second;   // by when an act of somebody else has reached the board
    const isLoad = (at, who, channel) => at.assignee === who && at.channel === channel && ['new', 'open'].includes(at.status) && at.snoozed === null;
    const routing = (entry) => entry.kind === 'assignment' && entry.data.by?.kind === 'routing';
    for (const { id, log, standings: at, shown } of all) {
        for (const entry of log.filter((each) => routing(each) && each.data.assignee)) {
            figures.routed += 1;
            const who = desk.agents.find((each) => each.id === entry.data.assignee.id), before = at[entry.seq - 2], when = micros(entry.posted_at);
            const queue = desk.queues.find((each) => each.id === before.queue);
            const say = (why) => faults.push(`${shown.reference} ${entry.seq}: given to ${who?.name}, ${why}`);
            if (!who) {
                say('who is not of the desk');
                continue;
            }
            if (!who.languages.includes(before.language)) say(`who speaks no ${before.language}`);
            if (!queue || queue.strategy === 'by_hand') say('and its queue gives nothing');
            else if ((!queue.everybody && !queue.members.includes(who.id)) || queue.skills.some((skill) => !who.skills.includes(skill))) say('who is not of its queue');
            if (desk.left && who.id === desk.left.id && when > desk.left.at) say('who had left');
            // What they certainly had: theirs by routing's own act, or theirs for so long that routing knew.
            const had = all.filter((other) => {
                if (other.id === id) return false;
                const given = other.log.findLast((each) => micros(each.posted_at) <= when && routing(each) && each.data.assignee?.id === who.id);
                const since = Math.max(when - known, given ? micros(given.posted_at) : 0);
                const inForce = other.standings.filter((each, index) => each.at <= when && (other.standings[index + 1]?.at ?? Infinity) >= since);
                return inForce.length > 0 && inForce[0].at <= since && inForce.every((each) => isLoad(each, who.id, before.channel));
            });
            if (had.length >= who.capacity) say(`who had ${had.length} of ${who.capacity}`);
        }
    }
}

// Nobody is left without an answer: after each word of a customer there is one, or whoever works it has closed it or put it to its customer, and left it so.
export function unanswered(all) {
    const dealtWith = (entry) => answers(entry) || (entry.kind === 'state' && entry.data.to !== 'open');
    return all.filter(({ log, standings: each }) => each.length > 0 && (each.at(-1).waiting !== null || log.findLastIndex(says) > log.findLastIndex(dealtWith))).map(({ shown }) => shown.reference);
}
