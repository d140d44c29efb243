// Signing in beside chatting: entries posted by a few while nobody signs in, and while fifty try to, each a slow hash.
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { interleaved, load, Ombud, ratioAtMost } from './support.mjs';

const posters = 8;
const inFlight = 50;

// Fifty strangers from as many networks as it takes for no limit on one of them to spare the hash.
class SignIns {
    constructor(ombud) {
        this.ombud = ombud;
        this.agent = new http.Agent({ keepAlive: true });
        this.number = 0;
        this.answered = 0;
        this.going = true;
        this.all = Array.from({ length: inFlight }, () => this.one());
    }
    async one() {
        while (this.going) {
            const number = this.number++;
            const json = { email: `nobody-${number}@bench.example`, password: 'a long password that fits nobody' };
            const from = `127.0.${3 + (number % 16)}.${1 + (Math.floor(number / 16) % 250)}`;
            const refusal = await this.ombud.call('POST', '/api/v1/staff/sessions', { json, from, agent: this.agent }).then(() => 'let in', String);
            if (refusal.includes(' 401 ')) this.answered += 1;
            else if (refusal.includes(' 429 ')) await sleep(20);   // the waiting room is full: the hashes go on
            else throw new Error(refusal);
        }
    }
    async stop() {
        this.going = false;
        await Promise.all(this.all);
        this.agent.destroy();
        return this.answered;
    }
}

export async function measure() {
    const ombud = new Ombud();
    try {
        await ombud.start();
        await ombud.people(1024);
        const post = () => load('ombud', ombud.port, 'post', { people: ombud.peopleFile, seconds: 3, posters });
        await post();
        ombud.gatherStatistics();
        const beside = async () => {
            const signIns = new SignIns(ombud);
            const began = performance.now();
            const posted = await post();
            const answered = await signIns.stop();
            return { ...posted, sign_ins: (answered * 1000) / (performance.now() - began) };
        };
        const { idle, busy } = await interleaved({ idle: post, busy: beside });
        return [
            { what: `p99 of an entry, ${posters} posters, ${inFlight} sign-ins in flight`, unit: 'ms', ours: busy.p99_ms, peerName: 'nobody signs in', peer: idle.p99_ms, goal: ratioAtMost(2) },
            { what: 'p50 of the same', unit: 'ms', ours: busy.p50_ms, peerName: 'nobody signs in', peer: idle.p50_ms },
            { what: 'sign-ins refused meanwhile', unit: '/s', ours: busy.sign_ins },
        ];
    } finally {
        await ombud.remove();
    }
}
