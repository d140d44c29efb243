// Acting on all that is selected: choose, see what it would change, do it, see what came of it, take it all back.
import { useEffect, useRef, useState } from 'react';
import { Menu, MenuItem } from 'react-aria-components';
import { Problem, type Id } from '@ombud/shared/api';
import { previewBulk, type BulkAct, type BulkPreview } from '@ombud/shared/work';
import { Form, useAct } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { Field } from '@ombud/ui/field';
import { useLanguage } from '@ombud/ui/settings';
import { useSelected } from '@ombud/ui/store';
import { dateAndTime } from '@ombud/ui/time';
import { announce, toast } from '@ombud/ui/toast';
import { useDesk, type Desk } from '../desk';
import { useNames, type Names } from '../handling/names';
import { handlingText } from '../handling/handling-words';
import { Pick } from '../handling/pick';
import JoinWindow from '../incidents/join-window';
import { customerName } from '../names';
import { problemText, useText, type Text } from '../text';
import { Chooser } from '../ui/chooser';
import type { Handled } from '../windows';
import { actOnAll, NO_RESULT, undoAll, type Result } from './bulk';

type Step =
  | { at: 'choose' }
  | { at: 'pick'; what: Exclude<Handled, 'tags'> }
  | { at: 'person' }
  | { at: 'tag'; add: boolean }
  | { at: 'incident' }
  | { at: 'preview'; act: BulkAct }
  | { at: 'working'; act: BulkAct | null; count: number }
  | { at: 'result'; act: BulkAct; result: Result };

export default function BulkWindow({ ids, onClose, onDone }: { ids: readonly Id[]; onClose: () => void; onDone: (ids: readonly Id[]) => void }) {
  const text = useText();
  const desk = useDesk();
  const [step, setStep] = useState<Step>({ at: 'choose' });
  const [progress, setProgress] = useState(0);
  const stopped = useRef(false);
  const hooks = { progress: setProgress, stopped: () => stopped.current };
  const preview = (act: BulkAct) => setStep({ at: 'preview', act });
  const run = async (act: BulkAct, of: readonly Id[], before: Result) => {
    stopped.current = false;
    setProgress(0);
    setStep({ at: 'working', act, count: of.length });
    try {
      const { done, unchanged, failed } = await actOnAll(desk.http, of, act, hooks);
      const result = { done: [...before.done, ...done], unchanged: before.unchanged + unchanged, failed };
      announce(text('bulk.done', { count: done.length }));
      setStep({ at: 'result', act, result });
      onDone(failed.map(({ id }) => id));
    } catch (error) {
      toast(problemText(text, error), 'danger');
      setStep({ at: 'preview', act });
    }
  };
  const undo = async (result: Result) => {
    stopped.current = false;
    setProgress(0);
    setStep({ at: 'working', act: null, count: result.done.length });
    try {
      toast(text('bulk.undone', { count: await undoAll(desk.http, result.done, hooks) }));
    } catch (error) {
      toast(problemText(text, error), 'danger');
    }
    onClose();
  };
  const back = () => setStep({ at: 'choose' });
  if (step.at === 'incident') return <JoinWindow conversations={ids} onClose={onClose} />;
  if (step.at === 'pick') return <Pick what={step.what} handling={null} onClose={back} onPick={(change) => preview({ change })} />;
  if (step.at === 'person') return <Person onClose={back} onPick={(assignee_id) => preview({ assign: { assignee_id } })} />;
  return (
    <Dialog title={text('bulk.title', { count: ids.length })} onClose={onClose}>
      {step.at === 'choose' && <Choose desk={desk} onPreview={preview} onStep={setStep} />}
      {step.at === 'tag' && <TagStep add={step.add} onBack={back} onPreview={preview} />}
      {step.at === 'preview' && <Preview ids={ids} act={step.act} onBack={back} onDo={() => void run(step.act, ids, NO_RESULT)} />}
      {step.at === 'working' && (
        <div className="bulk-working" role="status">
          <progress max={step.count} value={progress} aria-label={text('bulk.working', { done: progress, count: step.count })} />
          <p>{text('bulk.working', { done: progress, count: step.count })}</p>
          <Button onPress={() => (stopped.current = true)}>{text('bulk.stop')}</Button>
        </div>
      )}
      {step.at === 'result' && <Outcome result={step.result} onClose={onClose} onUndo={() => void undo(step.result)} onRetry={() => void run(step.act, step.result.failed.map(({ id }) => id), step.result)} />}
    </Dialog>
  );
}

