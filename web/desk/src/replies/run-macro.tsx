// Running a macro in a conversation: chosen by typing, shown before it is done, and taken back while that can be.
import { useCallback, useEffect, useRef, useState } from 'react';
import { Undo2, Wand2 } from 'lucide-react';
import { assign, newClientId, setStatus, type Conversation, type Id } from '@ombud/shared/api';
import { takeBackPlanned } from '@ombud/shared/mail';
import { previewMacro, runMacro, runMacroAssignment, type Macro, type MacroPreview, type MacroRun, type WantedAct } from '@ombud/shared/replies';
import { changeHandling } from '@ombud/shared/work';
import { Form, useAct } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { Store, useStore } from '@ombud/ui/store';
import { announce, toast } from '@ombud/ui/toast';
import type { OpenConversation } from '../conversation/conversation';
import { useDesk, type Desk } from '../desk';
import { useKeys } from '../keys';
import { useLoaded } from '../loaded';
import { problemText, textNow, useText } from '../text';
import { Chooser } from '../ui/chooser';
import { Waiting } from '../ui/waiting';
import { useActNames } from './act-names';
import { actsText, actText } from './act-words';
import { fill, textIn } from './fill';
import { keptOf, useKept, useReplies, valuesOf } from './store';
import { undoOf, type Step } from './undo';

/** Which macro is wanted where; without one it is still to be chosen. */
export const macroWish = new Store<{ conversation: Id; macro: Macro | null } | null>(null);

interface Done { conversation: Id; name: string; run: MacroRun; at: number }
const lastDone = new Store<Done | null>(null);
const UNDO_FOR = 20_000;

const NONE: readonly Macro[] = [];

/** Lies over the conversation while a macro is chosen or shown; `m` begins it. */
export function MacroWindow({ open, conversation }: { open: OpenConversation; conversation: Conversation }) {
  const text = useText();
  const desk = useDesk();
  const kept = useKept();
  const macros = useStore(kept.macros) ?? NONE;
  const wish = useStore(macroWish);
  const names = useActNames();
  const begin = () => {
    void kept.look();
    macroWish.set({ conversation: open.id, macro: null });
  };
  useKeys({ m: () => (desk.can('reply') ? begin() : false) });
  useEffect(() => () => macroWish.set(null), [open]);
  if (wish?.conversation !== open.id) return null;
  if (wish.macro) return <MacroDialog key={wish.macro.id} open={open} conversation={conversation} macro={wish.macro} onClose={() => macroWish.set(null)} />;
  return (
    <Chooser
      title={text('macros.choose')}
      empty={text(macros.length === 0 ? 'macros.none' : 'palette.empty')}
      groups={[
        {
          id: 'macros',
          title: text('admin.macros'),
          choices: macros.map((macro) => ({
            id: macro.id,
            words: macro.name,
            start: <Wand2 size={16} aria-hidden="true" />,
            label: (
              <>
                <bdi>{macro.name}</bdi> <small>{actsText(text, macro.acts, names)}</small>
              </>
            ),
            run: () => macroWish.set({ conversation: open.id, macro }),
          })),
        },
      ]}
      // What was chosen is shown next.
      onClose={() => macroWish.change((now) => (now?.macro ? now : null))}
    />
  );
}

interface DialogProps { open: OpenConversation; conversation: Conversation; macro: Macro; onClose: () => void }

function MacroDialog({ open, conversation, macro, onClose }: DialogProps) {
  const { http } = useDesk();
  const load = useCallback(() => previewMacro(http, open.id, macro.id), [http, open.id, macro.id]);
  const loaded = useLoaded(load);
  return (
    <Dialog title={macro.name} onClose={onClose}>
      <Waiting of={loaded} rows={3} />
      {loaded.value && <MacroShown open={open} conversation={conversation} preview={loaded.value} onClose={onClose} />}
    </Dialog>
  );
}

