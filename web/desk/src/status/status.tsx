// What works and what does not, as customers are told: announced, changed and ended here, in both languages.
import { useCallback, useState } from 'react';
import { CircleAlert, CircleCheck, Clock3, Megaphone, Wrench } from 'lucide-react';
import { changeNotice, readStatus, type Notice, type ServiceState, type StatusOverview } from '@ombud/shared/status';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, duration, exactTime, useTicking } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { useText, type Text } from '../text';
import { Sure } from '../ui/sure';
import { Waiting } from '../ui/waiting';
import { NetworksWindow } from './networks';
import { NoticeWindow } from './notice';

const ICONS: Record<ServiceState, typeof CircleCheck> = { working: CircleCheck, planned: Clock3, degraded: CircleAlert, maintenance: Wrench, down: CircleAlert };
const TONES: Record<ServiceState, string> = { working: 'good', planned: 'accent', degraded: 'wait', maintenance: 'wait', down: 'danger' };

type Window = { type: 'announce' } | { type: 'change'; notice: Notice } | { type: 'end'; notice: Notice } | { type: 'networks' };

export default function Status() {
  const text = useText();
  const desk = useDesk();
  const { http } = desk;
  const load = useCallback(() => readStatus(http), [http]);
  const loaded = useLoaded(load);
  const [window, setWindow] = useState<Window | null>(null);
  const close = () => setWindow(null);
  const sets = desk.can('set_status');
  const overview = loaded.value;
  return (
    <section className="page status" aria-labelledby="status-title">
      <header>
        <div>
          <h1 id="status-title">{text('status.title')}</h1>
          <p>{text(sets ? 'status.about' : 'status.about_agent')}</p>
        </div>
        {sets && (
          <div className="acts">
            <Button onPress={() => setWindow({ type: 'networks' })}>{text('status.networks')}</Button>
            <Button kind="primary" onPress={() => setWindow({ type: 'announce' })}>
              <Megaphone size={16} aria-hidden="true" />
              {text('status.announce')}
            </Button>
          </div>
        )}
      </header>
      <Waiting of={loaded} />
      {overview && <Components overview={overview} />}
      {overview && (
        <>
          <Notices title={text('status.current')} notices={overview.current} empty={text('status.none_current')} acts={sets ? setWindow : null} />
          <Notices title={text('status.planned')} notices={overview.planned} empty={text('status.none_planned')} acts={sets ? setWindow : null} />
          <Networks overview={overview} />
          <Notices title={text('status.past')} notices={overview.past} empty={text('status.none_past')} acts={null} />
        </>
      )}
      {window?.type === 'announce' && <NoticeWindow onClose={close} onDone={loaded.again} />}
      {window?.type === 'change' && <NoticeWindow notice={window.notice} onClose={close} onDone={loaded.again} />}
      {window?.type === 'networks' && <NetworksWindow onClose={close} onDone={loaded.again} />}
      {window?.type === 'end' && (
        <Sure
          title={text(began(window.notice) ? 'status.end_title' : 'status.cancel_title')}
          label={text(began(window.notice) ? 'status.end' : 'status.cancel')}
          onClose={close}
          run={async () => {
            await changeNotice(http, window.notice.id, { over: true });
            toast(text('status.ended'));
            loaded.again();
          }}
        >
          <p>{text(began(window.notice) ? 'status.end_why' : 'status.cancel_why')}</p>
          <NoticeWords notice={window.notice} />
        </Sure>
      )}
    </section>
  );
}

const began = ({ starts_at }: Notice): boolean => Date.parse(starts_at) <= Date.now();

function StateMark({ state }: { state: ServiceState }) {
  const text = useText();
  const Icon = ICONS[state];
  return (
    <span className="state-mark" data-tone={TONES[state]}>
      <Icon size={16} aria-hidden="true" />
      {text(`status.state.${state}`)}
    </span>
  );
}

function Components({ overview }: { overview: StatusOverview }) {
  const text = useText();
  return (
    <ul className="components">
      {overview.components.map(({ component, state, networks_affected }) => (
        <li key={component}>
          <span>
            {text(`status.component.${component}`)}
            {networks_affected > 0 && <small className="quiet">{text('status.affected', { count: networks_affected })}</small>}
          </span>
          <StateMark state={state} />
        </li>
      ))}
    </ul>
  );
}