function Choose({ desk, onPreview, onStep }: { desk: Desk; onPreview: (act: BulkAct) => void; onStep: (step: Step) => void }) {
  const text = useText();
  const acts: { id: string; label: string; run: () => void; needs: 'assign' | 'reply' }[] = [
    { id: 'take', label: text('bulk.take'), needs: 'assign', run: () => onPreview({ assign: { assignee_id: desk.me.id } }) },
    { id: 'assign', label: text('bulk.assign'), needs: 'assign', run: () => onStep({ at: 'person' }) },
    { id: 'release', label: text('bulk.release'), needs: 'assign', run: () => onPreview({ assign: { assignee_id: null } }) },
    { id: 'resolved', label: text('bulk.resolve'), needs: 'reply', run: () => onPreview({ status: 'resolved' }) },
    { id: 'open', label: text('bulk.open'), needs: 'reply', run: () => onPreview({ status: 'open' }) },
    { id: 'waiting', label: text('bulk.wait'), needs: 'reply', run: () => onPreview({ status: 'waiting' }) },
    ...(['priority', 'queue', 'topic', 'snooze'] as const).map((what) => ({ id: what, label: text(`bulk.${what}`), needs: 'reply' as const, run: () => onStep({ at: 'pick', what }) })),
    { id: 'tag', label: text('bulk.tag'), needs: 'reply', run: () => onStep({ at: 'tag', add: true }) },
    { id: 'untag', label: text('bulk.untag'), needs: 'reply', run: () => onStep({ at: 'tag', add: false }) },
    { id: 'incident', label: text('incidents.join'), needs: 'reply', run: () => onStep({ at: 'incident' }) },
  ];
  const may = acts.filter(({ needs }) => desk.can(needs));
  return (
    <div className="pick">
      <p className="quiet">{text('bulk.choose')}</p>
      <Menu className="menu" aria-label={text('bulk.choose')} autoFocus="first" onAction={(key) => may.find(({ id }) => id === key)?.run()}>
        {may.map(({ id, label }) => (
          <MenuItem key={id} id={id} className="menu-item">
            {label}
          </MenuItem>
        ))}
      </Menu>
    </div>
  );
}

function Person({ onPick, onClose }: { onPick: (id: Id) => void; onClose: () => void }) {
  const text = useText();
  const { people } = useNames();
  // Choosing closes the window first, and then says what was chosen.
  const picked = useRef(false);
  return (
    <Chooser
      title={text('bulk.assign')}
      empty={text('palette.empty')}
      groups={[{ id: 'people', title: text('palette.people'), choices: people.map(({ id, name }) => ({ id, words: name, label: <bdi>{name}</bdi>, run: () => ((picked.current = true), onPick(id)) })) }]}
      onClose={() => queueMicrotask(() => !picked.current && onClose())}
    />
  );
}

function TagStep({ add, onBack, onPreview }: { add: boolean; onBack: () => void; onPreview: (act: BulkAct) => void }) {
  const text = useText();
  const act = useAct();
  const { tags } = useNames();
  const [tag, setTag] = useState('');
  const submit = () => {
    const wanted = tag.trim();
    if (!wanted) return Promise.reject(new Problem('tag.invalid', 422, 'tag'));
    onPreview({ change: add ? { add_tags: [wanted] } : { remove_tags: [wanted] } });
    return Promise.resolve();
  };
  return (
    <Form act={act} submit={submit} label={text(add ? 'bulk.tag' : 'bulk.untag')} more={<Button onPress={onBack}>{text('bulk.back')}</Button>}>
      <Field label={text('bulk.tag_name')} autoFocus value={tag} onChange={setTag} input={{ maxLength: 40, dir: 'auto' }} />
      <div className="bulk-tags">
        {tags.slice(0, 12).map((each) => (
          <button key={each} type="button" className="tag-chip" onClick={() => setTag(each)}>
            <bdi>{each}</bdi>
          </button>
        ))}
      </div>
    </Form>
  );
}

