// Memory: of an idle signed-in conversation socket among 10,000 after one message, and of the whole program.
import { once } from 'node:events';
import { atMost, end, interleaved, loadCommand, loadCore, Ombud, ratioAtMost, residentMegabytes, sleep, start, startPeer } from './support.mjs';

const sockets = 10_000;
const bytes = 1000;

async function grown(pid, server, port, more = {}) {
    const before = residentMegabytes(pid);
    const listeners = start(loadCore, loadCommand(server, port, 'idle', { rooms: sockets, bytes, ...more }));
    const told = once(listeners.stdout, 'data');
    const failed = listeners.ended.then((code) => {
        throw new Error(`the load ended with ${code}`);
    });
    await Promise.race([told, failed]);
    await sleep(2000);
    const after = residentMegabytes(pid);
    failed.catch(() => {});
    listeners.stdin.end();
    await listeners.ended;
    return { before, after, each: ((after - before) * 1024) / sockets };
}

async function peer(name) {
    const server = await startPeer(name);
    try {
        return await grown(server.pid, name, server.port);
    } finally {
        await end(server.child);
    }
}

export async function measure() {
    const ombud = new Ombud();
    try {
        await ombud.start();
        await ombud.people(sockets);
        await ombud.stop();
        const { ours, ws, socketIo } = await interleaved({
            async ours() {
                await ombud.start();
                const result = await grown(ombud.pid, 'ombud', ombud.port, { people: ombud.peopleFile });
                await ombud.stop();
                return result;
            },
            ws: () => peer('ws'),
            socketIo: () => peer('socket.io'),
        });
        const what = 'an idle signed-in socket among 10,000';
        return [
            { what, unit: 'KiB', ours: ours.each, peerName: 'npm ws, bare', peer: ws.each, goal: ratioAtMost(0.75) },
            { what, unit: 'KiB', ours: ours.each, peerName: 'socket.io, bare', peer: socketIo.each, goal: ratioAtMost(0.35) },
            { what: 'the program after its start', unit: 'MiB', ours: ours.before, peerName: 'npm ws, bare', peer: ws.before, goal: atMost(64, 'MiB') },
            { what: 'the program with 10,000 sockets', unit: 'MiB', ours: ours.after, peerName: 'npm ws, bare', peer: ws.after, goal: atMost(200, 'MiB') },
        ];
    } finally {
        await ombud.remove();
    }
}