/** Only those that do worse than usual: the others are counted. */
function Networks({ overview: { networks } }: { overview: StatusOverview }) {
  const text = useText();
  const worse = networks.filter(({ deposits, withdrawals }) => deposits !== 'working' || withdrawals !== 'working');
  return (
    <section aria-labelledby="networks-title">
      <h2 id="networks-title">{text('status.by_network')}</h2>
      <p className="quiet">{text('status.networks_working', { count: networks.length - worse.length })}</p>
      {worse.length > 0 && (
        <table className="lines">
          <thead>
            <tr>
              <th scope="col">{text('status.network')}</th>
              <th scope="col">{text('status.component.deposits')}</th>
              <th scope="col">{text('status.component.withdrawals')}</th>
            </tr>
          </thead>
          <tbody>
            {worse.map((each) => (
              <tr key={each.asset + ' ' + each.network}>
                <th scope="row">
                  <bdi>
                    {each.asset} · {each.network}
                  </bdi>
                </th>
                <td data-label={text('status.component.deposits')}>
                  <StateMark state={each.deposits} />
                </td>
                <td data-label={text('status.component.withdrawals')}>
                  <StateMark state={each.withdrawals} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

interface NoticesProps {
  title: string;
  notices: readonly Notice[];
  empty: string;
  acts: ((window: Window) => void) | null;
}

function Notices({ title, notices, empty, acts }: NoticesProps) {
  const text = useText();
  return (
    <section className="notices">
      <h2>{title}</h2>
      {notices.length === 0 && <p className="empty">{empty}</p>}
      <ul>
        {notices.map((notice) => (
          <li key={notice.id}>
            <article data-tone={notice.ended_at ? undefined : TONES[notice.state]}>
              <h3>
                <StateMark state={notice.state} />
                <span>{scopeWords(text, notice)}</span>
              </h3>
              <NoticeWords notice={notice} />
              <NoticeTimes notice={notice} />
              {acts && (
                <footer className="acts">
                  <Button onPress={() => acts({ type: 'change', notice })}>{text('status.change')}</Button>
                  <Button kind="quiet" onPress={() => acts({ type: 'end', notice })}>
                    {text(began(notice) ? 'status.end_ask' : 'status.cancel_ask')}
                  </Button>
                </footer>
              )}
            </article>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function scopeWords(text: Text, { components, asset, network }: Pick<Notice, 'components' | 'asset' | 'network'>): string {
  const parts = components.map((each) => text(`status.component.${each}`)).join(text('list.and'));
  const where = [asset, network].filter(Boolean).join(' · ');
  return where ? parts + text('row.colon') + where : parts;
}

function NoticeWords({ notice: { text: words } }: { notice: Notice }) {
  return (
    <div className="both">
      <p lang="zh-CN">{words.zh}</p>
      <p lang="en">{words.en}</p>
    </div>
  );
}

function NoticeTimes({ notice: { starts_at, ends_at, ended_at } }: { notice: Notice }) {
  const text = useText();
  const language = useLanguage();
  const left = useTicking((now) => {
    if (ended_at || !ends_at) return '';
    const late = now - Date.parse(ends_at);
    return late > 0 ? text('status.late', { time: duration(text, late) }) : text('status.left', { time: duration(text, -late) });
  });
  const moment = (at: string) => (
    <time dateTime={at} title={exactTime(language, at)}>
      {dateAndTime(language, at)}
    </time>
  );
  return (
    <p className="quiet times">
      <span>
        {text('status.from')} {moment(starts_at)}
      </span>
      {ended_at && (
        <span>
          {text('status.until')} {moment(ended_at)}
        </span>
      )}
      {!ended_at && (
        <span>
          {ends_at ? (
            <>
              {text('status.expected')} {moment(ends_at)}
              {left && text('status.in_brackets', { words: left })}
            </>
          ) : (
            text('status.open_end')
          )}
        </span>
      )}
    </p>
  );
}
