// Administration: saved replies, for all and one's own, by folder.
import { useCallback, useMemo, useRef, useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { Plus } from 'lucide-react';
import { Problem, TOPICS, type Language } from '@ombud/shared/api';
import { LANGUAGES } from '@ombud/shared/i18n';
import { addReply, changeReply, listReplies, removeReply, type ReplyWords, type SavedReply } from '@ombud/shared/replies';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Field } from '@ombud/ui/field';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { useText, type Text } from '../text';
import { AreaField, SelectField } from '../ui/inputs';
import { Sure } from '../ui/sure';
import { Waiting } from '../ui/waiting';
import { fill, found, unknownIn, VARIABLES, type Values } from './fill';
import { keptOf } from './store';

const LONGEST = 6_000;
const BLANK: ReplyWords = { title: '', shortcut: null, topic: null, folder: '', text_en: '', text_zh: '' };
const PARTS = { en: 'text_en', 'zh-CN': 'text_zh' } as const;

type Editing = { reply: SavedReply | null; shared: boolean };

export default function Replies() {
  const text = useText();
  const desk = useDesk();
  const load = useCallback(() => listReplies(desk.http), [desk.http]);
  const loaded = useLoaded(load);
  const [editing, setEditing] = useState<Editing | null>(null);
  const manages = desk.can('manage_work');
  const changed = () => {
    loaded.again();
    void keptOf(desk).look(true);
  };
  if (editing) {
    return (
      <section className="page replies" aria-labelledby="edit-title">
        <ReplyForm
          editing={editing}
          manages={manages}
          folders={[...new Set((loaded.value?.replies ?? []).map(({ folder }) => folder).filter(Boolean))].sort()}
          onClose={() => setEditing(null)}
          onSaved={() => {
            toast(text('replies.saved'));
            setEditing(null);
            changed();
          }}
        />
      </section>
    );
  }
  return (
    <section className="page replies" aria-labelledby="replies-title">
      <header>
        <div>
          <h1 id="replies-title">{text('admin.replies')}</h1>
          <p>{text('replies.about')}</p>
        </div>
        <Button kind="primary" onPress={() => setEditing({ reply: null, shared: manages })}>
          <Plus size={16} aria-hidden="true" />
          {text('replies.add')}
        </Button>
      </header>
      <Waiting of={loaded} />
      {loaded.value && <ReplyTable replies={loaded.value.replies} manages={manages} onEdit={(reply) => setEditing({ reply, shared: reply.owner_id === null })} onChanged={changed} />}
    </section>
  );
}

type Whose = 'all' | 'shared' | 'own';

interface TableProps { replies: readonly SavedReply[]; manages: boolean; onEdit: (reply: SavedReply) => void; onChanged: () => void }

