// What the first-loaded shell and the lazily loaded conversation promise each other.
import type { ComponentChildren } from 'preact';
import type { Id, Language } from '@ombud/shared/api';
import type { Message } from '@ombud/shared/i18n';
import type chatTexts from '../messages/chat.en.json';
import type { Keep } from './keep';

/** Asks the platform who is signed in: its signed token, or null for nobody. */
export type GetToken = () => Promise<string | null>;

/** Whoever is signed in on a page of ours, where the account's own cookie speaks. */
export interface Account {
  id: Id;
  name: string;
  /** What only the real desk can show this person. */
  phrase?: string | null;
}

export type ChatTexts = Record<keyof typeof chatTexts, Message>;

export interface Host {
  desk: string;
  keep: Keep;
  /** Where styles of lazy parts go. */
  shadow: ShadowRoot;
  language: Language;
  /** The conversation's texts, in the language they were fetched for last. */
  chatTexts: { language: Language; texts: ChatTexts } | null;
  open: boolean;
  getToken: GetToken | null;
  account: Account | null;
  /** Draw again soon. */
  changed(): void;
  setOpen(open: boolean): void;
  chooseLanguage(language: Language): void;
  /** Replaces what stands in the composer. */
  write(text: string): void;
  /** Puts the cursor into the composer. */
  focus(): void;
}

export interface Chat {
  unread: number;
  heading(): ComponentChildren;
  tools(): ComponentChildren;
  body(): ComponentChildren;
  /** Between conversation and composer: warnings and chosen pictures. */
  tray(): ComponentChildren;
  /** True when the words are safely kept, so that the composer may empty itself. */
  submit(text: string): Promise<boolean>;
  /** Something besides text waits to be sent. */
  hasFiles: boolean;
  addFiles(files: Iterable<File>): void;
  typed(text: string): void;
  /** The panel opened or closed, or the page was shown or hidden. */
  looked(): void;
  /** A different person may be signed in. */
  identify(): void;
  stop(): void;
}

export type StartChat = (host: Host) => Chat;
