// Where an answer or a note is written: kept while it is written, sent by Enter, stopped when a colleague was faster.
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent, type RefObject } from 'react';
import { FileTrigger, Button as AriaButton, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { BookOpen, FileText, Lock, MessageSquareText, Paperclip, RotateCcw, SendHorizontal, Wand2, X } from 'lucide-react';
import { byEntry, newClientId, type Person, type Problem } from '@ombud/shared/api';
import { useDesk } from '../desk';
import { isBlank, NOTHING, written, type Mode } from '../drafts';
import { isTouch } from '../media';
import { useLanguage } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { stillNamed } from '../mentions/mentions';
import { useMentionPicker } from '../mentions/picker';
import { ArticlesPanel } from '../replies/articles';
import { useReplyPicker } from '../replies/picker';
import { MacroBar, macroWish, MacroWindow } from '../replies/run-macro';
import { inboxPath } from '../route';
import { problemText, useText } from '../text';
import { mergedInto } from '../ties/ties-store';
import { Button, IconButton } from '@ombud/ui/button';
import { composerWish } from '../windows';
import { fileSize } from './attachments';
import type { Open, OpenConversation } from './conversation';
import { Crossing } from './crossing';
import { answeredAfter, isByMail } from './log';
import { SendLater, UndoBar } from './planned';

const LONGEST = 16 * 1024;
const ACCEPTED = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'application/pdf', 'text/plain', 'message/rfc822', '.eml'];

interface ComposerProps {
  open: OpenConversation;
  state: Open;
  mode: Mode;
  onMode: (mode: Mode) => void;
}

