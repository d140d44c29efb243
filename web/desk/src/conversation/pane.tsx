// One open conversation: its head, its log, the composer, and the facts beside it.
import { useEffect, useEffectEvent, useRef, useState, type DragEvent } from 'react';
import { ArrowLeft, Info, PanelRight } from 'lucide-react';
import type { Conversation, Id } from '@ombud/shared/api';
import { actsOf, handlingActsOf, nextAct, standsOut, tieActsOf } from '../acts';
import { ComplaintPanel } from '../complaints/panel';
import { useDesk } from '../desk';
import type { Mode } from '../drafts';
import { RelatedConversations, Suggested } from '../finding/beside';
import { HandlingBar } from '../handling/bar';
import { OwnFields } from '../handling/own-fields';
import { ComplianceWall } from '../compliance/wall';
import { IncidentBanner } from '../incidents/banner';
import { CanarySwitch } from '../insiders/canary';
import { FactsPane } from '../insiders/confidential';
import { Personal } from '../insiders/personal';
import { Stopped } from '../insiders/stopped';
import { isUnread } from '../inbox/list';
import { useKeys } from '../keys';
import { useRoomy, useWide } from '../media';
import { customerName } from '../names';
import { Kept } from '../privacy/kept';
import { go, inboxPath, type View } from '../route';
import { setSettings, settings } from '../settings';
import { useSelected, useStore } from '@ombud/ui/store';
import { Followers } from '../ties/followers';
import { TieButtons } from '../ties/tie-buttons';
import { TiesBar } from '../ties/ties-bar';
import { Clocks } from '../service-levels/clocks';
import { useText } from '../text';
import { Button, IconButton } from '@ombud/ui/button';
import { ByMail, StatusChip } from '../ui/chips';
import { Dialog } from '@ombud/ui/dialog';
import { Face } from '../ui/face';
import { ActButton, Acts } from './acts';
import { CasePanel } from './case-panel';
import { newestIntake } from './case-words';
import { Composer } from './composer';
import type { Open, OpenConversation } from './conversation';
import { Facts } from './facts';
import { Guided } from './guided';
import { Log } from './log-view';
import { undoLast } from './planned';

export function ConversationPane({ id, view }: { id: Id; view: View }) {
  const text = useText();
  const desk = useDesk();
  const open = desk.conversation(id);
  const state = useStore(open.state);
  useStore(open.ties.ties); // what can be done depends on it
  const roomy = useRoomy();
  const wantsFacts = useSelected(settings, (all) => all.facts);
  const [sheet, setSheet] = useState(false);
  const [mode, setMode] = useState<Mode>('reply');
  const [dragging, setDragging] = useState(false);
  const { conversation } = state;
  const acts = conversation ? actsOf(desk, conversation) : [];
  const run = (shortcut: string) => () => {
    const act = acts.find((each) => each.shortcut === shortcut);
    void act?.run();
    return act !== undefined;
  };

  useShown(open);
  useKeys({
    a: run('a'),
    h: run('h'),
    e: run('e'),
    r: run('r'),
    n: run('n'),
    u: () => undoLast(desk, open) || desk.undoChange(id),
    ...Object.fromEntries((conversation ? tieActsOf(desk, conversation) : []).map((act) => [act.shortcut, act.run])),
    ...Object.fromEntries((conversation ? handlingActsOf(desk, conversation) : []).map((act) => [act.shortcut, act.run])),
    Escape: () => go(inboxPath(view)),
  });

  if (state.phase === 'stopped') return <Stopped why={state.stop} back={inboxPath(view)} again={() => void open.load()} />;
  if (state.phase === 'missing' || state.phase === 'failed') {
    return (
      <section className="nothing" aria-label={text('conversation.region')} role="alert">
        <p>{text(state.phase === 'missing' ? 'conversation.missing' : 'conversation.failed')}</p>
        {state.phase === 'failed' && <Button onPress={() => void open.load()}>{text('act.retry')}</Button>}
        <a className="button" data-kind="quiet" href={inboxPath(view)}>
          <span className="label">{text('conversation.back')}</span>
        </a>
      </section>
    );
  }

  const drop = (event: DragEvent) => {
    setDragging(false);
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    desk.uploads(id, mode).add(event.dataTransfer.files);
  };
  const beside = roomy && wantsFacts;

  return (
    <>
      <section
        className="conversation"
        aria-labelledby="conversation-title"
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes('Files')) return;
          event.preventDefault();
          setDragging(true);
        }}
        onDragLeave={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDragging(false);
        }}
        onDrop={drop}
      >
        <Head state={state} view={view} besideFacts={beside} onFacts={() => (roomy ? setSettings({ facts: !wantsFacts }) : setSheet(true))} />
        {conversation && <HandlingBar conversation={conversation} />}
        {conversation && <TiesBar open={open} />}
        {conversation && <IncidentBanner conversation={id} entries={state.entries} />}
        <Log open={open} state={state} />
        <Composer open={open} state={state} mode={mode} onMode={setMode} />
        {dragging && <div className="drop-here">{text('composer.drop')}</div>}
      </section>
      {beside && conversation && (
        <FactsPane conversation={id}>
          <section className="facts" aria-labelledby="facts-title">
            <h2 id="facts-title" className="hidden">
              {text('facts.title')}
            </h2>
            <Facts state={state} conversation={conversation} />
            <Acts conversation={conversation} />
            <Matter state={state} conversation={conversation} />
          </section>
        </FactsPane>
      )}
      {sheet && conversation && (
        <Dialog title={text('facts.title')} onClose={() => setSheet(false)}>
          <FactsPane conversation={id}>
            <div className="facts-sheet">
              <Facts state={state} conversation={conversation} />
              <Acts conversation={conversation} onDone={() => setSheet(false)} />
              <Matter state={state} conversation={conversation} onDone={() => setSheet(false)} />
            </div>
          </FactsPane>
        </Dialog>
      )}
    </>
  );
}

