// Letters that became no conversation: those that a person must look at first, then what was put aside with good reason.
import { useCallback, useState } from 'react';
import { ChevronRight } from 'lucide-react';
import type { Id } from '@ombud/shared/api';
import { listReceived, type ReceivedRow } from '@ombud/shared/mail';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { useDesk } from '../desk';
import { usePages } from '../paging';
import { mailPath } from '../route';
import { problemText, useText } from '../text';
import { SelectField } from '../ui/inputs';
import { Waiting } from '../ui/waiting';
import { found, type Shown } from './found';

const PAGE = 50;

type Listed = 'quarantined' | 'set_aside';
interface Place { state: Listed; before: Id | null }

export function Aside() {
  const text = useText();
  const { http } = useDesk();
  const [shown, setShown] = useState<Shown>('all');
  const [words, setWords] = useState('');
  // Where one list ends the other begins: who scrolls on sees everything once.
  const load = useCallback(
    async (place: Place | null): Promise<{ rows: ReceivedRow[]; next: Place | null }> => {
      const state = place?.state ?? (shown === 'set_aside' ? 'set_aside' : 'quarantined');
      const { letters, next } = await listReceived(http, { state, limit: PAGE, ...(place?.before ? { before: place.before } : {}) });
      if (next !== null) return { rows: letters, next: { state, before: next } };
      if (state === 'set_aside' || shown === 'quarantined') return { rows: letters, next: null };
      const rest = await listReceived(http, { state: 'set_aside', limit: PAGE });
      return { rows: [...letters, ...rest.letters], next: rest.next === null ? null : { state: 'set_aside', before: rest.next } };
    },
    [http, shown],
  );
  const { rows, next, error, busy, more } = usePages<ReceivedRow, Place>(load);
  const matching = found(rows ?? [], words);
  return (
    <>
      <p className="quiet">{text('aside.about')}</p>
      <div className="filters">
        <label className="field filter-title">
          <span>{text('aside.find')}</span>
          <input type="search" value={words} maxLength={120} dir="auto" onChange={(event) => setWords(event.target.value)} />
        </label>
        <SelectField
          label={text('aside.show')}
          value={shown}
          onChange={setShown}
          options={[
            ['all', text('aside.all')],
            ['quarantined', text('aside.quarantined')],
            ['set_aside', text('aside.set_aside')],
          ]}
        />
      </div>
      {!rows && busy && <Waiting of={{ value: null, error: null, busy, again: more }} />}
      {rows?.length === 0 && next === null && <p className="empty">{text(shown === 'quarantined' ? 'aside.none_quarantined' : 'aside.none')}</p>}
      {rows && rows.length > 0 && matching.length === 0 && <p className="empty">{text('aside.no_match')}</p>}
      <ul className="aside-list">
        {matching.map((row) => (
          <li key={row.id} data-state={row.state}>
            <Row row={row} />
          </li>
        ))}
      </ul>
      {error !== null && (
        <p className="notice" data-tone="danger" role="alert">
          {problemText(text, error)}
        </p>
      )}
      {(next !== null || error !== null) && (
        <div>
          <Button isPending={busy} onPress={more}>
            {text(error === null ? 'list.more' : 'act.retry')}
          </Button>
        </div>
      )}
    </>
  );
}

/** A mailbox's name begins with its user; where it stands tells nobody anything in a list. */
const userOf = (mailbox: string): string => mailbox.split(' ', 1)[0]!;

function Row({ row }: { row: ReceivedRow }) {
  const text = useText();
  const language = useLanguage();
  const { id, received_at, mailbox, state, why, sender, subject } = row;
  return (
    <a href={mailPath('set-aside', id)}>
      <span className="aside-subject" dir="auto">
        {subject ?? <span className="quiet">{text('aside.no_subject')}</span>}
      </span>
      <time dateTime={received_at} title={exactTime(language, received_at)}>
        {dateAndTime(language, received_at)}
      </time>
      <span className="aside-from">
        <bdi>{sender ?? text('aside.no_sender')}</bdi>
        {mailbox !== null && (
          <bdi className="aside-mailbox" title={mailbox}>
            {userOf(mailbox)}
          </bdi>
        )}
      </span>
      <span className="chips">
        {state === 'quarantined' && (
          <span className="chip" data-tone="danger">
            {text('aside.state.quarantined')}
          </span>
        )}
        {why && <span className="chip">{text(`aside.why.${why}`)}</span>}
      </span>
      <ChevronRight size={16} aria-hidden="true" />
    </a>
  );
}
