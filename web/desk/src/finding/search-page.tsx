// The page that finds conversations by what was said in them: a question, filters, and what answers, the newest first.
import { useEffect, useId, useRef, type KeyboardEvent } from 'react';
import { Search as Glass, X } from 'lucide-react';
import { TOPICS } from '@ombud/shared/api';
import { LONGEST_QUESTION, type FoundRow, type Piece, type SearchFilters } from '@ombud/shared/finding';
import { LANGUAGES } from '@ombud/shared/i18n';
import { CHANNELS } from '@ombud/shared/routing';
import { Button, IconButton } from '@ombud/ui/button';
import { useStore } from '@ombud/ui/store';
import { useDesk } from '../desk';
import { useNames } from '../handling/names';
import { nameOf } from '../conversation/case-words';
import { useKeys } from '../keys';
import { customerName } from '../names';
import { inboxPath } from '../route';
import { problemText, useText, withoutMarks } from '../text';
import { LanguageTag, Moment, StatusChip } from '../ui/chips';
import { Face } from '../ui/face';
import { dayBegins, dayOf, isOfQuestion, searchOf, type Search } from './search';

const STATUSES = ['active', 'new', 'open', 'waiting', 'resolved'] as const;

export default function SearchPage() {
  const text = useText();
  const desk = useDesk();
  const search = searchOf(desk);
  const typed = useStore(search.typed);
  const state = useStore(search.state);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const id = useId();
  useEffect(() => {
    const came = search.state.get().question;
    if (came === null && search.typed.get().q !== '') void search.ask();
    // Whoever comes back from what was found goes on among it.
    if (came === null) input.current?.focus();
    else (list.current?.querySelector('a') ?? input.current)?.focus({ preventScroll: true });
  }, [search]);
  const move = (step: 1 | -1) => moveAlong(list.current, input.current, step);
  useKeys({ '/': () => input.current?.select(), j: () => move(1), k: () => move(-1) });
  const arrows = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    if (event.target instanceof HTMLSelectElement || (event.target instanceof HTMLInputElement && event.target !== input.current)) return;
    event.preventDefault();
    move(event.key === 'ArrowDown' ? 1 : -1);
  };
  const wrong = isOfQuestion(state.error);
  return (
    <section className="page search" aria-labelledby={id} onKeyDown={arrows}>
      <header>
        <h1 id={id}>{text('search.title')}</h1>
      </header>
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          void search.ask();
        }}
      >
        <div className="search-box">
          <Glass size={18} aria-hidden="true" />
          <input
            ref={input}
            type="text"
            dir="auto"
            enterKeyHint="search"
            autoComplete="off"
            spellCheck={false}
            maxLength={LONGEST_QUESTION}
            value={typed.q}
            placeholder={text('search.placeholder')}
            aria-label={text('search.title')}
            aria-invalid={wrong || undefined}
            aria-describedby={wrong ? id + 'wrong' : undefined}
            onChange={(event) => search.typed.set({ ...typed, q: event.target.value })}
          />
          {typed.q !== '' && (
            <IconButton
              label={text('search.clear')}
              onPress={() => {
                search.typed.set({ ...typed, q: '' });
                void search.ask();
                input.current?.focus();
              }}
            >
              <X size={16} />
            </IconButton>
          )}
          <Button kind="primary" type="submit" isPending={state.busy && state.rows.length === 0}>
            {text('search.act')}
          </Button>
        </div>
        {wrong && (
          <p id={id + 'wrong'} className="error" role="alert">
            {problemText(text, state.error)}
          </p>
        )}
        <Filters search={search} />
      </form>
      <p className="hidden" role="status">
        {state.question !== null && !state.busy && state.error === null && text('search.count', { count: state.rows.length })}
      </p>
      {state.question === null && state.error === null && <Hints />}
      {state.question !== null && !state.busy && state.error === null && state.rows.length === 0 && !state.partial && (
        <div className="empty">
          <p>{text('search.none', { q: state.question.q.trim() })}</p>
          <p className="quiet">{text('search.none_help')}</p>
        </div>
      )}
      {state.rows.length > 0 && (
        <ul className="found" ref={list} aria-label={text('search.results')} aria-busy={state.busy}>
          {state.rows.map((each) => (
            <Found key={each.row.conversation.id} found={each} />
          ))}
        </ul>
      )}
      {state.busy && state.rows.length === 0 && <Skeleton />}
      {state.error !== null && !wrong && (
        <p className="notice" data-tone="danger" role="alert">
          {problemText(text, state.error)}
        </p>
      )}
      {state.partial && <p className="notice">{text('search.partial')}</p>}
      {(state.next !== null || (state.error !== null && !wrong)) && (
        <Button isPending={state.busy} onPress={() => void (state.next === null ? search.ask() : search.more())}>
          {text(state.error !== null ? 'act.retry' : state.partial ? 'search.go_on' : 'list.more')}
        </Button>
      )}
    </section>
  );
}

