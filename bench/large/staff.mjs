// The people of a measured desk, set up as its operator and an admin would: password, authenticator, and the budgets of those who count.
import { createHmac } from 'node:crypto';
import { outputOf, program } from '../support.mjs';

const password = 'correct-horse-ombud-bench';

// RFC 6238.
function totp(secret) {
    const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
    const digest = createHmac('sha1', Buffer.from(bits.match(/.{8}/g).map((octet) => parseInt(octet, 2)))).update(counter).digest();
    return String((digest.readUInt32BE(digest[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function setUp(ombud, link) {
    const { token, staff } = await ombud.call('POST', '/api/v1/staff/setup', { json: { password, token: link.split('#token=')[1] } });
    const { secret } = await ombud.call('POST', '/api/v1/staff/me/totp', { token });
    await ombud.call('POST', '/api/v1/staff/me/totp/confirm', { token, json: { code: totp(secret) } });
    return { token, id: staff.id, name: staff.public_name };
}

// An admin and so many agents. Whoever measures opens more conversations in an hour than anybody works in a week.
export async function staffOf(ombud, count) {
    const run = Date.now().toString(36);  // of each desk one may be measured again
    const email = (name) => `${name.toLowerCase()}-${run}@bench.test`;
    const said = await outputOf(undefined, [program('ombud'), 'staff', 'add', '--data', ombud.data, '--email', email('Boss'), '--name', 'Bench Boss', '--public-name', 'Boss', '--role', 'admin']);
    const admin = await setUp(ombud, /\S+#token=\S+/.exec(said)[0]);
    const add = async (name, role) => {
        const { setup_link: link } = await ombud.call('POST', '/api/v1/staff', { token: admin.token, json: { email: email(name), name, public_name: name, role } });
        return setUp(ombud, link);
    };
    // Nobody raises their own budget.
    const { id: keepers } = await ombud.call('POST', '/api/v1/roles', { token: admin.token, json: { name_en: `Keepers ${run}`, name_zh: `权限管理 ${run}`, permissions: ['manage_access'], copied_from: 'agent' } });
    const keeper = await add('Keeper', keepers);
    for (const [by, role] of [[admin, 'agent'], [keeper, 'admin']])
        await ombud.call('PUT', '/api/v1/insiders/budgets', { token: by.token, json: { role, customers_alert: 99_000, customers_stop: 100_000, reveals_alert: 900, reveals_stop: 1_000 } });
    const agents = [];
    const hire = async () => {
        for (let number = agents.push(null); number <= count; number = agents.push(null)) agents[number - 1] = await add(`Agent${number}`, 'agent');
        agents.pop();
    };
    await Promise.all([hire(), hire()]);
    return { admin, agents };
}
