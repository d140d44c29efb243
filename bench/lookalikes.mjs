// Look-alikes of well-known platforms: known phishing that is flagged and ordinary sites that are, beside plain edit distance to the same names.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import config from 'eth-phishing-detect/src/config.json' with { type: 'json' };
import topSites from 'top-sites' with { type: 'json' };
import { atMost, interleaved, outputOf, program, ratioAtLeast, root, scratch, serverCore } from './support.mjs';

// The same as in the test, which says why just these.
const source = readFileSync(path.join(root, 'src/safety/lookalikes_test.cpp'), 'utf8');
const platforms = [.../platforms\{([^}]*)\}/.exec(source)[1].matchAll(/"([^"]+)"/g)].map(([, domain]) => domain);
const nameOf = (domain) => domain.split('.')[0];
const theirOwn = new Set(['huobipro.com']);
const ordinary = [...new Set([...config.whitelist, ...topSites.map((site) => site.rootDomain)])].filter(
    (domain) => !theirOwn.has(domain) && !platforms.some((platform) => nameOf(platform) === nameOf(domain)));

const written = (name, lines) => {
    const file = path.join(scratch, name);
    writeFileSync(file, lines.join('\n') + '\n');
    return file;
};

export async function measure() {
    const official = written('platforms.txt', platforms);
    const one = written('platform.txt', ['paiwallet.com']);
    const watched = written('watched.txt', config.fuzzylist);
    const block = written('block.txt', config.blacklist);
    const allow = written('allow.txt', ordinary);
    const json = async (...command) => JSON.parse(await outputOf(serverCore, command));
    const ours = (names, list) => () => json(program('bench_lookalikes'), names, list);
    const peer = (names, list, tolerance) => () => json(process.execPath, path.join(import.meta.dirname, 'peers/edit_distance.mjs'), names, list, String(tolerance));
    const found = await interleaved({ block: ours(official, block), allow: ours(official, allow), one: ours(one, block), near: peer(official, block, 1) });
    const once = async (command) => command();
    const share = ({ flagged, names }) => (100 * flagged) / names;
    const rows = [];
    for (const tolerance of [1, 2, 3])
        rows.push({
            what: `known phishing flagged, ${platforms.length} platforms`, unit: '%', ours: share(found.block),
            peerName: `edit distance ≤ ${tolerance}, same platforms`, peer: share(tolerance === 1 ? found.near : await once(peer(official, block, tolerance))),
            ...(tolerance === 1 ? { goal: ratioAtLeast(3) } : {}),
        });
    for (const tolerance of [1, 2, 3])
        rows.push({
            what: `known phishing flagged, ${platforms.length} platforms`, unit: '%', ours: share(found.block), peerName: `edit distance ≤ ${tolerance}, the list's own ${config.fuzzylist.length} names`,
            peer: share(await once(peer(watched, block, tolerance))), goal: ratioAtLeast(3),
        });
    for (const tolerance of [1, 2, 3])
        rows.push({
            what: `ordinary sites flagged, of ${ordinary.length}`, unit: '%', ours: share(found.allow), peerName: `edit distance ≤ ${tolerance}, same platforms`,
            peer: share(await once(peer(official, allow, tolerance))), goal: atMost(0.2, '%'),
        });
    rows.push(
        { what: `checks, ${platforms.length} platforms`, unit: '/s', ours: found.block.per_second, peerName: 'edit distance ≤ 1, eth-phishing-detect', peer: found.near.per_second },
        { what: 'checks, one platform', unit: '/s', ours: found.one.per_second });
    return rows;
}