/** What it is about, and finding out more. */
function Matter({ state, conversation, onDone }: { state: Open; conversation: Conversation; onDone?: () => void }) {
  const desk = useDesk();
  return (
    <>
      <Clocks conversation={conversation.id} told={state.clocks} />
      <OwnFields conversation={conversation} />
      <TieButtons conversation={conversation} onDone={onDone} />
      <Followers conversation={conversation.id} />
      <Personal conversation={conversation} />
      {desk.can('handle_complaints') && <ComplaintPanel conversation={conversation} entries={state.entries} />}
      <CasePanel conversation={conversation.id} told={newestIntake(state.entries)} />
      <RelatedConversations conversation={conversation.id} />
      {desk.can('reply') && <Suggested conversation={conversation} entries={state.entries} onDone={onDone} />}
      {desk.can('reply') && <Guided conversation={conversation} onDone={onDone} />}
      {desk.can('see_compliance') && <ComplianceWall conversation={conversation.id} />}
      {desk.can('manage_privacy') && <Kept conversation={conversation.id} />}
      {desk.can('manage_access') && <CanarySwitch conversation={conversation.id} />}
    </>
  );
}

/** Follows while it is on screen, and tells how far it was read only while somebody looks. */
function useShown(open: OpenConversation): void {
  const { inbox } = useDesk();
  const readBefore = useEffectEvent(() => {
    const row = inbox.rows.get().get(open.id);
    return row && isUnread(row) ? (row.seen_seq ?? 0) : null;
  });
  useEffect(() => {
    void open.show(readBefore());
    return () => open.hide();
  }, [open]);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible' && document.hasFocus()) open.markSeen();
    };
    look();
    const unwatch = open.state.watch(look);
    addEventListener('focus', look);
    return () => {
      unwatch();
      removeEventListener('focus', look);
    };
  }, [open]);
}

interface HeadProps {
  state: Open;
  view: View;
  besideFacts: boolean;
  onFacts: () => void;
}

function Head({ state, view, besideFacts, onFacts }: HeadProps) {
  const text = useText();
  const desk = useDesk();
  const wide = useWide();
  const title = useRef<HTMLHeadingElement>(null);
  const { conversation } = state;
  const others = state.agents.filter((agent) => agent.id !== desk.me.id);
  // On a small screen the list has just gone: the reader goes on here.
  useEffect(() => {
    if (!wide) title.current?.focus();
  }, [wide]);

  const acts = conversation ? actsOf(desk, conversation) : [];
  const next = conversation && nextAct(acts, conversation, desk.me.id);
  const shownActs = wide ? acts.filter((act) => act.id !== 'reply' && act.id !== 'note') : next ? [next] : [];
  return (
    <header className="head">
      {!wide && (
        <a className="icon-button" href={inboxPath(view)} aria-label={text('conversation.back')}>
          <ArrowLeft size={20} />
        </a>
      )}
      <div className="head-who">
        <h1 id="conversation-title" tabIndex={-1} ref={title}>
          {conversation ? <bdi>{customerName(text, conversation.customer)}</bdi> : <span className="skeleton-word" />}
        </h1>
        <p>
          {conversation && (
            <>
              {conversation.customer.kind === 'correspondent' ? (
                <ByMail />
              ) : (
                <span className="presence" data-online={state.customerOnline || undefined}>
                  {text(state.customerOnline ? 'customer.online' : 'customer.offline')}
                </span>
              )}
              <StatusChip status={conversation.status} />
              {!besideFacts && conversation.assignee && wide && <bdi>{conversation.assignee.name}</bdi>}
            </>
          )}
        </p>
      </div>
      {others.length > 0 && (
        <div className="here" role="group" aria-label={text('conversation.here')}>
          {others.slice(0, 3).map((agent) => (
            <Face key={agent.id} id={agent.id} name={agent.name} named />
          ))}
          {others.length > 3 && <span className="here-more">+{others.length - 3}</span>}
        </div>
      )}
      {conversation && !besideFacts && (
        <div className="head-acts">
          {shownActs.map((act) => (
            <ActButton key={act.id} act={act} kind={standsOut(act, conversation) ? 'primary' : 'plain'} />
          ))}
        </div>
      )}
      <IconButton label={text(besideFacts ? 'facts.hide' : 'facts.show')} onPress={onFacts}>
        {wide ? <PanelRight size={18} /> : <Info size={20} />}
      </IconButton>
    </header>
  );
}
