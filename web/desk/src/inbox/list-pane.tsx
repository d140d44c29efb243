// The live list of one view: rows, filter, what waits above, more below.
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { ArrowUp, ListChecks, SlidersHorizontal, X, TextSearch } from 'lucide-react';
import type { Id, InboxRow } from '@ombud/shared/api';
import { BULK_AT_MOST } from '@ombud/shared/work';
import { useDesk } from '../desk';
import { useNames } from '../handling/names';
import { useKeys } from '../keys';
import { isTouch } from '../media';
import { searchOf } from '../finding/search';
import { customerName } from '../names';
import { go, inboxPath, isBuiltIn, queueIn, savedIn, type View } from '../route';
import { useSelected, useStore } from '@ombud/ui/store';
import { problemText, useText, type Text } from '../text';
import { openWindow } from '../windows';
import { toast } from '@ombud/ui/toast';
import { Button, IconButton } from '@ombud/ui/button';
import { Row } from './row';
import { all, NOTHING, ranged, toggled, type Selection } from './selection';

const BulkWindow = lazy(() => import('./bulk-window'));

export function ListPane({ view, selected }: { view: View; selected: Id | null }) {
  const text = useText();
  const desk = useDesk();
  const { inbox } = desk;
  const list = useStore(inbox.list(view));
  const [filter, setFilter] = useState('');
  const scroller = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const wanted = filter.trim().toLocaleLowerCase();
  const rows = useSelected(inbox.rows, (all) => (wanted ? all : null));
  const shown = rows ? list.order.filter((id) => matches(rows.get(id), wanted, text)) : list.order;
  const [selection, setSelection] = useState(NOTHING);
  const [acting, setActing] = useState<readonly Id[] | null>(null);
  // On a touch screen boxes are asked for first.
  const [choosing, setChoosing] = useState(false);
  const selecting = choosing || selection.ids.size > 0;
  const listed = useRef(shown);
  useEffect(() => {
    listed.current = shown;
  });
  const select = useCallback((id: Id, range: boolean) => setSelection((now) => (range ? ranged(now, id, listed.current) : toggled(now, id))), []);

  useEffect(() => {
    void inbox.open(view);
  }, [inbox, view]);

  // Coming back from a conversation, the reader goes on where they left the list.
  const left = useRef(selected);
  useEffect(() => {
    const came = left.current;
    left.current = selected;
    if (!came || selected) return;
    const row = [...(scroller.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])].find((each) => each.dataset.row === came);
    row?.focus({ preventScroll: true });
  }, [selected]);

  useKeys({
    j: () => moveFocus(scroller.current, 1, selected),
    k: () => moveFocus(scroller.current, -1, selected),
    o: () => document.activeElement?.closest<HTMLElement>('[data-row]')?.click(),
    '/': () => input.current?.focus(),
    x: (event) => {
      const id = document.activeElement?.closest('.row')?.querySelector<HTMLElement>('[data-row]')?.dataset.row ?? selected;
      if (id) select(id, event.shiftKey);
      return id !== null;
    },
    // The open conversation closes first; a key that it does not take is ours.
    ...(selecting && !selected ? { Escape: () => setSelection(NOTHING) } : {}),
  });

  // What is loaded is a small part of what there is.
  const searchAll = () => {
    const search = searchOf(desk);
    search.typed.set({ q: filter.trim(), filters: {} });
    void search.ask();
    go('/desk/search');
  };
  const settle = () => {
    inbox.settle(view);
    scroller.current?.scrollTo({ top: 0 });
  };
  const reachable = selected && shown.includes(selected) ? selected : shown[0];

  return (
    <section className="list" aria-labelledby="list-title">
      <header>
        <Title view={view} />
        {isTouch() && (
          <IconButton label={text('help.select')} onPress={() => setChoosing(!choosing)}>
            <ListChecks size={18} />
          </IconButton>
        )}
        <div className="filter">
          <input
            ref={input}
            type="text"
            enterKeyHint="search"
            value={filter}
            placeholder={text('list.filter')}
            aria-label={text('list.filter')}
            onChange={(event) => setFilter(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.nativeEvent.isComposing && wanted) searchAll();
              if (event.key !== 'Escape') return;
              setFilter('');
              event.currentTarget.blur();
            }}
          />
          {filter ? (
            <IconButton label={text('list.filter_clear')} onPress={() => setFilter('')}>
              <X size={14} />
            </IconButton>
          ) : (
            <kbd aria-hidden="true">/</kbd>
          )}
        </div>
      </header>
      {wanted && (
        <button type="button" className="search-all" onClick={searchAll}>
          <TextSearch size={16} aria-hidden="true" />
          <span>{text('search.everywhere', { q: filter.trim() })}</span>
          <kbd aria-hidden="true">Enter</kbd>
        </button>
      )}
      {selecting && (
        <SelectionBar view={view} selection={selection} listed={shown} more={list.next !== null} onSelect={setSelection} onLeave={() => (setSelection(NOTHING), setChoosing(false))} onAct={() => setActing([...selection.ids])} />
      )}
      {acting && (
        <Suspense>
          <BulkWindow ids={acting} onClose={() => setActing(null)} onDone={(failed) => setSelection(all(failed))} />
        </Suspense>
      )}
      <div className="list-news" role="status">
        <News fresh={list.fresh.length} gone={[...list.gone].filter((id) => id !== selected).length} onPress={settle} />
      </div>
      <div
        className="list-scroll"
        ref={scroller}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          moveFocus(scroller.current, event.key === 'ArrowDown' ? 1 : -1, selected);
        }}
      >
        {(list.phase === 'loading' || list.phase === 'unasked') && list.order.length === 0 && <Skeleton />}
        {list.phase === 'failed' && (
          <div className="list-empty" role="alert">
            <p>{text('list.failed')}</p>
            <Button onPress={() => void inbox.open(view)}>{text('act.retry')}</Button>
          </div>
        )}
        {list.phase === 'ready' && shown.length === 0 && <Empty view={view} filtered={wanted !== ''} />}
        {shown.length > 0 && (
          <ul>
            {shown.map((id) => (
              <Row
                key={id}
                id={id}
                view={view}
                isOpen={id === selected}
                isGone={list.gone.has(id)}
                isReachable={id === reachable}
                isSelected={selection.ids.has(id)}
                selecting={selecting}
                onSelect={select}
              />
            ))}
          </ul>
        )}
        {list.next !== null && <More key={list.order.length} load={() => void inbox.more(view)} />}
      </div>
    </section>
  );
}