function ReplyTable({ replies, manages, onEdit, onChanged }: TableProps) {
  const text = useText();
  const { http } = useDesk();
  const [asked, setAsked] = useState('');
  const [whose, setWhose] = useState<Whose>('all');
  const [removing, setRemoving] = useState<SavedReply | null>(null);
  const folders = useMemo(() => {
    const matching = asked.trim() === '' ? replies : found(replies, { mark: '/', words: asked.trim() }, null);
    const shown = matching.filter(({ owner_id }) => whose === 'all' || (owner_id === null) === (whose === 'shared'));
    const by = new Map<string, SavedReply[]>();
    for (const each of shown) by.set(each.folder, [...(by.get(each.folder) ?? []), each]);
    return [...by].sort(([a], [b]) => a.localeCompare(b));
  }, [replies, asked, whose]);
  return (
    <>
      <div className="reply-filters">
        <Field label={text('replies.search')} type="search" value={asked} onChange={setAsked} />
        <ToggleButtonGroup className="segments" aria-label={text('replies.whose')} disallowEmptySelection selectedKeys={[whose]} onSelectionChange={(keys) => setWhose([...keys][0] as Whose)}>
          {(['all', 'shared', 'own'] as const).map((each) => (
            <ToggleButton key={each} id={each}>
              {text(`replies.whose.${each}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </div>
      {folders.length === 0 && <p className="empty">{text(replies.length === 0 ? 'replies.none' : 'replies.none_found')}</p>}
      {folders.map(([folder, list]) => (
        <section key={folder} className="reply-folder">
          {(folder !== '' || folders.length > 1) && <h2 dir="auto">{folder || text('replies.no_folder')}</h2>}
          <ul>
            {list.map((reply) => (
              <li key={reply.id}>
                <ReplyLine reply={reply} />
                {(manages || reply.owner_id !== null) && (
                  <div className="acts">
                    <Button aria-label={text('replies.edit_named', { title: reply.title })} onPress={() => onEdit(reply)}>
                      {text('act.edit')}
                    </Button>
                    <Button kind="quiet" aria-label={text('replies.remove_named', { title: reply.title })} onPress={() => setRemoving(reply)}>
                      {text('replies.remove')}
                    </Button>
                  </div>
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
      {removing && (
        <Sure
          title={text('replies.remove_title', { title: removing.title })}
          label={text('replies.remove')}
          onClose={() => setRemoving(null)}
          run={async () => {
            await removeReply(http, removing.owner_id === null, removing.id);
            toast(text('replies.removed'));
            onChanged();
          }}
        >
          <p>{text(removing.owner_id === null ? 'replies.remove_why' : 'replies.remove_own_why')}</p>
        </Sure>
      )}
    </>
  );
}

function ReplyLine({ reply }: { reply: SavedReply }) {
  const text = useText();
  return (
    <div className="reply-line">
      <p>
        <strong>
          <bdi>{reply.title}</bdi>
        </strong>
        {reply.shortcut !== null && <kbd>;{reply.shortcut}</kbd>}
        {reply.owner_id !== null && <small className="chip">{text('replies.whose.own')}</small>}
        {reply.topic !== null && <small className="chip">{text(`topic.${reply.topic}`)}</small>}
        {reply.text_zh === '' && <small className="chip" data-tone="wait">{text('replies.only.en')}</small>}
        {reply.text_en === '' && <small className="chip" data-tone="wait">{text('replies.only.zh-CN')}</small>}
      </p>
      <p className="quiet reply-start" dir="auto">
        {reply.text_zh || reply.text_en}
      </p>
      <small className="quiet">{text('replies.used', { count: reply.used })}</small>
    </div>
  );
}

/** Values that nobody has, for a look at how it reads. */
const samples = (text: Text, agent: string): Values => ({
  customer_name: text('replies.sample_name'), reference: 'OM-7F3K-92QD', agent_name: agent, topic: text('topic.deposit'),
  queue: text('replies.sample_queue'), date: text('replies.sample_date'), time: '14:05',
});

interface FormProps { editing: Editing; manages: boolean; folders: readonly string[]; onClose: () => void; onSaved: () => void }

function ReplyForm({ editing, manages, folders, onClose, onSaved }: FormProps) {
  const text = useText();
  const { http, me } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const { reply } = editing;
  const [shared, setShared] = useState(editing.shared);
  const [words, setWords] = useState<ReplyWords>(() => {
    if (!reply) return BLANK;
    const { title, shortcut, topic, folder, text_en, text_zh } = reply;
    return { title, shortcut, topic, folder, text_en, text_zh };
  });
  const change = (part: Partial<ReplyWords>) => {
    setWords((now) => ({ ...now, ...part }));
    act.forget();
  };
  const here = (name: keyof ReplyWords) => (act.error instanceof Problem && act.error.field === name ? at(name) : null);
  const submit = async () => {
    await (reply ? changeReply(http, shared, reply.id, words) : addReply(http, shared, words));
    onSaved();
  };
  const whom = [...(manages ? [['shared', text('replies.for_all')] as const] : []), ['own', text('replies.for_me')] as const];
  return (
    <>
      <h1 id="edit-title">{text(reply ? 'replies.edit_title' : 'replies.add')}</h1>
      <Form act={act} submit={submit} label={text('replies.save')} fields={Object.keys(BLANK)} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <Field label={text('replies.name')} isRequired autoFocus={!reply} value={words.title} onChange={(title) => change({ title })} error={here('title')} input={{ maxLength: 80, dir: 'auto' }} />
        <div className="both-languages">
          <Field
            label={text('replies.shortcut')}
            value={words.shortcut ?? ''}
            onChange={(value) => change({ shortcut: value.replace(/^[;；]/, '') || null })}
            error={here('shortcut')}
            help={text('replies.shortcut_help')}
            input={{ maxLength: 30, autoCapitalize: 'none', spellCheck: 'false', dir: 'auto' }}
          />
          <FolderField value={words.folder} folders={folders} onChange={(folder) => change({ folder })} error={here('folder')} />
        </div>
        <div className="both-languages">
          <SelectField
            label={text('replies.topic')}
            value={words.topic ?? ''}
            onChange={(value) => change({ topic: value === '' ? null : value })}
            options={[['', text('replies.any_topic')], ...TOPICS.map((each) => [each, text(`topic.${each}`)] as const)]}
            help={text('replies.topic_help')}
            error={here('topic')}
          />
          {!reply && whom.length > 1 && (
            <SelectField label={text('replies.for_whom')} value={shared ? 'shared' : 'own'} onChange={(value) => setShared(value === 'shared')} options={whom} />
          )}
        </div>
        <p className="quiet">{text('replies.variables_help', { example: '{customer_name|…}' })}</p>
        <div className="both-languages">
          {[...LANGUAGES].map((each) => (
            <ReplyText key={each} language={each} value={words[PARTS[each]]} onChange={(value) => change({ [PARTS[each]]: value })} error={here(PARTS[each])} agent={me.public_name} />
          ))}
        </div>
      </Form>
    </>
  );
}

function FolderField({ value, folders, onChange, error }: { value: string; folders: readonly string[]; onChange: (value: string) => void; error: string | null }) {
  const text = useText();
  return (
    <div className="field" data-invalid={error ? true : undefined}>
      <label htmlFor="reply-folder">{text('replies.folder')}</label>
      <input id="reply-folder" list="reply-folders" dir="auto" maxLength={80} value={value} onChange={(event) => onChange(event.target.value)} />
      <datalist id="reply-folders">
        {folders.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      {error && (
        <small className="field-error" role="alert">
          {error}
        </small>
      )}
    </div>
  );
}

interface TextProps { language: Language; value: string; onChange: (value: string) => void; error: string | null; agent: string }

function ReplyText({ language, value, onChange, error, agent }: TextProps) {
  const text = useText();
  const area = useRef<HTMLTextAreaElement>(null);
  const unknown = unknownIn(value);
  const put = (name: string) => {
    const element = area.current;
    const from = element?.selectionStart ?? value.length;
    const to = element?.selectionEnd ?? value.length;
    onChange(value.slice(0, from) + '{' + name + '}' + value.slice(to));
    requestAnimationFrame(() => {
      element?.focus();
      element?.setSelectionRange(from + name.length + 2, from + name.length + 2);
    });
  };
  return (
    <div className="reply-text">
      <AreaField
        ref={area}
        label={text(`replies.text.${language}`)}
        lang={language}
        rows={6}
        longest={LONGEST}
        value={value}
        onChange={onChange}
        error={unknown === null ? error : text('replies.unknown_variable', { name: '{' + unknown + '}' })}
      />
      <div className="variables" role="group" aria-label={text('replies.variables')}>
        {VARIABLES.map((name) => (
          <button key={name} type="button" title={'{' + name + '}'} onClick={() => put(name)}>
            {text(`replies.variable.${name}`)}
          </button>
        ))}
      </div>
      {value.trim() !== '' && (
        <figure className="reply-sample">
          <figcaption>{text('replies.reads')}</figcaption>
          <p lang={language} dir="auto">
            {fill(value, samples(text, agent))}
          </p>
        </figure>
      )}
    </div>
  );
}
