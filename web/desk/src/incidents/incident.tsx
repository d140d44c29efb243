// One incident: how it stands, what was said about it in both languages, how far that has come, and its conversations.
import { useCallback, useEffect, useState } from 'react';
import { ArrowLeft, Lock, Megaphone, Pencil } from 'lucide-react';
import type { Id } from '@ombud/shared/api';
import { readIncident, type Incident as TheIncident, type IncidentUpdate } from '@ombud/shared/incidents';
import { readStatus } from '@ombud/shared/status';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { useDesk } from '../desk';
import { conditionsText, useNames } from '../handling/conditions';
import { useLoaded } from '../loaded';
import { useText } from '../text';
import { Waiting } from '../ui/waiting';
import { DeclareWindow } from './declare-window';
import { GatherWindow } from './gather-window';
import { aboutText, broughtPercent, noticesAbout, titleOf } from './incident-words';
import { Members } from './members';
import { SayWindow, type Saying } from './say-window';
import { IncidentStateMark } from './state-mark';

/** While something is on its way its numbers move. */
const LOOKED_EVERY = 2_000;
/** Others change it, too. */
const LOOKED_SELDOM = 20_000;

export default function Incident({ id }: { id: Id }) {
  const text = useText();
  const language = useLanguage();
  const desk = useDesk();
  const { http } = desk;
  const load = useCallback(() => readIncident(http, id), [http, id]);
  const loaded = useLoaded(load);
  const { again } = loaded;
  const [saying, setSaying] = useState<Saying | null>(null);
  const [changing, setChanging] = useState(false);
  const [gathering, setGathering] = useState(false);
  const whole = loaded.value;
  const owed = whole?.incident.owed ?? 0;
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && again(), owed > 0 ? LOOKED_EVERY : LOOKED_SELDOM);
    return () => clearInterval(timer);
  }, [again, owed]);
  const incident = whole?.incident;
  const may = desk.can('handle_incidents');
  return (
    <section className="page incident" aria-labelledby="incident-title">
      <a className="back" href="/desk/incidents">
        <ArrowLeft size={16} aria-hidden="true" />
        {text('incidents.title')}
      </a>
      <header>
        <div>
          <h1 id="incident-title">{incident ? <bdi>{titleOf(language, incident)}</bdi> : text('incidents.one')}</h1>
          {incident && (
            <p className="incident-facts">
              <IncidentStateMark state={incident.state} />
              <span>{incident.reference}</span>
              <span>{aboutText(text, incident)}</span>
              <span>
                {text('incidents.declared_by', { name: incident.declared_by.name })}{' '}
                <time dateTime={incident.declared_at} title={exactTime(language, incident.declared_at)}>
                  {dateAndTime(language, incident.declared_at)}
                </time>
              </span>
            </p>
          )}
        </div>
        {incident && may && (
          <div className="acts">
            <Button onPress={() => setChanging(true)}>
              <Pencil size={16} aria-hidden="true" />
              {text('act.edit')}
            </Button>
            <Button onPress={() => setSaying('note')}>
              <Lock size={16} aria-hidden="true" />
              {text('incidents.note')}
            </Button>
            {incident.state === 'resolved' ? (
              <Button kind="primary" onPress={() => setSaying('reopen')}>
                {text('incidents.reopen')}
              </Button>
            ) : (
              <>
                <Button onPress={() => setSaying('resolve')}>{text('incidents.resolve')}</Button>
                <Button kind="primary" onPress={() => setSaying('update')}>
                  <Megaphone size={16} aria-hidden="true" />
                  {text('incidents.update')}
                </Button>
              </>
            )}
          </div>
        )}
      </header>
      <Waiting of={loaded} />
      {whole && incident && (
        <>
          <Progress incident={incident} wroteAgain={whole.wrote_again} />
          <Joining incident={incident} />
          <OnTheStatusPage incident={incident} />
          <section aria-labelledby="timeline-title">
            <h2 id="timeline-title">{text('incidents.timeline')}</h2>
            {whole.updates.length === 0 && <p className="empty">{text('incidents.nothing_said')}</p>}
            <ol className="incident-timeline">
              {whole.updates.map((update) => (
                <li key={update.number}>
                  <Said update={update} conversations={incident.conversations} />
                </li>
              ))}
            </ol>
          </section>
          <Members incident={incident} version={`${incident.conversations}.${incident.owed === 0}.${whole.updates.length}`} onChanged={again} onGather={may && incident.state !== 'resolved' ? () => setGathering(true) : null} />
        </>
      )}
      {saying && incident && <SayWindow saying={saying} incident={incident} onClose={() => setSaying(null)} onDone={loaded.set} />}
      {gathering && incident && <GatherWindow incident={incident} onClose={() => setGathering(false)} onDone={again} />}
      {changing && incident && <DeclareWindow incident={incident} onClose={() => setChanging(false)} onDone={loaded.set} />}
    </section>
  );
}