/** Along what was found, and back to the question. */
function moveAlong(list: HTMLElement | null, input: HTMLInputElement | null, step: 1 | -1): void {
  const rows = [...(list?.querySelectorAll('a') ?? [])];
  const here = rows.indexOf(document.activeElement as HTMLAnchorElement);
  if (here === 0 && step === -1) return input?.focus();
  const next = rows[here < 0 ? 0 : here + step];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

function Found({ found: { row, match } }: { found: FoundRow }) {
  const text = useText();
  const { conversation } = row;
  const { assignee } = conversation;
  return (
    <li>
      <a href={inboxPath(conversation.status === 'resolved' ? 'resolved' : 'all', conversation.id)}>
        <span className="found-top">
          <bdi className="row-name">{customerName(text, conversation.customer)}</bdi>
          <LanguageTag language={conversation.language} />
          <StatusChip status={conversation.status} />
          <code>{conversation.reference}</code>
          <span className="row-when">
            <Moment at={match.posted_at} />
          </span>
        </span>
        <span className="found-words">
          {match.kind === 'note' && <b className="row-note">{text('row.note')} </b>}
          {match.kind === 'intake' && <b className="row-note">{text('row.case')} </b>}
          {match.snippet ? <Snippet pieces={match.snippet} /> : <span className="quiet">{text('search.not_open')}</span>}
        </span>
        <span className="found-bottom">
          {conversation.topic && <span className="quiet">{nameOf(text, 'topic.', conversation.topic)}</span>}
          {assignee && <Face id={assignee.id} name={assignee.name} named size="small" />}
        </span>
      </a>
    </li>
  );
}

function Snippet({ pieces }: { pieces: readonly Piece[] }) {
  const text = useText();
  return (
    <span dir="auto">
      {pieces.map((piece, index) => {
        const words = withoutMarks(text, piece.text);
        return piece.marked ? <mark key={index}>{words}</mark> : <span key={index}>{words}</span>;
      })}
    </span>
  );
}

function Filters({ search }: { search: Search }) {
  const text = useText();
  const desk = useDesk();
  const { queues, people, tags } = useNames();
  const { q, filters } = useStore(search.typed);
  const set = (change: { [Name in keyof SearchFilters]: SearchFilters[Name] | undefined }) => {
    const next = Object.fromEntries(Object.entries({ ...filters, ...change }).filter(([, value]) => value !== undefined && value !== ''));
    search.typed.set({ q, filters: next });
    if (search.state.get().question !== null) void search.ask();
  };
  const choose = (name: 'status' | 'topic' | 'queue_id' | 'assignee' | 'channel' | 'language' | 'tag', options: readonly (readonly [string, string])[]) => (
    <select
      key={name}
      className="filter-chip"
      data-on={filters[name] !== undefined || undefined}
      aria-label={text(`search.filter.${name}`)}
      value={filters[name] ?? ''}
      onChange={(event) => set({ [name]: event.target.value || undefined })}
    >
      <option value="">{text(`search.any.${name}`)}</option>
      {options.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
  const others = people.filter((person) => person.id !== desk.me.id);
  const day = (name: 'from' | 'to') => (
    <label className="filter-chip" data-on={filters[name] !== undefined || undefined}>
      <span>{text(`search.filter.${name}`)}</span>
      <input type="date" value={dayOf(filters[name], name === 'to')} onChange={(event) => set({ [name]: dayBegins(event.target.value, name === 'to') })} />
    </label>
  );
  return (
    <div className="search-filters" role="group" aria-label={text('search.filters')}>
      {choose('status', STATUSES.map((status) => [status, text(status === 'active' ? 'search.active' : `status.${status}`)]))}
      {choose('topic', TOPICS.map((topic) => [topic, text(`topic.${topic}`)]))}
      {queues.length > 0 && choose('queue_id', queues.map((queue) => [queue.id, queue.name]))}
      {choose('assignee', [['me', text('search.me')], ['nobody', text('facts.nobody')], ...others.map((person) => [person.id, person.name] as const)])}
      {choose('channel', CHANNELS.map((channel) => [channel, text(`search.channel.${channel}`)]))}
      {choose('language', LANGUAGES.map((language) => [language, text(`language.${language}`)]))}
      {tags.length > 0 && choose('tag', tags.map((tag) => [tag, tag]))}
      {day('from')}
      {day('to')}
      {Object.keys(filters).length > 0 && (
        <Button
          kind="quiet"
          onPress={() => {
            search.typed.set({ q, filters: {} });
            if (search.state.get().question !== null) void search.ask();
          }}
        >
          {text('search.no_filters')}
        </Button>
      )}
    </div>
  );
}

const HINTS = ['words', 'quotes', 'identifiers', 'filters', 'open'] as const;

function Hints() {
  const text = useText();
  return (
    <div className="search-hints">
      <h2>{text('search.hints')}</h2>
      <dl>
        {HINTS.map((hint) => (
          <div key={hint}>
            <dt>{text(`search.hint.${hint}`)}</dt>
            <dd>{text(`search.hint_why.${hint}`)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Skeleton() {
  const text = useText();
  return (
    <div className="skeleton-rows" role="img" aria-busy="true" aria-label={text('search.looking')}>
      {Array.from({ length: 5 }, (_, index) => (
        <div key={index} className="skeleton-row">
          <span />
          <span />
        </div>
      ))}
    </div>
  );
}
