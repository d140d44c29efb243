// Answers that wait to be posted: the moment in which one can still be undone, what was put off for later, and how it is put off.
import { useEffect, useState } from 'react';
import { Button as AriaButton, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Tooltip, TooltipTrigger } from 'react-aria-components';
import { CalendarClock, Clock, Paperclip, Undo2 } from 'lucide-react';
import { Problem, type Entry } from '@ombud/shared/api';
import type { Planned } from '@ombud/shared/mail';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { useLanguage } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { dateAndTime, duration, exactTime, useTicking } from '@ombud/ui/time';
import { announce, toast } from '@ombud/ui/toast';
import { useDesk, type Desk } from '../desk';
import type { Pending } from '../outbox';
import { fromInput, toInput } from '../moments';
import { problemText, textNow, useText } from '../text';
import { Face } from '../ui/face';
import { MomentField } from '../ui/inputs';
import { Sure } from '../ui/sure';
import { askComposer } from '../windows';
import type { OpenConversation } from './conversation';
import { Body } from './entry';
import { canUndo, FARTHEST, fitsLater, laterTimes, waitingOf, zoneName, type Later } from './plans';

const ASK_EVERY = 5_000;

/** Into the composer, before what was begun meanwhile. */
function giveBack(desk: Desk, open: OpenConversation, { body, attachments }: Pick<Pending, 'body' | 'attachments'>): void {
  desk.drafts.of(open.id, 'reply').change((draft) => ({
    body: [body, draft.body].filter(Boolean).join('\n'),
    attachments: [...attachments, ...draft.attachments],
    answering: open.state.get().entries.at(-1)?.seq ?? draft.answering,
  }));
  askComposer('reply');
}

async function takeBack(desk: Desk, open: OpenConversation, id: Planned['id']): Promise<void> {
  const text = textNow();
  try {
    const { plan, attachments, files, left } = await open.plans.takeBack(id, desk.me.id);
    giveBack(desk, open, { body: plan.body, attachments });
    desk.uploads(open.id, 'reply').add(files);
    if (left > 0) toast(text('planned.files_left', { count: left }), 'danger');
  } catch (error) {
    toast(problemText(text, error), 'danger');
    void open.plans.load();
  }
}

type Undoable = { plan: Planned } | { item: Pending };

/** What I sent last and can still have back: at the desk, or on its way there. */
function lastUndoable(desk: Desk, open: OpenConversation, plans: readonly Planned[], pending: readonly Pending[]): Undoable | null {
  const item = pending.findLast(
    ({ conversation_id, due_at, state, taken_back }) =>
      conversation_id === open.id && due_at !== undefined && !taken_back && (state === 'queued' || state === 'sending'),
  );
  if (item) return { item };
  const mine = waitingOf(plans, open.state.get().entries).filter((plan) => plan.author.id === desk.me.id && canUndo(plan));
  const plan = mine.reduce<Planned | null>((last, each) => (last && last.planned_at > each.planned_at ? last : each), null);
  return plan && { plan };
}

function undo(desk: Desk, open: OpenConversation, what: Undoable): void {
  if ('plan' in what) return void takeBack(desk, open, what.plan.id);
  const item = desk.outbox.takeBack(what.item.client_id);
  if (item) giveBack(desk, open, item);
}

/** From a key: whether there was something to undo. */
export function undoLast(desk: Desk, open: OpenConversation): boolean {
  const what = lastUndoable(desk, open, open.plans.items.get(), desk.outbox.items.get());
  if (what) undo(desk, open, what);
  return what !== null;
}

