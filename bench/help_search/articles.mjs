// The shipped articles as what the search reads, and the judged questions.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const lines = (text) => text.split('\n').filter(Boolean);

// Roughly what a reader sees; a page's own headings stand apart.
function plain(markdown) {
    return markdown
        .replace(/^\|?[\s:|-]+\|?$/gm, '')
        .replace(/\|/g, ' ')
        .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replace(/^\s*(?:>|[-*]|\d+\.)\s+/gm, '')
        .replace(/[*_]{1,2}([^*_\n]+)[*_]{1,2}/g, '$1')
        .replace(/`/g, '')
        .replace(/[ \t]+/g, ' ')
        .replace(/\n\s*\n/g, '\n')
        .trim();
}

export function documents(root) {
    const folder = path.join(root, 'content/articles');
    const slugs = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
    return slugs.flatMap((id) =>
        ['en', 'zh-CN'].map((language) => {
            const text = readFileSync(path.join(folder, id, `${language}.md`), 'utf8');
            const [, head, markdown] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text);
            const { title, summary, keywords, related = [] } = parse(head);
            const headings = lines(markdown).flatMap((line) => /^#+ (.*)$/.exec(line)?.slice(1) ?? []);
            return { id, language, title, summary, keywords: keywords.map(String), headings, related, body: plain(markdown.replace(/^#+ .*$/gm, '')) };
        }));
}

export const questions = (root) => lines(readFileSync(path.join(root, 'bench/help_search/questions.jsonl'), 'utf8')).map((line) => JSON.parse(line));

// The questions that the index itself knows for our articles.
export function asked(root, { id, language }) {
    const text = readFileSync(path.join(root, 'content/search/asked.txt'), 'utf8');
    const [, block = ''] = text.split(`\n[${id}]\n`);
    const all = lines(block.split('\n[')[0]).flatMap((line) => line.split('|')).map((question) => question.trim()).filter(Boolean);
    return all.filter((question) => /[^\u0000-\u2fff]/.test(question) === (language === 'zh-CN'));
}
