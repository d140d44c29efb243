// One language of an article while somebody writes it: kept on this computer, saved upon the revision that it began with,
// stopped when a colleague saved in between. Knows nothing of how it is drawn.
import type { Id, Language, Timestamp } from '@ombud/shared/api';
import { LONGEST_MARKDOWN, type Article, type ArticleText, type DraftToSave } from '@ombud/shared/articles';
import { Store } from '@ombud/ui/store';
import { put, take, type Shelf } from '../drafts';

/** The words as they stand in the form; keywords as one line. */
export interface Words { title: string; summary: string; keywords: string; markdown: string }

export interface Editing {
  words: Words;
  /** What the server has. */
  stored: Words;
  /** The revision that the words were changed upon. */
  base: number;
  /** The version of the other language that the words say the same as. */
  translatedFrom: number | null;
  /** What a colleague stored while we wrote. */
  crossed: ArticleText | null;
}

interface Kept { words: Words; base: number; at: Timestamp }

const NOTHING: Words = { title: '', summary: '', keywords: '', markdown: '' };
const NAMES = ['title', 'summary', 'keywords', 'markdown'] as const;

export const keywordsOf = (typed: string): string[] => [...new Set(typed.split(/[,，、;；\n]/).map((each) => each.trim()).filter(Boolean))];

export function wordsOf(text: ArticleText | undefined): Words {
  const from = text?.draft ?? text?.published;
  if (!from) return NOTHING;
  return { title: from.title, summary: from.summary, keywords: from.keywords.join(', '), markdown: from.markdown };
}

const sameWords = (a: Words, b: Words): boolean => NAMES.every((name) => a[name] === b[name]);
export const isDirty = ({ words, stored }: Editing): boolean => !sameWords(words, stored);

export const textOf = (article: Article, language: Language): ArticleText | undefined =>
  article.texts.find((text) => text.language === language);
export const otherLanguage = (language: Language): Language => (language === 'en' ? 'zh-CN' : 'en');

const startingFrom = (text: ArticleText | undefined): Editing => ({
  words: wordsOf(text),
  stored: wordsOf(text),
  base: text?.revision ?? 0,
  translatedFrom: text?.draft?.translated_from ?? null,
  crossed: null,
});

export class TextEditing {
  readonly state: Store<Editing>;
  private readonly key: string;

  constructor(private readonly shelf: Shelf, me: Id, article: Id, readonly language: Language, text: ArticleText | undefined) {
    this.key = `ombud.desk.draft.${me}.article.${article}.${language}`;
    const fresh = startingFrom(text);
    const kept = take<Kept>(shelf, this.key);
    this.state = new Store(fresh);
    if (!kept || sameWords(kept.words, fresh.words)) this.forget();
    else this.state.set({ ...fresh, words: kept.words, base: kept.base, crossed: text && kept.base !== text.revision ? text : null });
  }

  write(change: Partial<Words>): void {
    this.state.change((now) => ({ ...now, words: { ...now.words, ...change } }));
    this.keep();
  }

  /** Says, or takes back, that this says the same as a version of the other language. */
  saysTheSameAs(version: number | null): void {
    this.state.change((now) => ({ ...now, translatedFrom: version }));
  }

  /** What to send; `took` with the same words says that it arrived. */
  toSave(): DraftToSave {
    const { words, base, translatedFrom } = this.state.get();
    return {
      language: this.language,
      base,
      title: words.title.trim(),
      summary: words.summary.trim(),
      keywords: keywordsOf(words.keywords),
      markdown: words.markdown,
      ...(translatedFrom === null ? {} : { translated_from: translatedFrom }),
    };
  }

  /** The server told how it stands. `sent`: the words that our own act stored, null when others may have changed it. */
  took(text: ArticleText | undefined, sent: Words | null = null): void {
    const now = this.state.get();
    const fresh = startingFrom(text);
    if (sent) {
      // What was typed while it was on its way stays.
      const typed = sameWords(now.words, sent) ? fresh.words : now.words;
      this.state.set({ ...fresh, words: typed, translatedFrom: now.translatedFrom });
    } else if (fresh.base === now.base) {
      this.state.set({ ...now, stored: fresh.stored });
    } else if (isDirty(now) && !sameWords(now.words, fresh.words)) {
      this.state.set({ ...now, crossed: text ?? null });
    } else {
      this.state.set(fresh);
    }
    this.keep();
  }

  /** After a crossing: mine stay and will replace theirs with the next save. */
  keepMine(): void {
    const { crossed } = this.state.get();
    if (!crossed) return;
    this.state.change((now) => ({ ...now, base: crossed.revision, stored: wordsOf(crossed), crossed: null }));
    this.keep();
  }

  /** What is stored takes the place of what is on screen. */
  takeTheirs(text: ArticleText | undefined): void {
    this.state.set(startingFrom(text));
    this.forget();
  }

  private keep(): void {
    const now = this.state.get();
    if (!isDirty(now)) return this.forget();
    put(this.shelf, this.key, { words: now.words, base: now.base, at: new Date().toISOString() } satisfies Kept);
  }

  private forget(): void {
    this.shelf.removeItem(this.key);
  }
}

/** As the server counts them. */
export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
export const isTooLong = (markdown: string): boolean => bytesOf(markdown) > LONGEST_MARKDOWN;

// Pictures --------------------------------------------------------------------------------------------------------------

/** What is selected, as a textarea tells it. */
export interface Place { start: number; end: number }

/** The text with a picture in that place; `end`: where one goes on writing. */
export function withPicture(markdown: string, { start, end }: Place, shows: string, address: string): { markdown: string; end: number } {
  const alt = shows.replace(/\s+/g, ' ').trim().replace(/[\\`*_[\]<&~]/g, '\\$&');
  const before = markdown.slice(0, start) + `![${alt}](${address})`;
  return { markdown: before + markdown.slice(end), end: before.length };
}

// Publishing ------------------------------------------------------------------------------------------------------------

export type Hindrance = 'nothing_new' | 'no_title' | 'no_summary' | 'no_text';

/** What keeps a text from being published, in the order in which it is mended. */
export function hindrances(now: Editing, text: ArticleText | undefined): Hindrance[] {
  const found: Hindrance[] = [];
  if (now.words.title.trim() === '') found.push('no_title');
  if (now.words.summary.trim() === '') found.push('no_summary');
  if (now.words.markdown.trim() === '') found.push('no_text');
  if (found.length === 0 && !isDirty(now) && !text?.draft) found.push('nothing_new');
  return found;
}

/** A name for the address, from an English title; what is left of another may be nothing. */
export const slugOf = (title: string): string =>
  title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Mark}|['’`]/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
