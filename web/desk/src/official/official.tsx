// What is officially ours: the book that two people change, what imitates us, who reported it, and my own code for customers.
import { useCallback, useRef, useState } from 'react';
import { Plus } from 'lucide-react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { listLookalikes, listReports, readBook, readMyCode, type Channel, type ChannelBook, type SeenLookalike } from '@ombud/shared/official';
import { Button } from '@ombud/ui/button';
import { Copyable } from '@ombud/ui/copy';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { useText } from '../text';
import { useEdges } from '../ui/edges';
import { Waiting } from '../ui/waiting';
import { byKind, foundIn, historyOf, waitingOf } from './book';
import { ChangeLine, ChannelWords } from './channel';
import { Propose } from './propose';
import { Reports } from './reports';
import { Tricks } from './tricks';

export default function Official() {
  const text = useText();
  const desk = useDesk();
  const { http } = desk;
  const load = useCallback(() => readBook(http), [http]);
  const book = useLoaded(load);
  const loadReports = useCallback(async () => (await listReports(http)).reports, [http]);
  const reports = useLoaded(loadReports);
  const [proposing, setProposing] = useState<{ end: Channel | null } | null>(null);
  const tabs = useRef<HTMLDivElement>(null);
  useEdges(tabs);
  const changes = desk.can('change_official');
  const waiting = book.value ? waitingOf(book.value) : [];
  const openReports = reports.value?.filter(({ state }) => state === 'waiting').length ?? 0;
  const tab = (name: string, count: number) => (
    <>
      {name}
      {count > 0 && <span className="count">{text('number', { value: count })}</span>}
    </>
  );
  return (
    <section className="page official" aria-labelledby="official-title">
      <header>
        <div>
          <h1 id="official-title">{text('official.title')}</h1>
          <p>{text('official.about')}</p>
        </div>
        {changes && (
          <Button kind="primary" onPress={() => setProposing({ end: null })}>
            <Plus size={16} aria-hidden="true" />
            {text('official.propose')}
          </Button>
        )}
      </header>
      {desk.can('reply') && <MyCode />}
      <Tabs className="tabs">
        <TabList ref={tabs} aria-label={text('official.title')}>
          <Tab id="holds">{text('official.holds')}</Tab>
          <Tab id="waiting">{tab(text('official.waiting'), waiting.length)}</Tab>
          <Tab id="reports">{tab(text('official.reports'), openReports)}</Tab>
          <Tab id="lookalikes">{text('official.lookalikes')}</Tab>
          <Tab id="history">{text('official.history')}</Tab>
        </TabList>
        <TabPanel id="holds">
          <Waiting of={book} />
          {book.value && <Holds book={book.value} end={changes ? (channel) => setProposing({ end: channel }) : null} />}
        </TabPanel>
        <TabPanel id="waiting">
          <Waiting of={book} />
          {book.value && waiting.length === 0 && <p className="empty">{text('official.none_waiting')}</p>}
          <ul className="changes-list">
            {waiting.map((change) => (
              <li key={change.id}>
                <ChangeLine change={change} />
              </li>
            ))}
          </ul>
          {waiting.length > 0 && desk.can('approve') && <a href="/desk/approvals">{text('official.to_approvals')}</a>}
        </TabPanel>
        <TabPanel id="reports">
          <Waiting of={reports} />
          {reports.value && <Reports reports={reports.value} set={reports.set} />}
        </TabPanel>
        <TabPanel id="lookalikes">
          <Lookalikes />
        </TabPanel>
        <TabPanel id="history">
          <Waiting of={book} />
          {book.value && <History book={book.value} />}
        </TabPanel>
      </Tabs>
      {proposing && <Propose end={proposing.end} onClose={() => setProposing(null)} onDone={book.again} />}
    </section>
  );
}

