// The least that relays in rooms with socket.io: the room is a parameter of the connection.
import { Server } from 'socket.io';

const server = new Server(Number(process.argv[2]), { transports: ['websocket'], perMessageDeflate: false });
server.on('connection', (socket) => {
    const { room } = socket.handshake.query;
    socket.join(room);
    socket.on('m', (text) => server.to(room).emit('m', text));
});
process.on('SIGTERM', () => process.exit(0));
