// The custom element <ombud-chat>: its attributes, its shadow root, and loading the conversation when it is wanted.
import { render } from 'preact';
import { choose, nearest, translator } from '@ombud/shared/i18n';
import type { Language } from '@ombud/shared/api';
import tokens from '@ombud/shared/styles/tokens.css?inline';
import en from '../messages/shell.en.json';
import zh from '../messages/shell.zh-CN.json';
import { addStyles } from './bits';
import type { Account, Chat, ChatTexts, GetToken, Host, StartChat } from './host';
import { makeKeep } from './keep';
import { Shell, type ShellActions } from './shell';
import css from './shell.css?inline';

const texts = { en, 'zh-CN': zh };

export function makeElement(desk: string): CustomElementConstructor {
  const part = <T,>(name: keyof typeof PARTS) => import(/* @vite-ignore */ `${desk}/${PARTS[name]}`) as Promise<T>;

  return class OmbudChat extends HTMLElement implements Host, ShellActions {
    static readonly observedAttributes = ['lang', 'token-url'];

    readonly desk = desk;
    readonly keep = makeKeep(desk);
    readonly shadow: ShadowRoot = this.attachShadow({ mode: 'open' });
    language: Language = 'en';
    chatTexts: { language: Language; texts: ChatTexts } | null = null;
    open = false;
    draft = this.keep.get<string>('draft') ?? '';
    chat: Chat | null = null;
    failed = false;
    waiting = false;
    private loading: Promise<Chat | null> | null = null;
    private ask: GetToken | null = null;
    private holder: Account | null = null;
    private drawing = false;
    private readonly pageLanguage = new MutationObserver(() => this.speak());

    get getToken(): GetToken | null {
      return this.ask;
    }

    set getToken(ask: GetToken | null) {
      this.ask = ask;
      this.identify();
    }

    get account(): Account | null {
      return this.holder;
    }

    set account(account: Account | null) {
      const same = account?.id === this.holder?.id;
      this.holder = account;
      if (same) this.changed();
      else this.identify();
    }

    private identify(): void {
      if (this.chat) this.chat.identify();
      // The person changed before the conversation was loaded: what the other one left must go.
      else if (this.isConnected && this.wasUsed) void this.load();
    }

    private get wasUsed(): boolean {
      return this.keep.get<boolean>('returning') === true || this.keep.get<string>('user') !== null;
    }

    connectedCallback(): void {
      // A framework may have set a property before this script arrived.
      for (const name of ['getToken', 'account'] as const) {
        const early = Object.getOwnPropertyDescriptor(this, name);
        if (early && Reflect.deleteProperty(this, name)) this[name] = early.value as never;
      }
      if (!this.shadow.adoptedStyleSheets.length) addStyles(this.shadow, css + tokens);
      this.pageLanguage.observe(document.documentElement, { attributes: true, attributeFilter: ['lang'] });
      document.addEventListener('visibilitychange', this.looked);
      this.speak();
      // Whoever used the chat before may have an answer waiting: look, but after the page itself is ready.
      if (this.wasUsed) setTimeout(() => void this.load(), document.readyState === 'complete' ? 0 : 1500);
    }

    disconnectedCallback(): void {
      this.pageLanguage.disconnect();
      document.removeEventListener('visibilitychange', this.looked);
      this.chat?.stop();
      this.chat = this.loading = null;
      render(null, this.shadow);
    }

    attributeChangedCallback(name: string, before: string | null, after: string | null): void {
      if (name === 'lang') {
        if (before !== null && before !== after) this.keep.set('language', null);
        if (this.isConnected) this.speak();
      } else {
        this.getToken = after === null ? null : () => askPlatform(after);
      }
    }

    changed(): void {
      if (this.drawing) return;
      this.drawing = true;
      queueMicrotask(() => {
        this.drawing = false;
        if (this.isConnected) render(<Shell of={this} translate={translator(texts, this.language)} />, this.shadow);
      });
    }

    setOpen(open: boolean): void {
      this.open = open;
      if (open) void this.load();
      this.looked();
    }

    chooseLanguage(language: Language): void {
      this.keep.set('language', language);
      this.speak();
    }

    write(text: string): void {
      this.draft = text;
      this.keep.set('draft', text);
      this.chat?.typed(text);
      this.changed();
    }

    override focus(): void {
      this.shadow.querySelector('textarea')?.focus();
    }

    async submit(): Promise<void> {
      const text = this.draft.trim();
      this.waiting = true;
      this.changed();
      const chat = await this.load();
      this.waiting = false;
      if (!chat || (!text && !chat.hasFiles)) return;
      if ((await chat.submit(text)) && this.draft.trim() === text) this.write('');
    }

    async addFiles(files: Iterable<File>): Promise<void> {
      const kept = [...files];
      (await this.load())?.addFiles(kept);
    }

    load(): Promise<Chat | null> {
      this.loading ??= Promise.all([part<{ start: StartChat }>('chat'), this.fetchTexts()]).then(
        ([{ start }]) => {
          this.failed = false;
          this.chat = start(this);
          this.changed();
          return this.chat;
        },
        () => {
          this.failed = true;
          this.loading = null;
          this.changed();
          return null;
        },
      );
      return this.loading;
    }

    private async fetchTexts(): Promise<void> {
      const { language } = this;
      const { default: texts } = await part<{ default: ChatTexts }>(language);
      if (language === this.language) this.chatTexts = { language, texts };
      this.changed();
    }

    private speak(): void {
      const before = this.language;
      const chosen = nearest(this.keep.get<string>('language'));
      this.language = chosen ?? choose(this.getAttribute('lang'), document.documentElement.lang, ...navigator.languages);
      // Without a network the conversation goes on in the language it has.
      if (this.loading && before !== this.language) this.fetchTexts().catch(() => undefined);
      this.changed();
    }

    private readonly looked = (): void => {
      this.chat?.looked();
      this.changed();
    };
  };
}

/** The platform's own server answers with a token it signed; 401 or 403 means that nobody is signed in there. */
async function askPlatform(url: string): Promise<string | null> {
  const response = await fetch(url, { method: 'POST', credentials: 'same-origin' });
  if (response.status === 401 || response.status === 403) return null;
  if (!response.ok) throw new Error(String(response.status));
  return ((await response.json()) as { token: string }).token;
}