function Progress({ incident, wroteAgain }: { incident: TheIncident; wroteAgain: number }) {
  const text = useText();
  const { conversations, owed } = incident;
  return (
    <div className="incident-progress" role="status">
      {owed > 0 ? (
        <>
          <progress max={100} value={broughtPercent(incident)} aria-label={text('incidents.bringing', { done: conversations - owed, count: conversations })} />
          <p>{text('incidents.bringing', { done: conversations - owed, count: conversations })}</p>
        </>
      ) : (
        conversations > 0 && <p>{text('incidents.all_told', { count: conversations })}</p>
      )}
      {wroteAgain > 0 && <p className="wrote-again">{text('incidents.wrote_again_count', { count: wroteAgain })}</p>}
    </div>
  );
}

function Joining({ incident: { conditions, state } }: { incident: TheIncident }) {
  const text = useText();
  const names = useNames();
  if (!conditions || state === 'resolved') return null;
  const words = conditions.all.length + conditions.any.length > 0 ? conditionsText(text, conditions, names) : text('conditions.none');
  return <p className="quiet">{text('incidents.joining', { conditions: words })}</p>;
}

/** What customers read there must not differ from what they are told here. */
function OnTheStatusPage({ incident }: { incident: TheIncident }) {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const load = useCallback(() => readStatus(http), [http]);
  const { value } = useLoaded(load);
  const notices = value ? noticesAbout(incident, value.current) : [];
  if (notices.length === 0) return null;
  return (
    <div className="notice" role="group" aria-label={text('incidents.on_status')}>
      <p>
        <a href="/desk/status">{text('incidents.on_status')}</a>
      </p>
      {notices.map((notice) => (
        <p key={notice.id}>{language === 'en' ? notice.text.en : notice.text.zh}</p>
      ))}
    </div>
  );
}

function Said({ update, conversations }: { update: IncidentUpdate; conversations: number }) {
  const text = useText();
  const language = useLanguage();
  const { text_zh, text_en, internal, posted, author, at } = update;
  return (
    <article data-internal={internal || undefined}>
      <header>
        <IncidentStateMark state={update.state} />
        <bdi>{author.name}</bdi>
        <time dateTime={at} title={exactTime(language, at)}>
          {dateAndTime(language, at)}
        </time>
        {internal ? (
          <span className="note-tag">
            <Lock size={12} aria-hidden="true" />
            {text('incidents.for_staff')}
          </span>
        ) : (
          <span className="quiet">{text('incidents.posted', { count: posted, all: Math.max(conversations, posted) })}</span>
        )}
      </header>
      <div className="both">
        {text_zh && (
          <p lang="zh-CN" dir="auto">
            {text_zh}
          </p>
        )}
        {text_en && (
          <p lang="en" dir="auto">
            {text_en}
          </p>
        )}
      </div>
    </article>
  );
}
