// Looks for dead links in our documents: relative paths that are not there, and anchors that no heading makes.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

// But the help centre's articles: their links are addresses of the site.
const documents = execFileSync('git', ['ls-files', '*.md', ':!content/articles/*/*', ':!tests/corpus/*'], { encoding: 'utf8' }).split('\n').filter((file) => file && existsSync(file));
const withoutCode = (text) => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ' '));

// As GitHub makes them: lower case, punctuation gone, blanks to hyphens, repeats numbered.
function anchors(file) {
    const seen = new Map();
    return new Set([...withoutCode(readFileSync(file, 'utf8')).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map(([, heading]) => {
        const slug = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
        const count = seen.get(slug) ?? 0;
        seen.set(slug, count + 1);
        return count === 0 ? slug : `${slug}-${count}`;
    }));
}

const faults = [];
let links = 0;
for (const file of documents) {
    const text = withoutCode(readFileSync(file, 'utf8'));
    const targets = [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g), ...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, target]) => target);
    for (const target of targets) {
        if (/^[a-z][a-z0-9+.-]*:/i.test(target)) continue;
        links += 1;
        const [name, anchor] = target.split('#');
        const there = name === '' ? file : path.join(path.dirname(file), decodeURIComponent(name));
        if (!existsSync(there)) faults.push(`${file}: ${target} is not there`);
        else if (anchor && statSync(there).isFile() && there.endsWith('.md') && !anchors(there).has(decodeURIComponent(anchor)))
            faults.push(`${file}: no heading makes #${anchor} in ${there}`);
    }
}

for (const fault of faults) console.log(`  ${fault}`);
console.log(`  ${documents.length} documents, ${links} links, ${faults.length} dead`);
process.exit(faults.length === 0 ? 0 : 1);
