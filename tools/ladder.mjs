// Compares every #include with the ladder: a module includes only itself and the lower modules that its CMakeLists.txt says it uses.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const modules = new Map();   // name -> {level, uses}
const sources = [];
for (const entry of readdirSync('src', { recursive: true })) {
    const file = path.join('src', entry);
    if (path.basename(file) === 'CMakeLists.txt') readModule(file);
    else if (/\.[ch]pp$/.test(file)) sources.push(file);
}

function readModule(file) {
    const call = /ombud_module\(\s*(\w+)\s+([^)]*)\)/.exec(readFileSync(file, 'utf8').replace(/#.*$/gm, ''));
    if (!call) return;
    const words = call[2].split(/\s+/);
    const list = (key) => {
        const rest = words.slice(words.indexOf(key) + 1);
        const end = rest.findIndex((word) => /^[A-Z_]+$/.test(word));
        return words.includes(key) ? rest.slice(0, end < 0 ? rest.length : end) : [];
    };
    modules.set(call[1], { level: Number(list('LEVEL')[0]), uses: new Set(list('USES')), folder: path.dirname(file) });
}

const moduleOf = (file) =>
    [...modules].filter(([, module]) => file.startsWith(`${module.folder}/`)).sort((a, b) => b[1].folder.length - a[1].folder.length)[0]?.[0];

// What a module may see: what it uses, and what those use.
function reach(name, seen = new Set()) {
    for (const used of modules.get(name)?.uses ?? []) if (!seen.has(used)) reach(used, seen.add(used));
    return seen;
}

const faults = [];
for (const [name, module] of modules) {
    for (const used of module.uses) {
        if (!modules.has(used)) faults.push(`${module.folder}: uses ${used}, which is no module`);
        else if (modules.get(used).level >= module.level) faults.push(`${module.folder}: ${name} (level ${module.level}) uses ${used} (level ${modules.get(used).level})`);
    }
}
for (const file of sources) {
    const name = moduleOf(file);
    if (!name) continue;   // src/main.cpp and the helper programs: the composition roots
    const visible = reach(name);
    for (const [, included] of readFileSync(file, 'utf8').matchAll(/^\s*#include\s+"([^"]+)"/gm)) {
        const owner = moduleOf(`src/${included}`);
        if (owner && owner !== name && !visible.has(owner)) faults.push(`${file}: includes ${included}, but ${name} does not use ${owner}`);
    }
}

for (const fault of faults) console.log(`  ${fault}`);
console.log(`  ${modules.size} modules, ${sources.length} files, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
