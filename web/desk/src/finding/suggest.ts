// Which saved replies fit what a customer said: those about the matter, and those that share words with it.
import type { SavedReply } from '@ombud/shared/replies';

/** Words of three letters and more, and pairs of Chinese letters: what tells one matter from another. */
export function telling(text: string): Set<string> {
  const out = new Set<string>();
  const folded = text.normalize('NFKC').toLocaleLowerCase();
  for (const [word] of folded.matchAll(/[\p{L}\p{N}]+/gu)) {
    for (const [run] of word.matchAll(/\p{Script=Han}+/gu)) {
      const letters = Array.from(run);
      for (let at = 0; at + 1 < letters.length; at += 1) out.add(letters[at]! + letters[at + 1]!);
    }
    for (const [latin] of word.matchAll(/[^\p{Script=Han}]+/gu)) if (latin.length >= 3) out.add(latin);
  }
  return out;
}

const shared = (wanted: ReadonlySet<string>, text: string): number => {
  let count = 0;
  for (const word of telling(text)) if (wanted.has(word)) count += 1;
  return count;
};

/** The best first. One that neither is about the topic nor shares a word is left out. */
export function fitting(replies: readonly SavedReply[], said: string, topic: string | null, most: number): SavedReply[] {
  const wanted = telling(said);
  return replies
    .map((reply) => ({
      reply,
      worth:
        (topic !== null && reply.topic === topic ? 4 : 0) +
        3 * shared(wanted, reply.title) +
        Math.min(4, shared(wanted, reply.text_en + '\n' + reply.text_zh)),
    }))
    .filter(({ worth }) => worth > 0)
    .sort((a, b) => b.worth - a.worth || b.reply.used - a.reply.used || a.reply.title.localeCompare(b.reply.title))
    .slice(0, most)
    .map(({ reply }) => reply);
}
