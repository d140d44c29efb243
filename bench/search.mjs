// The help centre's search on the judged questions and at 10,000 articles, beside PostgreSQL's own text search, SQLite's FTS5, minisearch and Xapian.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { asked, documents, questions } from './help_search/articles.mjs';
import { manyOf } from './help_search/many.mjs';
import { PostgreSQL } from './help_search/postgresql.mjs';
import { articlesOf, boosts, fields, flat, terms } from './help_search/terms.mjs';
import { atMost, median, outputOf, program, ratioAtMost, root, scratch, serverCore } from './support.mjs';

const written = (name, lines) => {
    const file = path.join(scratch, name);
    writeFileSync(file, lines.join('\n') + '\n');
    return file;
};
const objects = (name, list) => written(name, list.map((each) => JSON.stringify(each)));

// --- How good ---------------------------------------------------------------------------------------------------------------

const gain = (grade, place) => (2 ** grade - 1) / Math.log2(place + 2);
const total = (grades) => grades.slice(0, 5).reduce((sum, grade, place) => sum + gain(grade, place), 0);
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

// nDCG of the first five, and how often the first is the one that answers (grade 3).
export function judged(asked, answers) {
    const grades = answers.map((ids, at) => ids.map((id) => asked[at].relevant[id] ?? 0));
    return {
        ndcg: mean(grades.map((found, at) => total(found) / total(Object.values(asked[at].relevant).sort((one, other) => other - one)))),
        success: mean(grades.map(([first]) => (first === 3 ? 1 : 0))),
    };
}

// --- The peers --------------------------------------------------------------------------------------------------------------

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

const peers = {
    async minisearch(documentsFile, questionsFile) {
        return JSON.parse(await outputOf(serverCore, [process.execPath, path.join(import.meta.dirname, 'peers/minisearch.mjs'), documentsFile, questionsFile]));
    },

    // English by its Porter stemmer, Chinese by pairs of letters, fields weighed as bm25() weighs them; the last word may be half typed.
    async 'SQLite FTS5'(documentsFile, questionsFile, given, asked) {
        const rows = given.map((document) => {
            const text = flat(document);
            return `INSERT INTO pages VALUES (${[document.id, ...fields.map((field) => terms(text[field]).join(' '))].map(quoted).join(', ')});`;
        });
        const script = written('sqlite.sql', [`CREATE VIRTUAL TABLE pages USING fts5(id UNINDEXED, ${fields.join(', ')}, tokenize = 'porter unicode61'); BEGIN;`, ...rows, 'COMMIT;']);
        const select = written('select.sql', [`SELECT id FROM pages WHERE pages MATCH ? ORDER BY bm25(pages, 0, ${fields.map((field) => boosts[field]).join(', ')}) LIMIT 20`]);
        const words = asked.map(({ question }) => terms(question).map((term) => `"${term}"`).join(' OR ').replace(/"$/, '"*'));
        const result = JSON.parse(await outputOf(serverCore, [program('bench_sqlite'), script, select, written('queries.txt', words)]));
        return { ...result, answers: result.answers.map((ids) => articlesOf(ids)) };
    },

    async Xapian(documentsFile, questionsFile) {
        const result = JSON.parse(await outputOf(serverCore, [program('bench_xapian'), documentsFile, questionsFile]));
        return { ...result, answers: result.answers.map((ids) => articlesOf(ids)) };
    },

    // English and Chinese pairs of letters in one tsvector with the four weights that there are; ranked by ts_rank.
    async PostgreSQL(documentsFile, questionsFile, given, asked) {
        const database = await new PostgreSQL(path.join(scratch, 'postgresql')).start();
        try {
            return await database.search(given, asked);
        } finally {
            await database.stop();
        }
    },
};

// --- What is measured -------------------------------------------------------------------------------------------------------

const percentile = (times, share) => times.toSorted((one, other) => one - other)[Math.floor(times.length * share)];
const better = { text: 'better', reached: ({ ours, peer }) => ours > peer };
const atLeast = (bound) => ({ text: `≥ ${bound}`, reached: ({ ours }) => ours >= bound });

async function quality() {
    const plain = documents(root);
    const all = questions(root);
    const halves = { tuning: all.filter(({ half }) => half === 'tuning'), kept: all.filter(({ half }) => half === 'kept') };
    // The peers once as anybody would use them, and once with the questions that our index knows beside the articles.
    const told = plain.map((document) => ({ ...document, asked: asked(root, document) }));
    const rows = [];
    for (const [half, list] of Object.entries(halves)) {
        const questionsFile = objects(`${half}.jsonl`, list);
        const answers = JSON.parse(await outputOf(serverCore, [program('bench_help_search'), 'answers', objects('articles.jsonl', plain), questionsFile]));
        const ours = judged(list, answers);
        rows.push({ what: `help search, ${half} half, nDCG@5`, unit: '', ours: ours.ndcg, goal: half === 'kept' ? atLeast(0.85) : undefined });
        rows.push({ what: `help search, ${half} half, success@1`, unit: '', ours: ours.success, goal: half === 'kept' ? atLeast(0.8) : undefined });
        for (const [name, search] of Object.entries(peers))
            for (const [kind, given] of [['', plain], [' with our questions', told]]) {
                const found = judged(list, (await search(objects('given.jsonl', given), questionsFile, given, list)).answers);
                rows.push({ what: `help search, ${half} half, nDCG@5`, unit: '', ours: ours.ndcg, peerName: name + kind, peer: found.ndcg, goal: better });
                rows.push({ what: `help search, ${half} half, success@1`, unit: '', ours: ours.success, peerName: name + kind, peer: found.success, goal: better });
            }
    }
    return rows;
}

async function speed() {
    const given = manyOf(documents(root), 5_000);
    const all = questions(root).filter((_, at) => at % 4 === 0);   // some peers take tenths of a second for each
    const [documentsFile, questionsFile] = [objects('many.jsonl', given), objects('all.jsonl', all)];
    const ours = JSON.parse(await outputOf(serverCore, [program('bench_help_search'), 'speed', documentsFile, questionsFile]));
    const rows = [
        { what: 'help search, 10,000 articles, p99', unit: 'µs', ours: ours.p99, goal: atMost(5000, 'µs') },
        { what: 'help search, index of 10,000 articles', unit: 's', ours: ours.build, goal: atMost(10, 's') },
    ];
    for (const [name, search] of Object.entries(peers)) {
        const { times, build } = await search(documentsFile, questionsFile, given, all);
        rows.push({ what: 'help search, 10,000 articles, p50', unit: 'µs', ours: ours.p50, peerName: name, peer: median(times) });
        rows.push({ what: 'help search, 10,000 articles, p99', unit: 'µs', ours: ours.p99, peerName: name, peer: percentile(times, 0.99), ...(name === 'Xapian' ? { goal: ratioAtMost(2) } : {}) });
        rows.push({ what: 'help search, index of 10,000 articles', unit: 's', ours: ours.build, peerName: name, peer: build });
    }
    return rows;
}

export async function measure() {
    return [...(await quality()), ...(await speed())];
}
