// What may go wrong with a desk, done to what one has shown: each must be found out. They say whether there was something to spoil.
const entryOf = ({ all }, fits) => {
    for (const { log } of all) {
        const entry = log.find(fits);
        if (entry) return { log, entry };
    }
    return {};
};
const isSaid = (entry) => entry.kind === 'message' && entry.author.kind === 'customer';
// Each number after it is one less, and so is what is shown: only that it is gone is left to be seen.
function drop({ log, entry }) {
    if (!entry) return false;
    log.splice(log.indexOf(entry), 1);
    log.forEach((each, index) => (each.seq = index + 1));
    return true;
}
const clockOf = ({ all }, fits) => all.flatMap(({ clocks }) => clocks.clocks).find(fits);
const later = (text) => text.replace(/(\d)Z$/, (_, digit) => `${(Number(digit) + 1) % 10}Z`);

export const spoils = {
    'a message is lost': (shown) => drop(entryOf(shown, (entry) => isSaid(entry) && entry.seq > 1)),
    'a message is there twice': ({ all }) => {
        const { log } = all.find((each) => each.log.some(isSaid));
        log.push({ ...log.find(isSaid), seq: log.length + 1 });
        return true;
    },
    'a message is another': (shown) => {
        const { entry } = entryOf(shown, isSaid);
        entry.body += '!';
        return true;
    },
    'an act is lost': (shown) => drop(entryOf(shown, (entry) => entry.kind === 'assignment' && entry.author.kind === 'agent')),
    'a breach is not told': (shown) => drop(entryOf(shown, (entry) => entry.data?.clock?.event === 'breach')),
    'a breach is told where none was': (shown) => {
        const { entry } = entryOf(shown, (each) => each.data?.clock?.event === 'warning');
        if (entry) Object.assign(entry, { client_id: entry.client_id.replace('warning', 'breach'), data: { clock: { ...entry.data.clock, event: 'breach' } } });
        return Boolean(entry);
    },
    'a clock ended a microsecond later': (shown) => {
        const clock = clockOf(shown, (each) => each.ended_at !== null);
        if (clock) clock.ended_at = later(clock.ended_at);
        return Boolean(clock);
    },
    'a clock was due a microsecond later': (shown) => {
        const clock = clockOf(shown, (each) => each.state === 'met' && each.due_at !== null);
        if (clock) clock.due_at = later(clock.due_at);
        return Boolean(clock);
    },
    'a promise that was kept is shown as broken': (shown) => {
        const clock = clockOf(shown, (each) => each.state === 'met');
        if (clock) clock.state = 'breached';
        return Boolean(clock);
    },
    'a queue counts one more': ({ counts }, desk) => {
        const { id } = desk.queues[0];   // which is not counted when nothing is in it, as after a whole shift
        let queue = counts.queues.find((each) => each.queue_id === id);
        if (!queue) counts.queues.push((queue = { queue_id: id, active: 0, unassigned: 0 }));
        queue.active += 1;
        return true;
    },
    'a view counts one less': ({ counts }) => {
        counts.people[0].views[0].count -= 1;
        return true;
    },
    'somebody else has it': ({ all }) => {
        const { shown } = all.find((each) => each.shown.assignee);
        shown.assignee.id = 'somebody';
        return true;
    },
};