/** The act in the words of the log, as if it were done. */
function actText(text: Text, act: BulkAct, names: Names, me: Id, moment: (at: string) => string): string {
  if (act.assign) {
    const { assignee_id } = act.assign;
    if (assignee_id === null) return text('bulk.release');
    return assignee_id === me ? text('bulk.take') : text('bulk.assign_to', { name: names.people.find(({ id }) => id === assignee_id)?.name ?? '' });
  }
  if (act.status) return text('bulk.what.status', { value: text(`status.${act.status}`) });
  const { add_tags, remove_tags, fields, clear = [], ...set } = act.change ?? {};
  const cleared = Object.fromEntries(clear.map((name) => [name, null]));
  const tags = add_tags ? { set: add_tags, before: [] } : remove_tags ? { set: [], before: remove_tags } : null;
  return handlingText(text, '', { set: { ...set, ...cleared, ...(fields ? { fields: fields as Record<string, string> } : {}), ...(tags ? { tags: tags.set } : {}) }, before: tags ? { tags: tags.before } : {} }, names, moment).trim();
}

interface PreviewProps { ids: readonly Id[]; act: BulkAct; onBack: () => void; onDo: () => void }

function Preview({ ids, act, onBack, onDo }: PreviewProps) {
  const text = useText();
  const language = useLanguage();
  const desk = useDesk();
  const names = useNames();
  const [seen, setSeen] = useState<BulkPreview | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let here = true;
    previewBulk(desk.http, { conversation_ids: [...ids], act }).then(
      (preview) => here && setSeen(preview),
      (problem: unknown) => here && setError(problem),
    );
    return () => {
      here = false;
    };
  }, [desk, ids, act]);
  const words = actText(text, act, names, desk.me.id, (at) => dateAndTime(language, at));
  return (
    <div className="bulk-preview">
      <p>
        <strong>{words.charAt(0).toLocaleUpperCase(language) + words.slice(1)}</strong>
      </p>
      <div role="status">
        {error !== null ? (
          <p className="notice" data-tone="danger">{problemText(text, error)}</p>
        ) : seen === null ? (
          <p className="quiet">{text('bulk.looking')}</p>
        ) : (
          <ul>
            <li>
              {text('bulk.changes', { count: seen.changes })}
              {seen.of_others > 0 && <> · {text('bulk.of_others', { count: seen.of_others })}</>}
            </li>
            {seen.unchanged > 0 && <li>{text('bulk.unchanged', { count: seen.unchanged })}</li>}
            {seen.unknown > 0 && <li>{text('bulk.unknown', { count: seen.unknown })}</li>}
          </ul>
        )}
      </div>
      <div className="acts">
        <Button kind="primary" autoFocus isDisabled={seen?.changes === 0} onPress={onDo}>
          {text('bulk.do')}
        </Button>
        <Button onPress={onBack}>{text('bulk.back')}</Button>
      </div>
    </div>
  );
}

interface OutcomeProps { result: Result; onClose: () => void; onUndo: () => void; onRetry: () => void }

function Outcome({ result, onClose, onUndo, onRetry }: OutcomeProps) {
  const text = useText();
  const { done, unchanged, failed } = result;
  return (
    <div className="bulk-preview">
      <ul>
        <li>{text('bulk.done', { count: done.length })}</li>
        {unchanged > 0 && <li>{text('bulk.unchanged', { count: unchanged })}</li>}
        {failed.length > 0 && <li className="bulk-failed">{text('bulk.failed', { count: failed.length })}</li>}
      </ul>
      {failed.length > 0 && (
        <ul className="bulk-reasons" tabIndex={0}>
          {failed.map(({ id, code }) => (
            <li key={id}>
              <Reason id={id} code={code} />
            </li>
          ))}
        </ul>
      )}
      <div className="acts">
        <Button kind="primary" autoFocus onPress={onClose}>
          {text('bulk.close')}
        </Button>
        {failed.length > 0 && <Button onPress={onRetry}>{text('bulk.retry')}</Button>}
        {done.length > 0 && <Button onPress={onUndo}>{text('bulk.undo')}</Button>}
      </div>
    </div>
  );
}

function Reason({ id, code }: { id: Id; code: string }) {
  const text = useText();
  const { inbox } = useDesk();
  const row = useSelected(inbox.rows, (rows) => rows.get(id));
  return (
    <>
      {row ? <bdi>{customerName(text, row.conversation.customer)}</bdi> : id.slice(-4)} <code>{row?.conversation.reference}</code> <span className="quiet">{problemText(text, new Problem(code, 409))}</span>
    </>
  );
}