export function UndoBar({ open, entries }: { open: OpenConversation; entries: readonly Entry[] }) {
  const text = useText();
  const desk = useDesk();
  const plans = useStore(open.plans.items);
  const pending = useStore(desk.outbox.items);
  const what = lastUndoable(desk, open, plans, pending);
  const plan = what && 'plan' in what ? what.plan : null;
  const left = useTicking((now) => (plan ? String(open.plans.secondsLeft(plan, now)) : ''));
  const sentAt = what && 'item' in what ? Date.parse(what.item.at) : 0;
  const late = useTicking((now) => (now - sentAt > 2_000 ? 'late' : '')) !== '';
  useEffect(() => {
    if (plan) announce(textNow()('planned.announce'));
    // Once for each.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [plan?.id]);
  // The log knows first that it went out.
  if (!what || (plan && waitingOf([plan], entries).length === 0)) return null;
  return (
    <div className="undo-bar" role="group" aria-label={text('planned.undo_label')}>
      <Clock size={14} aria-hidden="true" />
      <span role="timer">
        {plan === null ? text(late ? 'pending.queued' : 'pending.sending') : left === '0' ? text('planned.going') : text('planned.goes_in', { count: Number(left) })}
      </span>
      <TooltipTrigger delay={500} closeDelay={0}>
        <AriaButton className="button" data-kind="quiet" onPress={() => undo(desk, open, what)}>
          <Undo2 size={14} aria-hidden="true" />
          <span className="label">{text('planned.undo')}</span>
        </AriaButton>
        <Tooltip className="tooltip" offset={6}>
          {text('planned.undo')}
          <kbd>u</kbd>
        </Tooltip>
      </TooltipTrigger>
    </div>
  );
}

export function PlannedEntry({ plan, open }: { plan: Planned; open: OpenConversation }) {
  const text = useText();
  const desk = useDesk();
  const language = useLanguage();
  const [deleting, setDeleting] = useState(false);
  const act = useAct();
  const mine = plan.author.id === desk.me.id;
  const soon = canUndo(plan);
  const name = mine ? text('author.me') : plan.author.name;
  const late = useTicking((now) => (open.plans.isLate(plan, now) ? 'late' : '')) !== '';
  /** Then the bar below says it. */
  const undoable = soon && mine && !late;
  const left = useTicking((now) =>
    soon ? String(open.plans.secondsLeft(plan, now)) : duration(text, Math.max(0, Date.parse(plan.due_at) - now)),
  );
  const names = plan.attachments.map((id) => open.plans.nameOf(id)).filter((each) => each !== null);
  const now = () =>
    void act.run(async () => {
      try {
        await open.plans.postNow(plan.id);
      } catch (error) {
        toast(problemText(text, error), 'danger');
        void open.plans.load();
      }
    });
  return (
    <article className="said planned" data-side="ours" data-leads data-held={plan.held ?? undefined} aria-label={text('planned.by', { name })}>
      <header>
        {!mine && <Face id={plan.author.id} name={plan.author.name} size="small" />}
        <bdi>{name}</bdi>
      </header>
      {plan.body && (
        <div className="bubble">
          <Body body={plan.body} removed={plan.removed} />
        </div>
      )}
      {plan.attachments.length > 0 && (
        <p className="planned-files">
          <Paperclip size={12} aria-hidden="true" />
          {text('row.attachments', { count: plan.attachments.length })}
          {names.length > 0 && (
            <bdi>
              {text('row.colon')}
              {names.join(text('list.and'))}
            </bdi>
          )}
        </p>
      )}
      {!undoable && (
        <p className="planned-when" data-tone={plan.held || late ? 'wait' : undefined}>
          {plan.held ? <CalendarClock size={14} aria-hidden="true" /> : <Clock size={14} aria-hidden="true" />}
          <span>
            {plan.held ? (
              text(`planned.held.${plan.held}`)
            ) : late ? (
              text('planned.late', { time: dateAndTime(language, plan.due_at) })
            ) : soon ? (
              left === '0' ? text('planned.going') : text('planned.goes_in', { count: Number(left) })
            ) : (
              <time dateTime={plan.due_at} title={exactTime(language, plan.due_at)}>
                {text('planned.goes_at', { time: dateAndTime(language, plan.due_at), left })}
              </time>
            )}
          </span>
        </p>
      )}
      {!undoable && desk.can('reply') && (
        <div className="planned-acts">
          <Button kind="quiet" onPress={() => void takeBack(desk, open, plan.id)}>
            {text('act.edit')}
          </Button>
          {!soon && (
            <Button kind="quiet" isPending={act.busy} onPress={now}>
              {text(plan.held ? 'planned.send_anyway' : 'planned.send_now')}
            </Button>
          )}
          <Button kind="quiet" onPress={() => setDeleting(true)}>
            {text('planned.delete')}
          </Button>
        </div>
      )}
      {deleting && (
        <Sure title={text('planned.delete_title')} label={text('planned.delete')} onClose={() => setDeleting(false)} run={() => open.plans.remove(plan.id)}>
          <p>{text(mine ? 'planned.delete_why' : 'planned.delete_why_theirs', { name })}</p>
        </Sure>
      )}
    </article>
  );
}

/** Beside the button that sends: at which time instead. */
export function SendLater({ isDisabled, onChoose }: { isDisabled: boolean; onChoose: (at: string) => void }) {
  const text = useText();
  const [picking, setPicking] = useState(false);
  return (
    <>
      <MenuTrigger>
        <TooltipTrigger delay={500} closeDelay={0}>
          <AriaButton className="button send-later" data-kind="primary" isDisabled={isDisabled} aria-label={text('later.title')}>
            <CalendarClock size={16} aria-hidden="true" />
          </AriaButton>
          <Tooltip className="tooltip" offset={6}>
            {text('later.title')}
          </Tooltip>
        </TooltipTrigger>
        <Popover className="popover" placement="top end">
          <Times onChoose={onChoose} onPick={() => setPicking(true)} />
        </Popover>
      </MenuTrigger>
      {picking && <PickTime onClose={() => setPicking(false)} onChoose={onChoose} />}
    </>
  );
}

function Times({ onChoose, onPick }: { onChoose: (at: string) => void; onPick: () => void }) {
  const text = useText();
  const language = useLanguage();
  // As it is when the menu opens.
  const [times] = useState(() => laterTimes(new Date()));
  const chosen = (key: string) => {
    const time = times.find(({ choice }) => choice === key);
    if (time) onChoose(time.at.toISOString());
    else onPick();
  };
  return (
    <Menu className="menu later" aria-label={text('later.title')} onAction={(key) => chosen(String(key))}>
      <MenuSection className="menu-section" aria-label={text('later.title')}>
        <Header>{text('later.zone', { zone: zoneName(language) })}</Header>
        {times.map(({ choice, at }) => (
          <MenuItem key={choice} id={choice} className="menu-item" textValue={text(`later.${choice satisfies Later}`)}>
            <span className="later-name">{text(`later.${choice}`)}</span>
            <time dateTime={at.toISOString()}>{dateAndTime(language, at.toISOString())}</time>
          </MenuItem>
        ))}
        <MenuItem id="pick" className="menu-item" textValue={text('later.pick')}>
          <span className="later-name">{text('later.pick')}</span>
        </MenuItem>
      </MenuSection>
    </Menu>
  );
}

function PickTime({ onClose, onChoose }: { onClose: () => void; onChoose: (at: string) => void }) {
  const text = useText();
  const language = useLanguage();
  const act = useAct();
  const at = useErrorAt(act);
  const [value, setValue] = useState(() => toInput(laterTimes(new Date())[1]!.at.toISOString()));
  const submit = () => {
    const moment = fromInput(value);
    if (!fitsLater(moment, Date.now())) return Promise.reject(new Problem('planned.when', 422, 'due_at'));
    onChoose(moment);
    onClose();
    return Promise.resolve();
  };
  return (
    <Dialog title={text('later.title')} onClose={onClose}>
      <Form act={act} submit={submit} label={text('later.act')} fields={['due_at']} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <MomentField
          label={text('later.when')}
          value={value}
          onChange={(next) => {
            setValue(next);
            act.forget();
          }}
          error={at('due_at')}
          help={text('later.help', { zone: zoneName(language), count: FARTHEST / 86_400_000 })}
        />
      </Form>
    </Dialog>
  );
}

/** What waits. Where the live connection is down, what must have gone out by now is asked for: first the log, so that it never stands nowhere. */
export function useWaiting(open: OpenConversation, entries: readonly Entry[]): readonly Planned[] {
  const { plans } = open;
  const waiting = waitingOf(useStore(plans.items), entries);
  useEffect(() => {
    const timer = setInterval(() => {
      if (plans.items.get().some((plan) => plans.isOverdue(plan, Date.now()))) void open.catchUp().then(() => plans.load());
    }, ASK_EVERY);
    return () => clearInterval(timer);
  }, [open, plans]);
  return waiting;
}