function MacroShown({ open, conversation, preview, onClose }: { open: OpenConversation; conversation: Conversation; preview: MacroPreview; onClose: () => void }) {
  const text = useText();
  const desk = useDesk();
  const act = useAct();
  const names = useActNames();
  const replies = useReplies();
  const { macro, changes } = preview;
  // A retry repeats it.
  const [client_id] = useState(() => newClientId().slice(0, 20));
  const answer = macro.acts.find((each) => each.act === 'reply' || each.act === 'saved_reply');
  const saved = answer?.act === 'saved_reply' ? replies.find(({ id }) => id === answer.values[0]) : undefined;
  const source = answer?.act === 'reply' ? { text: answer.values[0]!, other: null } : saved ? textIn(saved, conversation.language) : null;
  const reply = source && fill(source.text, valuesOf(desk, conversation));
  const may = (each: WantedAct) => each.act !== 'assign' || desk.can('assign');
  const submit = async () => {
    const assigns = macro.acts.some((each) => each.act === 'assign' && may(each)) && changes.includes('assign');
    const given = assigns ? (await runMacroAssignment(desk.http, open.id, macro.id, client_id)).entries : [];
    for (const entry of given) open.keep(entry);
    const seen_seq = open.state.get().entries.at(-1)?.seq ?? preview.last_seq;
    const run = await runMacro(desk.http, open.id, macro.id, { client_id, seen_seq, ...(reply === null ? {} : { reply }) });
    for (const entry of run.entries) open.keep(entry);
    if (run.planned) open.plans.keep(run.planned, []);
    if (saved) keptOf(desk).used(saved.id);
    const all = { entries: [...given, ...run.entries], planned: run.planned };
    lastDone.set({ conversation: open.id, name: macro.name, run: all, at: Date.now() });
    announce(text('macros.done', { name: macro.name }));
    onClose();
  };
  // Enter does it: choosing and doing are two key presses.
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector<HTMLButtonElement>('button[type="submit"]')?.focus(), []);
  const gone = answer !== undefined && reply === null;
  const nothing = changes.length === 0;
  if (gone || nothing) {
    return (
      <>
        <ActList acts={macro.acts} changes={changes} names={names} may={may} />
        <p className="notice" role="status">
          {text(gone ? 'macros.reply_gone' : 'macros.nothing')}
        </p>
        <div className="acts">
          <Button autoFocus onPress={onClose}>
            {text('act.close')}
          </Button>
        </div>
      </>
    );
  }
  return (
    <div ref={box}>
      <Form act={act} submit={submit} label={text('macros.do')} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <ActList acts={macro.acts} changes={changes} names={names} may={may} />
        {reply !== null && (
          <figure className="macro-reply">
            <figcaption>
              {text('macros.will_say')}
              {source?.other && <small className="chip">{text(`replies.only.${source.other}`)}</small>}
            </figcaption>
            <p lang={source?.other ?? conversation.language} dir="auto" tabIndex={0}>
              {reply}
            </p>
          </figure>
        )}
      </Form>
    </div>
  );
}

interface ListProps { acts: readonly WantedAct[]; changes: readonly string[]; names: ReturnType<typeof useActNames>; may: (act: WantedAct) => boolean }

function ActList({ acts, changes, names, may }: ListProps) {
  const text = useText();
  return (
    <ul className="macro-acts">
      {acts.map((each) => {
        const state = !may(each) ? 'forbidden' : changes.includes(each.act) ? null : 'unchanged';
        return (
          <li key={each.act} data-idle={state !== null || undefined}>
            <bdi>{actText(text, each, names)}</bdi>
            {state && <small className="chip">{text(`macros.${state}`)}</small>}
          </li>
        );
      })}
    </ul>
  );
}

async function take(desk: Desk, open: OpenConversation, step: Step): Promise<void> {
  if (step.type === 'take back') {
    await takeBackPlanned(desk.http, open.id, step.plan.id);
    open.plans.forget(step.plan.id);
  } else if (step.type === 'status') open.keep(await setStatus(desk.http, open.id, step.status, newClientId()));
  else if (step.type === 'assign') open.keep(await assign(desk.http, open.id, step.to, newClientId()));
  else open.keep(await changeHandling(desk.http, open.id, step.change, newClientId()));
}

/** For a while after a macro was done: what it was, and a way back. */
export function MacroBar({ open }: { open: OpenConversation }) {
  const text = useText();
  const desk = useDesk();
  const done = useStore(lastDone);
  const [busy, setBusy] = useState(false);
  const mine = done?.conversation === open.id ? done : null;
  useEffect(() => {
    if (!mine) return;
    const timer = setTimeout(() => lastDone.change((now) => (now === mine ? null : now)), UNDO_FOR);
    return () => clearTimeout(timer);
  }, [mine]);
  if (!mine) return null;
  const steps = undoOf(mine.run, mine.at);
  const undo = async () => {
    setBusy(true);
    try {
      for (const step of steps) await take(desk, open, step);
      toast(text('macros.undone', { name: mine.name }));
    } catch (error) {
      toast(problemText(textNow(), error), 'danger');
    } finally {
      setBusy(false);
      lastDone.set(null);
    }
  };
  return (
    <div className="macro-bar" role="status">
      <Wand2 size={16} aria-hidden="true" />
      <span>{text('macros.done', { name: mine.name })}</span>
      {steps.length > 0 && (
        <Button kind="quiet" isPending={busy} onPress={() => void undo()}>
          <Undo2 size={16} aria-hidden="true" />
          {text('macros.undo')}
        </Button>
      )}
    </div>
  );
}
