// The people of a measured desk, set up as the first start and an admin would: password, authenticator, and the budgets of those who count.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { scratch, sleep } from '../support.mjs';

const password = 'correct-horse-ombud-bench';

// RFC 6238.
function totp(secret) {
    const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
    const digest = createHmac('sha1', Buffer.from(bits.match(/.{8}/g).map((octet) => parseInt(octet, 2)))).update(counter).digest();
    return String((digest.readUInt32BE(digest[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function setUp(ombud, choice) {
    const { token, staff } = await ombud.call('POST', '/api/v1/staff/setup', { json: { password, ...choice } });
    const { secret } = await ombud.call('POST', '/api/v1/staff/me/totp', { token });
    await ombud.call('POST', '/api/v1/staff/me/totp/confirm', { token, json: { code: totp(secret) } });
    return { token, id: staff.id, name: staff.public_name };
}

// An admin and so many agents. Whoever measures opens more conversations in an hour than anybody works in a week.
export async function staffOf(ombud, count) {
    let link;
    while (!link) {
        link = /#token=([\w.-]+)/.exec(readFileSync(path.join(scratch, 'ombud.log'), 'utf8'))?.[1];
        await sleep(20);
    }
    const admin = await setUp(ombud, { token: link, email: 'boss@bench.test', name: 'Bench Boss', public_name: 'Boss' });
    // Nobody raises their own budget.
    const { id: keepers } = await ombud.call('POST', '/api/v1/roles', { token: admin.token, json: { name_en: 'Keepers', name_zh: '权限管理', permissions: ['manage_access'], copied_from: 'agent' } });
    const { setup_link: invited } = await ombud.call('POST', '/api/v1/staff', { token: admin.token, json: { email: 'keeper@bench.test', name: 'Keeper', public_name: 'Keeper', role: keepers } });
    const keeper = await setUp(ombud, { token: invited.split('#token=')[1] });
    for (const [by, role] of [[admin, 'agent'], [keeper, 'admin']])
        await ombud.call('PUT', '/api/v1/insiders/budgets', { token: by.token, json: { role, customers_alert: 99_000, customers_stop: 100_000, reveals_alert: 900, reveals_stop: 1_000 } });
    const agents = [];
    const hire = async () => {
        for (let number = agents.push(null); number <= count; number = agents.push(null)) {
            const name = `Agent${number}`;
            const { setup_link: made } = await ombud.call('POST', '/api/v1/staff', { token: admin.token, json: { email: `${name.toLowerCase()}@bench.test`, name, public_name: name, role: 'agent' } });
            agents[number - 1] = await setUp(ombud, { token: made.split('#token=')[1] });
        }
        agents.pop();
    };
    await Promise.all([hire(), hire()]);
    return { admin, agents };
}
