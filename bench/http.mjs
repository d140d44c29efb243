// HTTP: a signed-in customer reads a page of their conversation, and a script from the bundle, beside nginx (load: wrk).
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { end, freePort, interleaved, listening, loadCore, Ombud, outputOf, ratioAtLeast, root, scratch, serverCore, start } from './support.mjs';

const entries = 20;

// Answers a second, and the times of one, in milliseconds, with so many connections at once.
export async function wrk(port, target, fields = [], connections = 64) {
    const headers = fields.flatMap((field) => ['-H', field]);
    const said = await outputOf(loadCore, ['wrk', '-t1', `-c${connections}`, '-d3s', '--latency', ...headers, `http://127.0.0.1:${port}${target}`]);
    if (/Non-2xx/.test(said)) throw new Error(`${target}: ${said}`);
    const time = (share) => {
        const [, value, unit] = new RegExp(`${share}%\\s+([\\d.]+)(us|ms|s)`).exec(said);
        return Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit];
    };
    return { perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(said)[1]), p50: time(50), p99: time(99) };
}

// Answers "ok", and files of the folders given: {'/widget.js': '/where/it/stands'}.
export async function startNginx(files) {
    const port = await freePort();
    const folder = path.join(scratch, 'nginx');
    mkdirSync(folder, { recursive: true });
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder};`).join(' ');
    writeFileSync(path.join(folder, 'nginx.conf'), `
${process.getuid() === 0 ? 'user root;' : ''}
worker_processes 1; daemon off; pid ${folder}/pid; error_log stderr;
events { worker_connections 1024; }
http {
    access_log off; keepalive_requests 1000000000; ${paths} types { text/javascript js; text/html html; }
    server {
        listen 127.0.0.1:${port};
        location / { return 200 "ok"; }
        ${Object.entries(files).map(([name, folder]) => `location = ${name} { root ${folder}; gzip_static on; }`).join(' ')}
    }
}
`);
    const child = start(serverCore, ['nginx', '-e', 'stderr', '-c', path.join(folder, 'nginx.conf')]);
    await listening(port, child);
    return { port, child };
}

export async function measure() {
    const ombud = new Ombud();
    const nginx = await startNginx({ '/widget.js': path.join(root, 'web/dist') });
    try {
        await ombud.start();
        const { token } = await ombud.call('POST', '/api/v1/visitors', { json: { language: 'en' } });
        const { id } = await ombud.call('POST', '/api/v1/conversations', { token, json: { client_id: 'bench', language: 'en' } });
        for (let number = 0; number < entries; ++number)
            await ombud.call('POST', `/api/v1/conversations/${id}/entries`, {
                token, json: { client_id: `bench-${number}`, body: 'Hello, the transfer of this morning has not arrived yet. Could somebody please look into it?' },
            });
        const signedIn = [`Authorization: Bearer ${token}`];
        const compressed = ['Accept-Encoding: gzip'];
        const found = await interleaved({
            page: () => wrk(ombud.port, `/api/v1/conversations/${id}/entries`, signedIn),
            conversation: () => wrk(ombud.port, `/api/v1/conversations/${id}`, signedIn),
            asset: () => wrk(ombud.port, '/widget.js', compressed),
            nginx: () => wrk(nginx.port, '/'),
            nginxAsset: () => wrk(nginx.port, '/widget.js', compressed),
        });
        const peer = { unit: '/s', peerName: 'nginx, return 200', peer: found.nginx.perSecond };
        return [
            { what: `a page of ${entries} entries, signed in, from the database`, ours: found.page.perSecond, ...peer, goal: ratioAtLeast(0.5) },
            { what: 'a conversation with its queue place, signed in', ours: found.conversation.perSecond, ...peer },
            { what: 'widget.js, gzip', unit: '/s', ours: found.asset.perSecond, peerName: 'nginx, gzip_static', peer: found.nginxAsset.perSecond },
        ];
    } finally {
        await end(nginx.child);
        await ombud.remove();
    }
}
