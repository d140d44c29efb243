// Making, changing, moving and deleting a saved view, with what it holds right now.
import { useEffect, useState } from 'react';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { Problem, type Id, type InboxRow } from '@ombud/shared/api';
import { addView, changeView, NO_CONDITIONS, previewView, removeView, VIEW_SORTS, type SavedView, type ViewWords } from '@ombud/shared/work';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button, IconButton } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { Field } from '@ombud/ui/field';
import { useStore } from '@ombud/ui/store';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { ConditionsEditor, unfilledIn } from '../handling/conditions';
import { customerName } from '../names';
import { go, inboxPath } from '../route';
import { problemText, useText } from '../text';
import { SelectField } from '../ui/inputs';
import { Sure } from '../ui/sure';

const PAUSE = 400;
const FIRST_ROWS = 5;
const BLANK: ViewWords = { name: '', conditions: NO_CONDITIONS, sort: 'updated' };

export default function ViewWindow({ id, onClose }: { id: Id | null; onClose: () => void }) {
  const text = useText();
  const desk = useDesk();
  const views = useStore(desk.work.views);
  const view = id === null ? null : (views?.find((each) => each.id === id) ?? null);
  return (
    <Dialog title={text(id === null ? 'views.new' : 'views.edit')} size="wide" onClose={onClose}>
      {id !== null && !view ? <p className="notice">{text('views.gone')}</p> : <ViewForm view={view} onClose={onClose} />}
    </Dialog>
  );
}

function ViewForm({ view, onClose }: { view: SavedView | null; onClose: () => void }) {
  const text = useText();
  const desk = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const manages = desk.can('manage_work');
  const [words, setWords] = useState<ViewWords>(() => (view ? { name: view.name, conditions: view.conditions, sort: view.sort } : BLANK));
  const [shared, setShared] = useState(view?.shared ?? false);
  const [wrong, setWrong] = useState<string | null>(null);
  const [deleting, setDeleting] = useState(false);
  const set = (change: Partial<ViewWords>) => {
    setWords((now) => ({ ...now, ...change }));
    setWrong(null);
    act.forget();
  };
  const submit = async () => {
    const unfilled = unfilledIn(words.conditions);
    setWrong(unfilled);
    if (unfilled) throw new Problem('condition.value', 422, unfilled);
    try {
      const saved = await (view ? changeView(desk.http, view, words) : addView(desk.http, shared, words));
      await desk.work.loadViews();
      toast(text('views.saved_toast'));
      onClose();
      go(inboxPath(`view-${saved.id}`));
      if (view) void desk.inbox.open(`view-${saved.id}`);
    } catch (error) {
      if (error instanceof Problem && error.field && /^(?:all|any)\.\d+$/.test(error.field)) setWrong(error.field);
      throw error;
    }
  };
  if (view?.shared && !manages) return <p className="notice">{text('views.shared_by_others')}</p>;
  return (
    <div className="view-form">
      <Form
        act={act}
        submit={submit}
        label={text('views.save')}
        fields={['name']}
        more={
          <>
            <Button onPress={onClose}>{text('act.cancel')}</Button>
            {view && (
              <>
                <Button kind="quiet" onPress={() => setDeleting(true)}>
                  {text('views.delete')}
                </Button>
                <Move view={view} />
              </>
            )}
          </>
        }
      >
        <Field label={text('views.name')} isRequired autoFocus={!view} value={words.name} onChange={(name) => set({ name })} error={at('name')} help={text('views.name_help')} input={{ maxLength: 80, dir: 'auto' }} />
        <div className="view-choices">
          {!view && manages && (
            <SelectField
              label={text('views.for')}
              value={shared ? 'all' : 'me'}
              onChange={(value) => setShared(value === 'all')}
              options={[['me', text('views.for_me')], ['all', text('views.for_all')]]}
            />
          )}
          <SelectField label={text('views.sort')} value={words.sort} onChange={(sort) => set({ sort })} options={VIEW_SORTS.map((sort) => [sort, text(`views.sort.${sort}`)] as const)} />
        </div>
        <h3>{text('views.conditions')}</h3>
        <p className="quiet">{text('views.active_only')}</p>
        <ConditionsEditor value={words.conditions} onChange={(conditions) => set({ conditions })} wrong={wrong} />
        <Preview words={words} />
      </Form>
      {deleting && view && (
        <Sure
          title={text('views.delete_title', { name: view.name })}
          label={text('views.delete')}
          onClose={() => setDeleting(false)}
          run={async () => {
            await removeView(desk.http, view);
            onClose();
            go(inboxPath('mine'));
            toast(text('views.deleted'));
            await desk.work.loadViews();
          }}
        >
          <p>{text('views.delete_why')}</p>
        </Sure>
      )}
    </div>
  );
}

function Move({ view }: { view: SavedView }) {
  const text = useText();
  const desk = useDesk();
  const among = (useStore(desk.work.views) ?? []).filter(({ shared }) => shared === view.shared);
  const place = among.findIndex(({ id }) => id === view.id);
  const move = async (where: 'up' | 'down') => {
    try {
      await changeView(desk.http, view, { move: where });
      await desk.work.loadViews();
    } catch (error) {
      toast(problemText(text, error), 'danger');
    }
  };
  return (
    <>
      <IconButton label={text('views.up')} isDisabled={place <= 0} onPress={() => void move('up')}>
        <ArrowUp size={16} />
      </IconButton>
      <IconButton label={text('views.down')} isDisabled={place < 0 || place === among.length - 1} onPress={() => void move('down')}>
        <ArrowDown size={16} />
      </IconButton>
    </>
  );
}

interface Seen { of: string; count: number | null; rows: readonly InboxRow[]; error: unknown }

/** What fits, a moment after the last change. */
function Preview({ words }: { words: ViewWords }) {
  const text = useText();
  const { http } = useDesk();
  const ready = unfilledIn(words.conditions) === null;
  const wanted = JSON.stringify([words.conditions, words.sort]);
  const [seen, setSeen] = useState<Seen>({ of: '', count: null, rows: [], error: null });
  useEffect(() => {
    if (!ready) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const [conditions, sort] = JSON.parse(wanted) as [ViewWords['conditions'], ViewWords['sort']];
      previewView(http, { conditions, sort, limit: FIRST_ROWS }, stop.signal).then(
        ({ count, rows }) => setSeen({ of: wanted, count, rows, error: null }),
        (error: unknown) => {
          if (!(error instanceof Problem && error.code === 'cancelled')) setSeen((now) => ({ ...now, of: wanted, error }));
        },
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [http, wanted, ready]);
  return (
    <section className="view-preview" aria-busy={ready && seen.of !== wanted}>
      <p role="status">
        {!ready ? text('views.preview_waits') : seen.error !== null ? problemText(text, seen.error) : seen.count !== null && <strong>{text('views.preview', { count: seen.count })}</strong>}
      </p>
      {ready && seen.error === null && (
        <ul>
          {seen.rows.map(({ conversation, preview }) => (
            <li key={conversation.id}>
              <bdi>{customerName(text, conversation.customer)}</bdi> <small className="quiet">{preview?.body}</small>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