export function Composer({ open, state, mode, onMode }: ComposerProps) {
  const text = useText();
  const desk = useDesk();
  const store = desk.drafts.of(open.id, mode);
  const draft = useStore(store);
  const uploads = desk.uploads(open.id, mode);
  const uploading = useStore(uploads.items);
  const area = useRef<HTMLTextAreaElement>(null);
  const { entries, conversation } = state;
  const loaded = conversation !== null;
  /** Unknown until the log is here: whoever writes earlier answers what they will see then. */
  const last = loaded ? (entries.at(-1)?.seq ?? 0) : null;
  const [asked, setAsked] = useState(false);
  const [articles, setArticles] = useState(false);
  const internal = mode === 'note';
  const crossed = internal || draft.answering === null ? undefined : answeredAfter(entries, draft.answering, desk.me.id);
  const bytes = new TextEncoder().encode(draft.body).length;
  const busy = uploading.some((each) => each.problem === null);
  const merged = mergedInto(useStore(open.ties.ties));
  const sendable = loaded && (internal || merged === null) && !isBlank(draft) && !busy && bytes <= LONGEST;

  useGrowing(area, draft.body);
  useWishes(area, mode, onMode);
  useEffect(() => () => open.tellTyping(false, internal), [open, internal]);

  /** A letter cannot be called back: it waits until its writer can no longer want that. */
  const waits = !internal && conversation !== null && isByMail(conversation, entries);
  const send = (answering: number, later?: string) => {
    if (!sendable) return;
    const now = Date.now();
    // Parts of one answer stay in their order.
    const dueAt = (part: number) => (later === undefined ? (waits ? null : undefined) : new Date(Date.parse(later) + part).toISOString());
    byEntry(draft.attachments).forEach((attachments, index) => {
      const due_at = dueAt(index);
      desk.outbox.send({
        client_id: newClientId(),
        conversation_id: open.id,
        body: index ? '' : draft.body.trim(),
        attachments,
        internal,
        ...(internal && index === 0 ? { mentions: stillNamed(draft.body, draft.mentions ?? []).map(({ id }) => id) } : {}),
        // What waits is held when the customer writes after what its writer saw.
        answering: due_at === undefined ? answering : (last ?? answering),
        at: new Date(now + index).toISOString(),
        ...(due_at === undefined ? {} : { due_at }),
      });
    });
    store.set(NOTHING);
    open.tellTyping(false, internal);
  };
  const answer = () => {
    if (!crossed) send(draft.answering ?? last ?? 0);
  };
  const submit = () => {
    if (loaded) answer();
    else setAsked(!isBlank(draft));
  };
  const answerAsked = useEffectEvent(answer);
  useEffect(() => {
    if (last !== null && draft.answering === null && !isBlank(draft)) store.change((now) => ({ ...now, answering: last }));
  }, [store, draft, last]);
  useEffect(() => {
    if (asked && loaded) answerAsked();
  }, [asked, loaded]);
  const write = (body: string) => {
    setAsked(false);
    store.set(written(draft, body, last));
    open.tellTyping(body.trim() !== '', internal);
  };
  const picker = useReplyPicker({ area, body: draft.body, conversation, write });
  const naming = useMentionPicker({
    area,
    body: draft.body,
    on: internal,
    write: (body: string, who: Person) => {
      setAsked(false);
      store.set({ ...written(draft, body, last), mentions: stillNamed(body, [...(draft.mentions ?? []), who]) });
    },
  });
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- 229 is the only way Safari says that the key belongs to an input method
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (naming.press(event) || picker.press(event)) return;
    if (event.key === 'Escape') event.currentTarget.blur();
    const forced = event.ctrlKey || event.metaKey;
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || (isTouch() && !forced)) return;
    event.preventDefault();
    submit();
  };
  const paste = (event: ClipboardEvent) => {
    const { files } = event.clipboardData;
    if (files.length === 0) return;
    event.preventDefault();
    uploads.add(files);
  };

  return (
    <div className="composer" data-mode={mode}>
      {naming.list ?? picker.list}
      {articles && conversation && (
        <ArticlesPanel language={conversation.language} entries={entries} onInsert={picker.insert} onClose={() => setArticles(false)} />
      )}
      {conversation && <MacroWindow open={open} conversation={conversation} />}
      <MacroBar open={open} />
      <UndoBar open={open} entries={entries} />
      <OthersWriting state={state} me={desk.me.id} />
      {!internal && merged && (
        <p className="notice" role="status">
          <a href={inboxPath('all', merged.other.id)}>{text('ties.answer_there', { reference: merged.other.reference })}</a>
        </p>
      )}
      {crossed && (
        <Crossing
          other={crossed}
          onInsist={() => send(last ?? 0)}
          onEdit={() => {
            store.change((now) => ({ ...now, answering: last }));
            area.current?.focus();
          }}
          onDiscard={() => store.set(NOTHING)}
        />
      )}
      <div className="composer-box">
        <ToggleButtonGroup
          className="modes"
          aria-label={text('composer.mode')}
          disallowEmptySelection
          selectedKeys={[mode]}
          onSelectionChange={(keys) => onMode([...keys][0] as Mode)}
        >
          <ToggleButton id="reply">
            <span className="label">{text('composer.reply')}</span>
          </ToggleButton>
          <ToggleButton id="note">
            <Lock size={12} aria-hidden="true" />
            <span className="label">{text('composer.note')}</span>
          </ToggleButton>
        </ToggleButtonGroup>
        <textarea
          ref={area}
          rows={1}
          dir="auto"
          value={draft.body}
          aria-label={text(internal ? 'composer.note_label' : 'composer.reply_label')}
          placeholder={text(internal ? 'composer.note_hint' : 'composer.reply_hint')}
          onChange={(event) => write(event.target.value)}
          onKeyDown={press}
          onPaste={paste}
          onBlur={() => open.tellTyping(false, internal)}
          {...picker.props}
          {...naming.props}
          onSelect={() => {
            picker.props.onSelect();
            naming.onSelect();
          }}
        />
        <Enclosed
          draft={draft}
          uploading={uploading}
          onRetry={(key) => uploads.retry(key)}
          onCancel={(key) => uploads.remove(key)}
          onRemove={(id) => store.change((now) => ({ ...now, attachments: now.attachments.filter((each) => each.id !== id) }))}
        />
        <div className="composer-foot">
          <FileTrigger
            allowsMultiple
            acceptedFileTypes={ACCEPTED}
            onSelect={(files) => {
              if (files) uploads.add(files);
            }}
          >
            <AriaButton className="icon-button" aria-label={text('composer.attach')}>
              <Paperclip size={18} />
            </AriaButton>
          </FileTrigger>
          {desk.can('reply') && (
            <>
              <IconButton label={text('composer.replies')} shortcut="/" onPress={picker.begin}>
                <MessageSquareText size={18} />
              </IconButton>
              <IconButton label={text('articles.suggested')} aria-expanded={articles} onPress={() => setArticles(!articles)}>
                <BookOpen size={18} />
              </IconButton>
              <IconButton label={text('macros.choose')} shortcut="m" onPress={() => macroWish.set({ conversation: open.id, macro: null })}>
                <Wand2 size={18} />
              </IconButton>
            </>
          )}
          <span className="composer-hint" data-tone={bytes > LONGEST ? 'danger' : undefined}>
            {text(bytes > LONGEST ? 'composer.too_long' : asked && !loaded ? 'pending.sending' : internal ? 'composer.note_keys' : 'composer.keys')}
          </span>
          <Button kind="primary" isDisabled={!sendable || crossed !== undefined} onPress={submit}>
            {text(internal ? 'composer.save_note' : 'composer.send')}
            <SendHorizontal size={16} aria-hidden="true" />
          </Button>
          {!internal && <SendLater isDisabled={!sendable || crossed !== undefined} onChoose={(at) => send(last ?? 0, at)} />}
        </div>
      </div>
    </div>
  );
}