/** What the list is of; a saved view can be changed from here. */
function Title({ view }: { view: View }) {
  const text = useText();
  const desk = useDesk();
  const { queues } = useNames();
  const views = useStore(desk.work.views);
  const id = savedIn(view);
  const saved = id === null ? null : (views?.find((each) => each.id === id) ?? null);
  if (isBuiltIn(view)) return <h1 id="list-title">{text(`view.${view}`)}</h1>;
  const queue = queueIn(view);
  const name = queue ? (queues.find((each) => each.id === queue)?.name ?? text('views.queue')) : saved ? saved.name : views ? text('views.gone') : text('views.title');
  return (
    <>
      <h1 id="list-title" title={name}>
        <bdi>{name}</bdi>
      </h1>
      {saved && (!saved.shared || desk.can('manage_work')) && (
        <IconButton label={text('views.edit')} onPress={() => openWindow.set({ type: 'view', view: saved.id })}>
          <SlidersHorizontal size={16} />
        </IconButton>
      )}
    </>
  );
}

interface SelectionBarProps {
  view: View;
  selection: Selection;
  listed: readonly Id[];
  /** There is more than is listed. */
  more: boolean;
  onSelect: (selection: Selection) => void;
  onLeave: () => void;
  onAct: () => void;
}

function SelectionBar({ view, selection, listed, more, onSelect, onLeave, onAct }: SelectionBarProps) {
  const text = useText();
  const { inbox } = useDesk();
  const [loading, setLoading] = useState(false);
  const whole = async () => {
    setLoading(true);
    try {
      onSelect(all(await inbox.everything(view)));
    } catch (error) {
      toast(problemText(text, error), 'danger');
    }
    setLoading(false);
  };
  return (
    <div className="selection" role="region" aria-label={text('select.count', { count: selection.ids.size })}>
      <strong role="status">{text('select.count', { count: selection.ids.size })}</strong>
      <Button kind="primary" isDisabled={selection.ids.size === 0} onPress={onAct}>
        {text('select.act')}
      </Button>
      <IconButton label={text('select.clear')} shortcut="Esc" onPress={onLeave}>
        <X size={16} />
      </IconButton>
      {(more || listed.length > selection.ids.size) && (
        <Button kind="quiet" isPending={loading} onPress={() => (more ? void whole() : onSelect(all(listed)))}>
          {loading ? text('select.loading') : more ? text('select.everything', { count: BULK_AT_MOST }) : text('select.all', { count: listed.length })}
        </Button>
      )}
    </div>
  );
}