function MyCode() {
  const text = useText();
  const { http } = useDesk();
  const load = useCallback(async () => (await readMyCode(http)).code, [http]);
  const loaded = useLoaded(load);
  if (loaded.value === null) return <Waiting of={loaded} rows={1} />;
  return (
    <div className="my-code">
      <Copyable label={text('official.my_code')} value={loaded.value} />
      <p className="quiet">{text('official.my_code_why')}</p>
    </div>
  );
}

function Holds({ book, end }: { book: ChannelBook; end: ((channel: Channel) => void) | null }) {
  const text = useText();
  const [wanted, setWanted] = useState('');
  const holding = book.channels.filter(({ ended_at }) => ended_at === null);
  const groups = byKind(foundIn(holding, wanted));
  if (holding.length === 0) return <p className="empty">{text('official.none')}</p>;
  return (
    <>
      <label className="field filter-title">
        <span>{text('official.find')}</span>
        <input type="search" value={wanted} maxLength={120} onChange={(event) => setWanted(event.target.value)} />
      </label>
      {groups.length === 0 && <p className="empty">{text('official.none_found')}</p>}
      {groups.map(({ kind, channels }) => (
        <section key={kind} aria-labelledby={'kind-' + kind}>
          <h2 id={'kind-' + kind}>{text(`official.kind.${kind}`)}</h2>
          <ul className="channels">
            {channels.map((channel) => (
              <li key={channel.id}>
                <ChannelWords channel={channel} />
                {end && (
                  <Button kind="quiet" aria-label={text('official.end_named', { value: channel.value })} onPress={() => end(channel)}>
                    {text('official.end')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function History({ book }: { book: ChannelBook }) {
  const text = useText();
  const language = useLanguage();
  const done = historyOf(book);
  const ended = book.channels.filter(({ ended_at }) => ended_at !== null);
  return (
    <>
      {done.length === 0 && ended.length === 0 && <p className="empty">{text('official.none_history')}</p>}
      <ul className="changes-list">
        {done.map((change) => (
          <li key={change.id}>
            <ChangeLine change={change} />
          </li>
        ))}
      </ul>
      {ended.length > 0 && (
        <section aria-labelledby="ended-title">
          <h2 id="ended-title">{text('official.ended')}</h2>
          <ul className="channels">
            {ended.map((channel) => (
              <li key={channel.id}>
                <ChannelWords channel={channel} />
                <small className="quiet">
                  <time dateTime={channel.ended_at!} title={exactTime(language, channel.ended_at!)}>
                    {text('official.ended_at', { time: dateAndTime(language, channel.ended_at!) })}
                  </time>
                </small>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Lookalikes() {
  const text = useText();
  const { http } = useDesk();
  const load = useCallback(async () => (await listLookalikes(http)).lookalikes, [http]);
  const loaded = useLoaded(load);
  return (
    <>
      <p className="quiet">{text('official.lookalikes_about')}</p>
      <Waiting of={loaded} />
      {loaded.value?.length === 0 && <p className="empty">{text('official.none_lookalikes')}</p>}
      {loaded.value && loaded.value.length > 0 && <LookalikeTable rows={loaded.value} />}
    </>
  );
}

function LookalikeTable({ rows }: { rows: readonly SeenLookalike[] }) {
  const text = useText();
  const language = useLanguage();
  return (
    <table className="lines">
      <thead>
        <tr>
          <th scope="col">{text('official.asked_about')}</th>
          <th scope="col">{text('official.imitates')}</th>
          <th scope="col">{text('reports.times')}</th>
          <th scope="col">{text('reports.last')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.asked + row.value}>
            <th scope="row">
              <code dir="ltr">{row.value}</code>
              <small className="quiet">{text(`official.asked.${row.asked}`)}</small>
            </th>
            <td data-label={text('official.imitates')}>
              <code dir="ltr">{row.imitates}</code>
              <Tricks why={row.why} />
            </td>
            <td data-label={text('reports.times')}>{text('number', { value: row.times })}</td>
            <td data-label={text('reports.last')}>
              <time dateTime={row.last_at} title={text('official.first_seen', { time: exactTime(language, row.first_at) })}>
                {dateAndTime(language, row.last_at)}
              </time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
