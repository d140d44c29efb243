// Filling the variables of a saved reply, and finding the one that is wanted.
import type { Language } from '@ombud/shared/api';
import type { SavedReply } from '@ombud/shared/replies';

export const VARIABLES = ['customer_name', 'reference', 'agent_name', 'topic', 'queue', 'date', 'time'] as const;
export type Variable = (typeof VARIABLES)[number];
/** null: there is none. */
export type Values = Record<Variable, string | null>;

/** {customer_name}, or {customer_name|there} with what stands for it where there is none. */
const VARIABLE = /\{([a-z][a-z_]*)(?:\|([^{}\n]*))?\}/g;
const isVariable = (name: string): name is Variable => (VARIABLES as readonly string[]).includes(name);

/** The first name in braces that is no variable. */
export function unknownIn(text: string): string | null {
  for (const [, name] of text.matchAll(VARIABLE)) if (!isVariable(name!)) return name!;
  return null;
}

const GAP = '\u0000';

/** What stands around a value that is not there goes with it: "Hello {customer_name}," becomes "Hello,", "{customer_name}，您好" "您好". */
export function fill(text: string, values: Values): string {
  const filled = text.replace(VARIABLE, (whole, name: string, otherwise?: string) => {
    if (!isVariable(name)) return whole;
    // A value never becomes a variable or a gap itself.
    return values[name]?.replaceAll(GAP, '').trim() || otherwise || GAP;
  });
  return filled
    .replace(new RegExp(`(^|\\n)${GAP}[ \\t]*[,，、:：]?[ \\t]*`, 'g'), '$1')
    .replace(new RegExp(`[ \\t]?${GAP}`, 'g'), '');
}

export interface InLanguage {
  text: string;
  /** The language it is written in, when it is not the one that was wanted. */
  other: Language | null;
}

export function textIn(reply: Pick<SavedReply, 'text_en' | 'text_zh'>, language: Language): InLanguage {
  const [wanted, rest, other]: [string, string, Language] =
    language === 'en' ? [reply.text_en, reply.text_zh, 'zh-CN'] : [reply.text_zh, reply.text_en, 'en'];
  return wanted ? { text: wanted, other: null } : { text: rest, other };
}

/** What is being typed before the caret: `/words` searches all, `;short` by shortcut. */
export interface Asked { mark: '/' | ';'; words: string; from: number }

export function askedFor(body: string, caret: number): Asked | null {
  const found = /(?:^|[\s，。！？、：；])([/;；])([^\s/;；]{0,40})$/u.exec(body.slice(0, caret));
  if (!found) return null;
  const [, mark, words] = found;
  return { mark: mark === '/' ? '/' : ';', words: words!, from: caret - words!.length - 1 };
}

const plain = (text: string) => text.toLocaleLowerCase().normalize('NFKC');

/** How well it answers: smaller is better, null not at all. */
function rank(reply: SavedReply, { mark, words }: Pick<Asked, 'mark' | 'words'>): number | null {
  const wanted = plain(words);
  const shortcut = plain(reply.shortcut ?? '');
  if (wanted !== '' && shortcut === wanted) return 0;
  if (mark === ';') return reply.shortcut !== null && shortcut.startsWith(wanted) ? 1 : null;
  if (wanted === '') return 2;
  if (shortcut.startsWith(wanted)) return 1;
  if (plain(reply.title).includes(wanted)) return 2;
  if (plain(reply.folder).includes(wanted)) return 3;
  return plain(reply.text_en + '\n' + reply.text_zh).includes(wanted) ? 4 : null;
}

/** The best first; among equals those about the topic, then those used most. */
export function found(replies: readonly SavedReply[], asked: Pick<Asked, 'mark' | 'words'>, topic: string | null): SavedReply[] {
  const off = (reply: SavedReply) => (topic !== null && reply.topic === topic ? 0 : 1);
  return replies
    .flatMap((reply) => {
      const place = rank(reply, asked);
      return place === null ? [] : [{ reply, place }];
    })
    .sort((a, b) => a.place - b.place || off(a.reply) - off(b.reply) || b.reply.used - a.reply.used || a.reply.title.localeCompare(b.reply.title))
    .map(({ reply }) => reply);
}

/** In the place of what was typed to find it; where the caret goes then. */
export function inserted(body: string, asked: Pick<Asked, 'from'>, caret: number, text: string): { body: string; caret: number } {
  return { body: body.slice(0, asked.from) + text + body.slice(caret), caret: asked.from + text.length };
}
