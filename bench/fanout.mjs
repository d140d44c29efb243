// Fan-out: entries that are posted over HTTP, stored with fsync and told to everybody in the room, beside servers that only relay.
import { end, interleaved, load, Ombud, ratioAtLeast, ratioAtMost, startPeer } from './support.mjs';

// No package brings uWebSockets. Measured apart, on another day, in rooms of 10: 1.56 times the deliveries of ws, and in a flood 0.42
// times its p99; of 50: 1.71 and 0.40.
const uWebSockets = { 10: { deliveries: 1.56, p99: 0.42 }, 50: { deliveries: 1.71, p99: 0.4 } };

// Enough rooms that nobody posts faster than the house lets one person post.
const rooms = { 10: 200, 50: 40 };
const offered = 50_000;   // deliveries per second, for the time they take

export async function measure() {
    const ombud = new Ombud();
    const peers = [];
    try {
        await ombud.start();
        await ombud.people(rooms[10]);
        const rows = [];
        for (const name of ['ws', 'socket.io']) peers.push(await startPeer(name));
        for (const listeners of [10, 50]) {
            const options = { rooms: rooms[listeners], listeners, bytes: 128, seconds: 2.5, rate: offered };
            const run = async (...words) => {
                const { flood, steady } = await load(...words);
                return { deliveries: flood.per_second, p99: steady.p99_ms, floodP99: flood.p99_ms };
            };
            const stored = () => run('ombud', ombud.port, 'fanout', { ...options, people: ombud.peopleFile });
            await stored();
            ombud.gatherStatistics();
            const { ours, ws, socketIo } = await interleaved({
                ours: stored,
                ws: () => run('ws', peers[0].port, 'fanout', options),
                socketIo: () => run('socket.io', peers[1].port, 'fanout', options),
            });
            const what = `deliveries of stored entries, rooms of ${listeners}`;
            const estimate = uWebSockets[listeners];
            const late = `p99 of a delivery at ${offered / 1000}k/s, rooms of ${listeners}`;
            rows.push(
                { what, unit: '/s', ours: ours.deliveries, peerName: 'npm ws, bare, not stored', peer: ws.deliveries },
                { what, unit: '/s', ours: ours.deliveries, peerName: 'socket.io, bare, not stored', peer: socketIo.deliveries, goal: ratioAtLeast(1.2) },
                { what, unit: '/s', ours: ours.deliveries, peerName: `uWebSockets, ESTIMATED as ${estimate.deliveries} × ws`, peer: estimate.deliveries * ws.deliveries, goal: ratioAtLeast(0.6) },
                { what: late, unit: 'ms', ours: ours.p99, peerName: 'npm ws, bare, not stored', peer: ws.p99 },
                { what: late, unit: 'ms', ours: ours.p99, peerName: `uWebSockets, ESTIMATED as ${estimate.p99} × ws`, peer: estimate.p99 * ws.p99, goal: ratioAtMost(1.5) },
            );
        }
        return rows;
    } finally {
        for (const peer of peers) await end(peer.child);
        await ombud.remove();
    }
}
