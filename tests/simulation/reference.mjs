// What must be true of a desk, counted anew from nothing but its logs and its settings: how each conversation stands, and every clock of its service levels.
// Times are numbers of microseconds since 1970, as exact as the program's own.

export const micros = (text) => {
    const [, seconds, fraction = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(text);
    return Date.parse(`${seconds}Z`) * 1000 + Number(fraction.padEnd(6, '0'));
};
const minute = 60_000_000, quarter = 15 * minute;

// Business hours ----------------------------------------------------------------------------------------------------------

// A calendar read minute by minute off the clock on its own wall: slow, and with nothing in common with the program's way.
export class Hours {
    #offsets = new Map();
    constructor({ zone, hours, holidays }) {
        this.hours = hours;
        this.holidays = holidays;
        this.wall = new Intl.DateTimeFormat('en-CA', { timeZone: zone, hourCycle: 'h23', dateStyle: 'short', timeStyle: 'medium' });
    }

    // How far the wall is ahead of UTC; no zone changes that within a quarter of an hour.
    #ahead(at) {
        const slot = Math.floor(at / quarter);
        if (!this.#offsets.has(slot)) {
            const [year, month, day, hour, minutes, seconds] = this.wall.format(slot * quarter / 1000).match(/\d+/g).map(Number);
            this.#offsets.set(slot, Date.UTC(year, month - 1, day, hour, minutes, seconds) * 1000 - slot * quarter);
        }
        return this.#offsets.get(slot);
    }

    open(at) {
        const there = new Date((at + this.#ahead(at)) / 1000);
        const date = there.toISOString().slice(0, 10);
        if (this.holidays.some((each) => (each.yearly ? each.date <= date && each.date.slice(5) === date.slice(5) : each.date === date))) return false;
        const day = there.getUTCDay() || 7, atMinute = there.getUTCHours() * 60 + there.getUTCMinutes();
        return this.hours.some((span) => span.day === day && span.opens <= atMinute && atMinute < span.closes);
    }

    // Each minute, or what is left of it, with whether it is open.
    * #minutes(from, to) {
        for (let at = from; at < to;) {
            const end = Math.min(to, (Math.floor(at / minute) + 1) * minute);
            if (this.open(at)) yield [at, end];
            at = end;
        }
    }
    between(from, to) {
        let passed = 0;
        for (const [at, end] of this.#minutes(from, to)) passed += end - at;
        return passed;
    }
    // When so much has passed; null: not within a month.
    after(from, span) {
        if (span <= 0) return from;
        for (const [at, end] of this.#minutes(from, from + 31 * 1440 * minute)) {
            if (end - at >= span) return at + span;
            span -= end - at;
        }
        return null;
    }
}

// Conversations -----------------------------------------------------------------------------------------------------------

const isMessage = (entry) => entry.kind === 'message';
export const says = (entry) => ['message', 'intake'].includes(entry.kind) && entry.author.kind === 'customer';
export const answers = (entry) => isMessage(entry) && entry.author.kind === 'agent' && !entry.internal;
// What a tie with another conversation makes of it: {status, waits_since}.
const becomes = (entry) => (entry.kind === 'link' && entry.data.becomes) || null;
const waitsSince = (entry) => (becomes(entry)?.waits_since ? micros(becomes(entry).waits_since) : null);

// How a conversation stood before its first entry: what no entry has changed is as it is now.
function beginning(log, now) {
    const first = (name) => log.find((entry) => entry.kind === 'handling' && name in entry.data.before)?.data.before[name];
    const atFirst = (name) => first(name) === undefined ? now.handling[name] ?? null : first(name);
    const topic = first('topic');
    return {
        status: 'new', language: now.language, channel: now.handling.channel, customer: now.customer.kind, topic: topic === undefined ? now.topic : topic,
        priority: atFirst('priority'), queue: atFirst('queue_id'), tags: atFirst('tags') ?? [], snoozed: null, assignee: null, waiting: null,
        customerSeq: 0, answerSeq: 0,
    };
}

// How it stands after each entry, and what of an entry does not fit the one before. The log's own account of status and of what was before is not believed.
export function standings(log, now) {
    const faults = [], out = [];
    let at = beginning(log, now);
    const expect = (entry, what, found, expected) => {
        if (JSON.stringify(found ?? null) !== JSON.stringify(expected ?? null))
            faults.push(`${now.reference} ${entry.seq} ${entry.kind}: ${what} is ${JSON.stringify(found)}, counted ${JSON.stringify(expected)}`);
    };
    log.forEach((entry, index) => {
        expect(entry, 'its number', entry.seq, index + 1);
        const before = at, unanswered = before.customerSeq > before.answerSeq;
        at = { ...before, seq: entry.seq, at: micros(entry.posted_at) };
        if (says(entry)) {
            at.status = before.status === 'new' ? 'new' : 'open';
            at.waiting = before.waiting ?? at.at;
            at.snoozed = null;
        }
        if (entry.author.kind === 'customer') at.customerSeq = entry.seq;
        if (answers(entry)) {
            Object.assign(at, { status: 'waiting', waiting: null, answerSeq: entry.seq, assignee: before.assignee ?? entry.author.id });
        }
        if (entry.kind === 'assignment') {
            expect(entry, 'who had it', entry.data.previous?.id, before.assignee);
            at.assignee = entry.data.assignee?.id ?? null;
            if (before.status === 'new') at.status = 'open';
        }
        if (entry.kind === 'state') {
            expect(entry, 'its status before', entry.data.from, before.status);
            at.status = entry.data.to;
            at.waiting = at.status === 'open' && unanswered ? before.waiting ?? at.at : null;
            if (at.status === 'resolved') at.snoozed = null;
        }
        if (becomes(entry)) Object.assign(at, { status: becomes(entry).status, waiting: waitsSince(entry), snoozed: null });
        if (entry.kind === 'handling') {
            const names = { topic: 'topic', priority: 'priority', queue_id: 'queue', tags: 'tags' };
            for (const [name, own] of Object.entries(names)) {
                if (!(name in entry.data.set)) continue;
                expect(entry, `${name} before`, entry.data.before[name], before[own]);
                at[own] = entry.data.set[name];
            }
            if ('snoozed_until' in entry.data.set) at.snoozed = entry.data.set.snoozed_until;
        }
        expect(entry, 'its status', entry.status, at.status);
        out.push(at);
    });
    return { standings: out, faults };
}

const valueOf = (field, at, me) => ({
    status: at.status, language: at.language, topic: at.topic ?? 'none', channel: at.channel, queue: at.queue ?? 'none', priority: at.priority,
    customer: at.customer, assignee: at.assignee === null ? 'nobody' : at.assignee === me ? ['me', at.assignee] : at.assignee, tag: at.tags, snoozed: at.snoozed ? 'yes' : 'no',
})[field];

export function matches(conditions, at, me) {
    const holds = ({ field, is, values }) => {
        const found = [valueOf(field, at, me)].flat();
        if (is === 'all_of') return values.every((each) => found.includes(each));
        return found.some((each) => values.includes(each)) === (is === 'any_of');
    };
    return conditions.all.every(holds) && (conditions.any.length === 0 || conditions.any.some(holds));
}

// Clocks ------------------------------------------------------------------------------------------------------------------

// Which clocks ran when. Each: {kind, seq, startedAt, spans: [[from, to]], endedAt, endSeq, letGo}; the last span of one that runs has no end.
export function courses(log, all) {
    const clocks = [];
    let answering = null, resolution = null, answered = false, owed = false, status = 'new';
    const begin = (kind, at, since = at.at) => {
        const clock = { kind, seq: at.seq, startedAt: since, spans: since < at.at ? [[since, at.at]] : [], endedAt: null };
        clocks.push(clock);
        return clock;
    };
    const runs = (clock) => clock.spans.length > 0 && clock.spans.at(-1)[1] === null;
    const stop = (clock, at) => {
        if (runs(clock)) clock.spans.at(-1)[1] = at;
    };
    const end = (clock, at) => {
        clock.ranAtEnd = runs(clock);
        stop(clock, at.at);
        Object.assign(clock, { endedAt: at.at, endSeq: at.seq });
    };
    log.forEach((entry, index) => {
        const at = all[index], before = status;
        status = at.status;
        const since = waitsSince(entry) ?? at.at;
        if (says(entry) || waitsSince(entry) !== null) {
            owed = true;
            resolution ??= begin('resolution', at, since);
            answering ??= begin(answered ? 'next_answer' : 'first_answer', at, since);
            if (since < answering.startedAt) {
                answering.spans.unshift([since, answering.startedAt]);
                answering.startedAt = since;
            }
        }
        if (answers(entry)) {
            if (answering) end(answering, at);
            answering = null;
            answered = true;
            owed = false;
        }
        if (status === 'resolved') {
            if (answering) {
                end(answering, at);
                answering.letGo = true;
            }
            answering = null;
            if (resolution && resolution.endedAt === null) end(resolution, at);
        } else if (before === 'resolved') {
            if (resolution) resolution.endedAt = null;
            if (owed) answering ??= begin(answered ? 'next_answer' : 'first_answer', at);
        }
        for (const clock of [answering, resolution]) {
            if (!clock || clock.endedAt !== null) continue;
            const paused = status === 'waiting' || (at.snoozed !== null && clock.kind === 'resolution');
            if (paused) stop(clock, at.at);
            else if (!runs(clock)) clock.spans.push([at.at, null]);
        }
    });
    return clocks;
}

// What is promised to a conversation that stands so: {policy, hours, target, warnAfter}; null: nothing.
export function promised(settings, at, kind) {
    const policy = settings.policies.find((each) => matches(each.conditions, at));
    const target = policy?.by_priority[at.priority]?.[kind] ?? policy?.targets[kind];
    if (target === undefined || target === null) return null;
    const whole = target * minute;
    let warnAfter = Math.floor(whole * policy.warn_percent / 100);
    if (policy.warn_left !== null && policy.warn_left < target) warnAfter = Math.min(warnAfter, whole - policy.warn_left * minute);
    return { policy: policy.id, target, whole, warnAfter, hours: settings.hours.get(policy.calendar_id) };
}

// When so much of it had passed; when it has stopped before, `goesOn` asks when it would have been.
export function crossing(clock, hours, amount, goesOn = false) {
    for (const [index, [from, to]] of clock.spans.entries()) {
        if (to === null || (goesOn && index === clock.spans.length - 1)) return hours.after(from, amount);
        const passed = hours.between(from, to);
        if (passed > amount) return hours.after(from, amount);
        amount -= passed;
    }
    return null;
}
export const elapsed = (clock, hours, now) => clock.spans.reduce((sum, [from, to]) => sum + hours.between(from, to ?? now), 0);