function grow(element: HTMLTextAreaElement): void {
  element.style.height = 'auto';
  element.style.height = element.scrollHeight + 'px';
}

/** As tall as what is in it; the style sheet says where that ends. */
function useGrowing(area: RefObject<HTMLTextAreaElement | null>, body: string): void {
  useLayoutEffect(() => {
    grow(area.current!);
  }, [area, body]);
}

function useWishes(area: RefObject<HTMLTextAreaElement | null>, mode: Mode, onMode: (mode: Mode) => void): void {
  const wish = useStore(composerWish);
  useEffect(() => {
    if (!wish) return;
    if (wish.mode !== mode) return onMode(wish.mode);
    area.current?.focus();
    composerWish.set(null);
  }, [area, wish, mode, onMode]);
}

function OthersWriting({ state, me }: { state: Open; me: string }) {
  const text = useText();
  const names = state.typing.filter((each) => each.kind === 'agent' && each.id !== me).map((each) => each.name ?? '');
  return (
    <div className="others-writing" role="status">
      {names.length > 0 && text('composer.others_writing', { name: names.join(text('list.and')), count: names.length })}
    </div>
  );
}

interface EnclosedProps {
  draft: { attachments: readonly { id: string; name: string; bytes: number }[] };
  uploading: readonly { key: string; file: File; progress: number; problem: Problem | null }[];
  onRetry: (key: string) => void;
  onCancel: (key: string) => void;
  onRemove: (id: string) => void;
}

function Enclosed({ draft, uploading, onRetry, onCancel, onRemove }: EnclosedProps) {
  const text = useText();
  const language = useLanguage();
  if (draft.attachments.length + uploading.length === 0) return null;
  return (
    <ul className="enclosed" aria-label={text('composer.enclosed')}>
      {draft.attachments.map((file) => (
        <li key={file.id}>
          <FileText size={16} aria-hidden="true" />
          <bdi>{file.name}</bdi>
          <small>{fileSize(language, file.bytes)}</small>
          <IconButton label={text('file.remove', { name: file.name })} onPress={() => onRemove(file.id)}>
            <X size={14} />
          </IconButton>
        </li>
      ))}
      {uploading.map(({ key, file, progress, problem }) => (
        <li key={key} data-tone={problem ? 'danger' : undefined}>
          <FileText size={16} aria-hidden="true" />
          <bdi>{file.name}</bdi>
          {problem ? (
            <small role="alert">{problemText(text, problem)}</small>
          ) : (
            <progress max={1} value={progress} aria-label={text('file.progress', { name: file.name })} />
          )}
          {problem?.passing && (
            <IconButton label={text('act.retry')} onPress={() => onRetry(key)}>
              <RotateCcw size={14} />
            </IconButton>
          )}
          <IconButton label={text(problem ? 'file.remove' : 'file.cancel', { name: file.name })} onPress={() => onCancel(key)}>
            <X size={14} />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}
