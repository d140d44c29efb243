// The frame around the conversation, there at first paint: launcher, panel, header, composer.
import { Component } from 'preact';
import type { Language } from '@ombud/shared/api';
import type { Translate } from '@ombud/shared/i18n';
import type texts from '../messages/shell.en.json';
import type { Chat } from './host';
import { Greeting, ICON, Icon, IconButton } from './bits';

type Text = Translate<keyof typeof texts>;

export interface ShellActions {
  readonly language: Language;
  readonly open: boolean;
  readonly draft: string;
  readonly chat: Chat | null;
  /** The conversation part could not be fetched. */
  readonly failed: boolean;
  /** Something was sent before the conversation was there to take it. */
  readonly waiting: boolean;
  setOpen(open: boolean): void;
  write(text: string): void;
  submit(): Promise<void>;
  addFiles(files: Iterable<File>): Promise<void>;
  load(): Promise<unknown>;
}

interface Props {
  of: ShellActions;
  translate: Text;
}

const ACCEPTED = 'image/*,application/pdf,text/plain,message/rfc822,.eml';

export class Shell extends Component<Props> {
  private launcher: HTMLButtonElement | null = null;
  private panel: HTMLElement | null = null;
  private words: HTMLTextAreaElement | null = null;
  private wasOpen = false;
  private seenTo = 0;

  override componentDidMount(): void {
    visualViewport?.addEventListener('resize', this.fit);
    visualViewport?.addEventListener('scroll', this.fit);
    addEventListener('scroll', this.makeWay, { passive: true });
  }

  override componentWillUnmount(): void {
    visualViewport?.removeEventListener('resize', this.fit);
    visualViewport?.removeEventListener('scroll', this.fit);
    removeEventListener('scroll', this.makeWay);
  }

  override getSnapshotBeforeUpdate(): boolean {
    return this.panel?.matches(':focus-within') ?? false;
  }

  override componentDidUpdate(_: unknown, __: unknown, hadFocus: boolean): void {
    const { open } = this.props.of;
    if (open !== this.wasOpen) (open ? this.words : this.launcher)?.focus();
    // The button that had it is gone with its screen.
    else if (open && hadFocus && !this.panel?.matches(':focus-within')) this.words?.focus();
    this.wasOpen = open;
    this.fit();
  }

  /** On phones the keyboard covers the page without resizing it: stay inside what can be seen, and let the field grow with its text. */
  private readonly fit = (): void => {
    const { panel, words } = this;
    if (!panel || !words) return;
    panel.style.setProperty('--seen-height', `${visualViewport?.height ?? innerHeight}px`);
    panel.style.setProperty('--seen-top', `${visualViewport?.offsetTop ?? 0}px`);
    words.style.height = 'auto';
    words.style.height = `${words.scrollHeight}px`;
  };

  /** Whoever reads on has the screen to themselves: on phones the button comes back on the way up and at the end. */
  private readonly makeWay = (): void => {
    const moved = scrollY - this.seenTo;
    if (Math.abs(moved) < 8) return;
    this.seenTo = scrollY;
    const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 8;
    this.launcher?.classList.toggle('away', moved > 0 && !atEnd);
  };

  private readonly keys = (event: KeyboardEvent): void => {
    // Enter that ends an input method's composition chooses characters; it is not for us. Safari says so only by the key code.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || composing) return;
    event.preventDefault();
    void this.props.of.submit();
  };

  private readonly pasted = (event: ClipboardEvent): void => {
    const files = event.clipboardData?.files;
    if (!files?.length) return;
    event.preventDefault();
    void this.props.of.addFiles(files);
  };

  private readonly picked = (event: Event): void => {
    const input = event.currentTarget as HTMLInputElement;
    if (input.files) void this.props.of.addFiles(input.files);
    input.value = '';
  };

  render({ of, translate: t }: Props) {
    const { chat, open } = of;
    const unread = chat?.unread ?? 0;
    return (
      <div lang={of.language} dir="ltr">
        {open && this.drawPanel()}
        <button
          ref={(button) => void (this.launcher = button)}
          class="launcher"
          type="button"
          aria-expanded={open}
          aria-label={unread && !open ? t('open_unread', { count: unread }) : t(open ? 'close' : 'open')}
          onClick={() => of.setOpen(!open)}
          onPointerEnter={() => void of.load()}
        >
          <Icon path={open ? ICON.down : ICON.chat} />
          {!open && unread > 0 && <span class="badge">{unread > 99 ? '99+' : unread}</span>}
        </button>
      </div>
    );
  }

  private drawPanel() {
    const { of, translate: t } = this.props;
    const { chat } = of;
    return (
      <section
        ref={(panel) => void (this.panel = panel)}
        class="panel"
        role="dialog"
        tabIndex={-1}
        aria-label={t('title')}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !event.isComposing && !event.defaultPrevented) of.setOpen(false);
        }}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          if (event.dataTransfer?.files.length) void of.addFiles(event.dataTransfer.files);
        }}
      >
        <div class="top">
          <div class="heading">{chat ? chat.heading() : <h2>{t('title')}</h2>}</div>
          {chat?.tools()}
          <IconButton label={t('close')} path={ICON.close} onClick={() => of.setOpen(false)} />
        </div>
        {chat ? chat.body() : this.drawFirst()}
        {chat?.tray()}
        {this.drawComposer()}
      </section>
    );
  }

  private drawFirst() {
    const { of, translate: t } = this.props;
    return (
      <div class="body">
        <Greeting title={t('greeting')}>{t('invite')}</Greeting>
        {of.waiting && <p class="greeting" role="status">{t('loading')}</p>}
        {of.failed && (
          <p class="trouble" role="alert">
            {t('not_loaded')} <button type="button" onClick={() => void of.load()}>{t('try_again')}</button>
          </p>
        )}
      </div>
    );
  }

  private drawComposer() {
    const { of, translate: t } = this.props;
    return (
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          void of.submit();
        }}
      >
        <FileButton label={t('attach')} path={ICON.attach} accept={ACCEPTED} onPick={this.picked} />
        <FileButton label={t('camera')} path={ICON.camera} accept="image/*" camera onPick={this.picked} />
        <textarea
          ref={(words) => void (this.words = words)}
          rows={1}
          dir="auto"
          value={of.draft}
          placeholder={t('placeholder')}
          aria-label={t('placeholder')}
          enterkeyhint="send"
          onInput={(event) => of.write(event.currentTarget.value)}
          onKeyDown={this.keys}
          onPaste={this.pasted}
        />
        <button class="icon send" type="submit" aria-label={t('send')} disabled={!of.draft.trim() && !chatHasFiles(of)}>
          <Icon path={ICON.send} />
        </button>
      </form>
    );
  }
}

const chatHasFiles = (of: ShellActions) => of.chat?.hasFiles ?? false;

const FileButton = (props: { label: string; path: string; accept: string; camera?: boolean; onPick: (event: Event) => void }) => (
  <label class={props.camera ? 'icon camera' : 'icon'} title={props.label}>
    <input
      type="file"
      aria-label={props.label}
      accept={props.accept}
      multiple={!props.camera}
      {...(props.camera ? { capture: 'environment' } : {})}
      onChange={props.onPick}
    />
    <Icon path={props.path} />
  </label>
);
