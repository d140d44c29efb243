// Many articles out of few, the same on each run: every part of a new one comes from another of ours.
export function manyOf(documents, count) {
    let state = 20_251_129;
    const random = (below) => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return Math.floor((state / 2 ** 32) * below);
    };
    const byLanguage = ['en', 'zh-CN'].map((language) => documents.filter((document) => document.language === language));
    return Array.from({ length: count }, (_, number) => {
        const pick = () => random(byLanguage[0].length);
        const [title, summary, words, ...bodies] = Array.from({ length: 7 }, pick);
        const parts = Array.from({ length: 12 }, (_, part) => [bodies[part % bodies.length], random(1_000)]);
        return byLanguage.map((all) => ({
            id: `article-${String(number).padStart(5, '0')}`, language: all[0].language, title: all[title].title, summary: all[summary].summary,
            keywords: all[words].keywords, headings: all[bodies[0]].headings, related: [],
            body: parts.map(([source, line]) => { const list = all[source].body.split('\n'); return list[line % list.length]; }).join('\n'),
        }));
    }).flat();
}
