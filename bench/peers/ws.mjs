// The least that relays in rooms with npm ws: the room is the path.
import { WebSocketServer } from 'ws';

const rooms = new Map();
new WebSocketServer({ host: '127.0.0.1', port: Number(process.argv[2]), perMessageDeflate: false }).on('connection', (socket, { url }) => {
    const room = rooms.get(url) ?? new Set();
    rooms.set(url, room.add(socket));
    socket.on('message', (data) => {
        for (const each of room) each.send(data, { binary: false });
    });
    socket.on('close', () => room.delete(socket));
    socket.on('error', () => {});
});
process.on('SIGTERM', () => process.exit(0));