function matches(row: InboxRow | undefined, wanted: string, text: Text): boolean {
  if (!row) return false;
  const { conversation, preview } = row;
  return [customerName(text, conversation.customer), conversation.reference, preview?.body, conversation.assignee?.name].some(
    (each) => each?.toLocaleLowerCase().includes(wanted),
  );
}

/** Moves along the rows; from elsewhere it starts at the open one. */
function moveFocus(scroller: HTMLElement | null, step: 1 | -1, selected: Id | null): void {
  const rows = [...(scroller?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
  const here = rows.indexOf(document.activeElement as HTMLElement);
  const open = rows.findIndex((row) => row.dataset.row === selected);
  const next = here >= 0 ? rows[here + step] : (rows[open + (open >= 0 ? step : 0)] ?? rows[0]);
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

function News({ fresh, gone, onPress }: { fresh: number; gone: number; onPress: () => void }) {
  const text = useText();
  if (fresh === 0 && gone === 0) return null;
  return (
    <button type="button" className="news" data-tone={fresh > 0 ? 'accent' : undefined} onClick={onPress}>
      {fresh > 0 ? <ArrowUp size={14} aria-hidden="true" /> : <ListChecks size={14} aria-hidden="true" />}
      {fresh > 0 ? text('list.fresh', { count: fresh }) : text('list.gone', { count: gone })}
    </button>
  );
}

/** Loads by itself when it comes into sight; stays a button for when that failed. */
function More({ load }: { load: () => void }) {
  const text = useText();
  const mark = useRef<HTMLDivElement>(null);
  const loading = useRef(load);
  useEffect(() => {
    loading.current = load;
  });
  useEffect(() => {
    const observer = new IntersectionObserver((seen) => {
      if (seen.at(-1)?.isIntersecting) loading.current();
    });
    observer.observe(mark.current!);
    return () => observer.disconnect();
  }, []);
  return (
    <div className="list-more" ref={mark}>
      <Button kind="quiet" onPress={load}>
        {text('list.more')}
      </Button>
    </div>
  );
}

function Skeleton() {
  const text = useText();
  return (
    <div className="skeleton-rows" aria-busy="true" aria-label={text('list.loading')} role="img">
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className="skeleton-row">
          <span />
          <span />
        </div>
      ))}
    </div>
  );
}

function Empty({ view, filtered }: { view: View; filtered: boolean }) {
  const text = useText();
  if (filtered) return <p className="list-empty">{text('list.no_match')}</p>;
  if (!isBuiltIn(view)) return <p className="list-empty">{text('list.empty_saved')}</p>;
  return (
    <div className="list-empty">
      <p>{text(`list.empty_${view}`)}</p>
      {view === 'mine' && <a href={inboxPath('unassigned')}>{text('list.see_unassigned')}</a>}
    </div>
  );
}
