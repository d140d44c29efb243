// The judge judged: cases whose answer can be counted on the fingers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { courses, crossing, elapsed, Hours, micros, promised, standings } from './reference.mjs';

const week = (opens, closes) => [1, 2, 3, 4, 5].map((day) => ({ day, opens, closes }));
const office = { zone: 'Europe/Berlin', hours: week(540, 1020), holidays: [{ date: '2026-12-25', name: 'Christmas', yearly: true }, { date: '2026-10-02', name: 'Moving', yearly: false }] };
const minutes = (number) => number * 60_000_000;

test('business time passes only while its place is open', () => {
    const hours = new Hours(office);
    assert.equal(hours.between(micros('2026-07-06T06:59:30.5Z'), micros('2026-07-06T07:10:00Z')), minutes(10), 'opens at 09:00 in summer, 07:00 UTC');
    assert.equal(hours.after(micros('2026-10-01T14:30:00Z'), minutes(60)), micros('2026-10-05T07:30:00Z'), 'Thursday evening, Friday shut, a weekend');
    assert.equal(hours.after(micros('2026-10-23T14:50:00Z'), minutes(20)), micros('2026-10-26T08:10:00Z'), 'summer time ended on Sunday');
    assert.equal(hours.after(micros('2028-12-22T15:59:00Z'), minutes(2)), micros('2028-12-26T08:01:00Z'), 'a holiday of every year');
    assert.equal(new Hours({ zone: 'UTC', hours: [], holidays: [] }).after(0, 1), null);
    const nepal = new Hours({ zone: 'Asia/Kathmandu', hours: [{ day: 1, opens: 0, closes: 1 }], holidays: [] });
    assert.equal(nepal.after(micros('2026-07-05T12:00:00Z'), minutes(1)), micros('2026-07-05T18:16:00Z'));
});

const now = { reference: 'OM', language: 'en', topic: 'deposit', handling: { channel: 'chat', priority: 'normal', queue_id: null, tags: [] }, customer: { kind: 'visitor' } };
function logOf(...rows) {
    return rows.map(([second, kind, author, status, data = null], index) => ({
        seq: index + 1, kind, author: { kind: author, id: author }, internal: false, status, data, posted_at: `2026-07-06T08:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}.000000Z`,
    }));
}

test('clocks run from first words to the answer, stop for the customer and for a snooze, and go on when it is opened again', () => {
    const log = logOf(
        [0, 'message', 'customer', 'new'], [5, 'message', 'customer', 'new'], [30, 'message', 'agent', 'waiting'],
        [50, 'message', 'customer', 'open'], [60, 'handling', 'agent', 'open', { set: { snoozed_until: '2026-07-06T09:00:00Z' }, before: { snoozed_until: null } }],
        [80, 'state', 'agent', 'resolved', { from: 'open', to: 'resolved' }], [100, 'state', 'agent', 'open', { from: 'resolved', to: 'open' }],
        [110, 'message', 'agent', 'waiting']);
    const { standings: all, faults } = standings(log, now);
    assert.deepEqual(faults, []);
    const [resolution, first, next, again] = courses(log, all);
    const seconds = (clock) => clock.spans.map(([from, to]) => [from, to].map((at) => (at === null ? null : (at - micros('2026-07-06T08:00:00Z')) / 1e6)));
    assert.deepEqual([resolution.kind, first.kind, next.kind, again.kind], ['resolution', 'first_answer', 'next_answer', 'next_answer']);
    assert.deepEqual(seconds(resolution), [[0, 30], [50, 60], [100, 110]]);
    assert.deepEqual(seconds(first), [[0, 30]]);
    assert.deepEqual([seconds(next), next.letGo], [[[50, 80]], true]);
    assert.deepEqual([seconds(again), again.seq], [[[100, 110]], 7], 'what is owed is owed from when it was opened again');
    const always = new Hours({ zone: 'UTC', hours: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, opens: 0, closes: 1440 })), holidays: [] });
    assert.equal(crossing(resolution, always, 35e6), micros('2026-07-06T08:00:55Z'));
    assert.equal(elapsed(resolution, always, 0), 50e6);
    assert.equal(crossing(resolution, always, 60e6), null);
    assert.equal(crossing(resolution, always, 60e6, true), micros('2026-07-06T08:02:00Z'));
});

test('whoever waits in a conversation that is merged into this one has waited since then', () => {
    const merged = (second) => ({ act: 'merged', becomes: { status: 'open', waits_since: `2026-07-06T08:00:${second}.000000Z` } });
    const log = logOf(
        [0, 'message', 'customer', 'new'], [10, 'message', 'agent', 'waiting'], [40, 'link', 'agent', 'open', merged('20')],
        [50, 'link', 'agent', 'open', merged('15')], [60, 'message', 'agent', 'waiting'], [70, 'link', 'agent', 'resolved', { act: 'merged', becomes: { status: 'resolved', waits_since: null } }]);
    const { standings: all, faults } = standings(log, now);
    assert.deepEqual(faults, []);
    assert.deepEqual(all.map((each) => each.waiting && (each.waiting - micros('2026-07-06T08:00:00Z')) / 1e6), [0, null, 20, 15, null, null]);
    const next = courses(log, all).find((each) => each.kind === 'next_answer');
    const always = new Hours({ zone: 'UTC', hours: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, opens: 0, closes: 1440 })), holidays: [] });
    assert.deepEqual([next.seq, (next.startedAt - micros('2026-07-06T08:00:00Z')) / 1e6, elapsed(next, always, 0)], [3, 15, 45e6]);
    assert.equal(crossing(next, always, 45e6 - 1), micros('2026-07-06T08:00:59.999999Z'));
});

test('a log that does not fit together is found out', () => {
    const log = logOf([0, 'message', 'customer', 'new'], [3, 'assignment', 'agent', 'new', { assignee: { id: 'ana' }, previous: { id: 'ben' } }]);
    log[1].seq = 3;
    assert.equal(standings(log, now).faults.length, 3);
});

test('the first policy that matches holds, and a priority may have its own', () => {
    const conditions = (...all) => ({ all, any: [] });
    const settings = {
        hours: new Map([['c', 'hours']]),
        policies: [
            { id: 'theft', conditions: conditions({ field: 'topic', is: 'any_of', values: ['theft'] }), targets: { first_answer: 5 }, by_priority: {}, warn_percent: 50, warn_left: 4, calendar_id: 'c' },
            { id: 'rest', conditions: conditions(), targets: { first_answer: 9, resolution: 20 }, by_priority: { high: { first_answer: 3 } }, warn_percent: 80, warn_left: null, calendar_id: 'c' },
        ],
    };
    const at = { topic: 'deposit', priority: 'high', tags: [] };
    assert.deepEqual([promised(settings, at, 'first_answer').target, promised(settings, at, 'resolution').target, promised(settings, at, 'next_answer')], [3, 20, null]);
    assert.deepEqual(promised(settings, { ...at, topic: 'theft' }, 'first_answer').warnAfter, minutes(1));
});
