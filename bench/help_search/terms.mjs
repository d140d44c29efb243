// How the peers are given text, as those do who search Chinese with them: words of Latin letters, and Chinese by pairs of letters.
export function terms(text) {
    const found = [];
    for (const [run] of text.toLowerCase().matchAll(/[\p{Script=Han}]+|[\p{L}\p{N}]+/gu)) {
        if (!/\p{Script=Han}/u.test(run) || [...run].length === 1) found.push(run);
        else {
            const letters = [...run];
            for (let at = 0; at + 1 < letters.length; ++at) found.push(letters[at] + letters[at + 1]);
        }
    }
    return found;
}

export const fields = ['title', 'keywords', 'summary', 'headings', 'body', 'asked'];
export const boosts = { title: 3, keywords: 3, summary: 2, headings: 1.5, body: 1, asked: 1.5 };

// One text a field.
export const flat = (document) => Object.fromEntries(fields.map((field) => [field, [document[field] ?? ''].flat().join('. ')]));

// The first pages of each article, best first.
export const articlesOf = (ids, limit = 5) => [...new Set(ids)].slice(0, limit);
