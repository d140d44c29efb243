// The help centre as staff write it, as types and calls: articles, drafts, versions, and what help is missing.
import { query, type Http, type Id, type Language, type Timestamp } from './api';

/** The lists that are fixed, in the order in which people see them. */
export const CATEGORIES = ['signing-in', 'security', 'withdrawals', 'deposits', 'stolen', 'safety', 'contact'] as const;
export type Category = (typeof CATEGORIES)[number];
export const FLOWS = ['sign-in', 'security', 'withdrawal', 'deposit', 'stolen'] as const;
export type FlowName = (typeof FLOWS)[number];
export const MOST_RELATED = 8;
export const LONGEST_TITLE = 120;
export const LONGEST_SUMMARY = 300;
export const MOST_KEYWORDS = 50;
export const LONGEST_MARKDOWN = 128 * 1024;

/** A day, as 2026-12-31. */
export type Day = string;
export type TextState = 'unpublished' | 'published';

export interface Version {
  version: number;
  title: string;
  summary: string;
  keywords: string[];
  markdown: string;
  /** The version of the other language that it says the same as. */
  translated_from: number | null;
  note: string | null;
  /** Nobody: it came with the program or out of a folder. */
  made_by: Id | null;
  made_by_name: string | null;
  made_at: Timestamp;
  published_at: Timestamp | null;
}
export type VersionLine = Omit<Version, 'summary' | 'keywords' | 'markdown'>;

export interface ArticleDraft {
  title: string;
  summary: string;
  keywords: string[];
  markdown: string;
  translated_from: number | null;
  by: Id | null;
  by_name: string | null;
  at: Timestamp;
}
export interface Plan { version: number; at: Timestamp; by: Id | null; by_name: string | null }

export interface ArticleText {
  language: Language;
  /** To name as `base` of the next change. */
  revision: number;
  state: TextState;
  draft: ArticleDraft | null;
  published: Version | null;
  plan: Plan | null;
  checked_against: number | null;
  out_of_date_since: Timestamp | null;
}
export interface Article {
  id: Id;
  revision: number;
  slug: string;
  old_slugs: string[];
  category: Category;
  position: number;
  flow: FlowName | null;
  related: string[];
  owner: Id | null;
  owner_name: string | null;
  review_by: Day | null;
  reviewed_at: Timestamp | null;
  /** Once, in any language: it can be withdrawn, never removed. */
  was_published: boolean;
  texts: ArticleText[];
}

export interface TextLine {
  language: Language;
  title: string;
  state: TextState;
  has_draft: boolean;
  changed_at: Timestamp | null;
  published_at: Timestamp | null;
  publish_at: Timestamp | null;
  out_of_date_since: Timestamp | null;
}
export interface ArticleLine {
  id: Id;
  slug: string;
  category: Category;
  position: number;
  flow: FlowName | null;
  owner: Id | null;
  owner_name: string | null;
  review_by: Day | null;
  review_due: boolean;
  texts: TextLine[];
}

export const STATE_FILTERS = ['published', 'unpublished', 'draft', 'planned'] as const;
export const TRANSLATION_FILTERS = ['out_of_date', 'missing'] as const;
export interface ArticlesWanted {
  state?: (typeof STATE_FILTERS)[number];
  category?: Category;
  language?: Language;
  review?: 'due';
  translation?: (typeof TRANSLATION_FILTERS)[number];
  owner?: Id;
  title?: string;
  after?: string;
}

export interface NewArticle {
  slug: string;
  category: Category;
  position?: number;
  flow?: FlowName;
  related?: string[];
  owner?: Id;
  review_by?: Day;
  /** Take the name away from the renamed article that it leads to now. */
  replace_redirect?: boolean;
}
export interface ArticleDetails {
  base: number;
  category: Category;
  position: number;
  flow?: FlowName;
  related: string[];
  owner?: Id;
  review_by?: Day;
}
export interface DraftToSave {
  language: Language;
  base: number;
  title: string;
  summary: string;
  keywords: string[];
  markdown: string;
  translated_from?: number;
}
/** `address`: what Markdown names, ../media/<id>.png. */
export interface ArticlePicture { id: Id; address: string; media_type: string; bytes: number; width: number; height: number }
export const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;
export interface ArticlePreview { html: string; headings: { level: number; id: string; text: string }[]; refused: string[] }

export const NO_HELP = ['not_clear', 'not_my_case', 'did_not_work', 'wrong', 'other'] as const;
export type NoHelp = (typeof NO_HELP)[number];
export interface ArticleFeedback {
  article: Id;
  slug: string;
  language: Language;
  title: string;
  helped: number;
  not_helped: number;
  /** Of those whom it helped. */
  share: number;
  reasons: { reason: NoHelp; count: number }[];
  comments: { reason: NoHelp; text: string; at: Timestamp }[];
}
export interface SearchCount { query: string; language: Language; searches: number; clicks: number; found: number; last_at: Timestamp }

const articles = '/api/v1/articles';
const one = (id: Id, act = '') => `${articles}/${id}${act}`;
const write = (act: string) => <Body>(http: Http, id: Id, body: Body) => http.call<Article>('POST', one(id, act), body);

export const listArticles = (http: Http, wanted: ArticlesWanted, signal?: AbortSignal) =>
  http.call<{ articles: ArticleLine[]; more: boolean }>('GET', articles + query(wanted), undefined, signal);
export const createArticle = (http: Http, wanted: NewArticle) => http.call<Article>('POST', articles, wanted);
export const getArticle = (http: Http, id: Id) => http.call<Article>('GET', one(id));
export const changeArticle = (http: Http, id: Id, details: ArticleDetails) => http.call<Article>('PATCH', one(id), details);
export const removeArticle = (http: Http, id: Id) => http.call<void>('DELETE', one(id));
export const listVersions = (http: Http, id: Id, language: Language) =>
  http.call<{ versions: VersionLine[] }>('GET', one(id, '/versions') + query({ language }));
export const getVersion = (http: Http, id: Id, language: Language, version: number) =>
  http.call<Version>('GET', one(id, '/version') + query({ language, version }));
export const previewArticle = (http: Http, language: Language, markdown: string, signal?: AbortSignal) =>
  http.call<ArticlePreview>('POST', articles + '/preview', { language, markdown }, signal);
export const picturePath = (name: string) => articles + '/pictures' + query({ name });

export const saveDraft = write('/draft')<DraftToSave>;
export const discardDraft = write('/discard')<{ language: Language; base: number }>;
export const restoreVersion = write('/restore')<{ language: Language; version: number; base: number }>;
export const publishDraft = write('/publish')<{ language: Language; base: number; at?: Timestamp; note?: string }>;
export const giveUpPlan = write('/plan/give-up')<{ language: Language }>;
export const withdrawText = write('/withdraw')<{ language: Language }>;
export const markChecked = write('/checked')<{ language: Language }>;
export const confirmReview = write('/reviewed')<{ review_by?: Day }>;
export const renameArticle = write('/rename')<{ slug: string; replace_redirect?: boolean }>;

export const readFeedback = (http: Http, wanted: { language?: Language; days?: number }) =>
  http.call<{ articles: ArticleFeedback[] }>('GET', articles + '/feedback' + query(wanted));
export const unansweredSearches = (http: Http, wanted: { language?: Language }) =>
  http.call<{ searches: SearchCount[] }>('GET', articles + '/searches/unanswered' + query(wanted));
export const unwantedSearches = (http: Http, wanted: { language?: Language }) =>
  http.call<{ searches: SearchCount[] }>('GET', articles + '/searches/unwanted' + query(wanted));
