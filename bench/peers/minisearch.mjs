// minisearch over documents: node minisearch.mjs DOCUMENTS QUESTIONS. Slips and half-typed last words as its guide recommends.
import { readFileSync } from 'node:fs';
import MiniSearch from 'minisearch';
import { articlesOf, boosts, fields, flat, terms } from '../help_search/terms.mjs';

const lines = (file) => readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const documents = lines(process.argv[2]).map((document, key) => ({ key, id: document.id, ...flat(document) }));
const questions = lines(process.argv[3]);
const began = performance.now();
const index = new MiniSearch({
    idField: 'key', fields, storeFields: ['id'], tokenize: terms,
    searchOptions: { boost: boosts, combineWith: 'OR', fuzzy: (term) => (/^[a-z]{4,}$/.test(term) ? 0.2 : false), prefix: (_, at, all) => at === all.length - 1 },
});
index.addAll(documents);
const build = (performance.now() - began) / 1000;
const ask = ({ question }) => articlesOf(index.search(question).map(({ id }) => id), 10);
questions.slice(0, 20).forEach(ask);   // compiled
const times = [];
const answers = questions.map((question) => {
    const asked = performance.now();
    const found = ask(question);
    times.push((performance.now() - asked) * 1000);
    return found;
});
console.log(JSON.stringify({ answers, times, build }));
