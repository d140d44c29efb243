// Administration: queues in the order in which they are asked, and what each person takes.
import { useCallback, useRef, useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { ArrowDown, ArrowUp, Plus } from 'lucide-react';
import { changeQueue, readRouting, type QueueChange, type RoutingState, type WorkQueue } from '@ombud/shared/routing';
import { Button, IconButton } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { conditionsText, useNames } from '../handling/conditions';
import { useLoaded } from '../loaded';
import { adminPath, go, useRoute } from '../route';
import { problemText, useText } from '../text';
import { useEdges } from '../ui/edges';
import { Sure } from '../ui/sure';
import { Waiting } from '../ui/waiting';
import { PeopleTab } from './people-tab';
import { QueueForm } from './queue-form';
import { queueName, useQueues } from './queues-store';
import { queuePath } from './rail-queues';

export default function QueuesScreen() {
  const text = useText();
  const { http } = useDesk();
  const route = useRoute();
  const load = useCallback(() => readRouting(http), [http]);
  const routing = useLoaded(load);
  const [editing, setEditing] = useState<WorkQueue | 'new' | null>(null);
  const tabs = useRef<HTMLDivElement>(null);
  useEdges(tabs);
  if (editing !== null) {
    return (
      <section className="page routing" aria-labelledby="queue-title">
        <QueueForm queue={editing === 'new' ? null : editing} people={routing.value?.people ?? []} onClose={() => setEditing(null)} />
      </section>
    );
  }
  return (
    <section className="page routing" aria-labelledby="queues-title">
      <header>
        <div>
          <h1 id="queues-title">{text('admin.queues')}</h1>
          <p>{text('queues.about')}</p>
        </div>
      </header>
      <Tabs
        className="tabs"
        selectedKey={route.page === 'admin' && route.item === 'people' ? 'people' : 'queues'}
        onSelectionChange={(key) => go(adminPath('queues', key === 'people' ? 'people' : null))}
      >
        <TabList ref={tabs} aria-label={text('admin.queues')}>
          <Tab id="queues">{text('queues.tab')}</Tab>
          <Tab id="people">{text('queues.people_tab')}</Tab>
        </TabList>
        <TabPanel id="queues">
          <QueuesTab routing={routing.value} edit={setEditing} />
        </TabPanel>
        <TabPanel id="people">
          <PeopleTab routing={routing} />
        </TabPanel>
      </Tabs>
    </section>
  );
}

function QueuesTab({ routing, edit }: { routing: RoutingState | null; edit: (queue: WorkQueue | 'new') => void }) {
  const text = useText();
  const language = useLanguage();
  const desk = useDesk();
  const all = useStore(desk.queues.all);
  const going = useQueues();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [ending, setEnding] = useState<WorkQueue | null>(null);
  const again = () => {
    setBusy(true);
    void desk.queues.load().then(() => setError(null), setError).finally(() => setBusy(false));
  };
  const change = async (queue: WorkQueue, wanted: QueueChange) => {
    setBusy(true);
    try {
      await changeQueue(desk.http, queue.id, wanted);
      await desk.queues.load();
    } catch (problem) {
      toast(problemText(text, problem), 'danger');
    } finally {
      setBusy(false);
    }
  };
  const ended = (all ?? []).filter(({ ended_at }) => ended_at !== null);
  return (
    <>
      <div className="tab-head">
        <p className="quiet">{text('queues.order_about')}</p>
        <Button kind="primary" onPress={() => edit('new')}>
          <Plus size={16} aria-hidden="true" />
          {text('queues.add')}
        </Button>
      </div>
      <Waiting of={{ value: all, error, again, busy }} />
      <Unanswerable routing={routing} />
      <ol className="work-queues">
        {going.map((queue, index) => (
          <li key={queue.id}>
            <QueueCard queue={queue} routing={routing} />
            <QueueActs
              queue={queue}
              up={!queue.is_default && index > 0 && !busy ? () => void change(queue, { position: index - 1 }) : null}
              down={!queue.is_default && index + 2 < going.length && !busy ? () => void change(queue, { position: index + 1 }) : null}
              edit={() => edit(queue)}
              end={() => setEnding(queue)}
            />
          </li>
        ))}
      </ol>
      {ended.length > 0 && (
        <details className="ended-queues">
          <summary>{text('queues.ended', { count: ended.length })}</summary>
          <ul>
            {ended.map((queue) => (
              <li key={queue.id}>
                <bdi>{queueName(queue, language)}</bdi>
                <Button kind="quiet" isDisabled={busy} aria-label={text('queues.begin_named', { name: queueName(queue, language) })} onPress={() => void change(queue, { ended: false })}>
                  {text('queues.begin')}
                </Button>
              </li>
            ))}
          </ul>
        </details>
      )}
      {ending && (
        <Sure
          title={text('queues.end_title', { name: queueName(ending, language) })}
          label={text('queues.end')}
          onClose={() => setEnding(null)}
          run={async () => {
            await changeQueue(desk.http, ending.id, { ended: true });
            await desk.queues.load();
            toast(text('queues.ended_now'));
          }}
        >
          <p>{text('queues.end_why')}</p>
        </Sure>
      )}
    </>
  );
}

/** Who waits for somebody who does not work here. */
function Unanswerable({ routing }: { routing: RoutingState | null }) {
  const text = useText();
  const language = useLanguage();
  const queues = useQueues();
  const waiting = routing?.unanswerable ?? [];
  if (waiting.length === 0) return null;
  return (
    <div className="notice" data-tone="danger" role="status">
      <ul className="unanswerable">
        {waiting.map(({ queue_id, language: spoken, waiting: count }) => {
          const queue = queues.find(({ id }) => id === queue_id);
          return (
            <li key={queue_id + spoken}>
              {text('queues.unanswerable', { count, name: queue ? queueName(queue, language) : '', language: text(`language.${spoken}`) })}
            </li>
          );
        })}
      </ul>
      <a href={adminPath('queues', 'people')}>{text('queues.see_people')}</a>
    </div>
  );
}

function QueueCard({ queue, routing }: { queue: WorkQueue; routing: RoutingState | null }) {
  const text = useText();
  const language = useLanguage();
  const desk = useDesk();
  const names = useNames();
  const counts = useStore(desk.queues.counts).get(queue.id);
  const other = language === 'en' ? queue.name_zh : queue.name_en;
  const members = queue.members.map((id) => routing?.people.find((each) => each.id === id)?.name ?? names.people.find((each) => each.id === id)?.name).filter((name) => name !== undefined);
  return (
    <div className="work-queue">
      <h2>
        <bdi>{queueName(queue, language)}</bdi> {other !== queueName(queue, language) && <small lang={language === 'en' ? 'zh-CN' : 'en'}>{other}</small>}
      </h2>
      <p className="queue-counts">
        <a href={queuePath(queue.id)}>{text('queues.active', { count: counts?.active ?? 0 })}</a>
        {(counts?.unassigned ?? 0) > 0 && <span>{text('queues.unassigned', { count: counts!.unassigned })}</span>}
      </p>
      <dl>
        <dt>{text('queues.what')}</dt>
        <dd>{queue.is_default ? text('queues.everything_else') : conditionsText(text, queue.conditions, names)}</dd>
        <dt>{text('queues.who')}</dt>
        <dd>{queue.everybody ? text('queues.everybody') : members.length > 0 ? <bdi>{members.join(text('queues.between'))}</bdi> : text('queues.nobody')}</dd>
        <dt>{text('queues.how')}</dt>
        <dd>
          {text(`queues.strategy.${queue.strategy}`)}
          {queue.skills.length > 0 && text('queues.with_skills', { skills: queue.skills.map((skill) => text(`topic.${skill}`)).join(text('queues.between')) })}
        </dd>
      </dl>
    </div>
  );
}

interface ActsProps { queue: WorkQueue; up: (() => void) | null; down: (() => void) | null; edit: () => void; end: () => void }

function QueueActs({ queue, up, down, edit, end }: ActsProps) {
  const text = useText();
  const name = queueName(queue, useLanguage());
  return (
    <div className="acts">
      {!queue.is_default && (
        <>
          <IconButton label={text('queues.up', { name })} isDisabled={!up} onPress={() => up?.()}>
            <ArrowUp size={16} />
          </IconButton>
          <IconButton label={text('queues.down', { name })} isDisabled={!down} onPress={() => down?.()}>
            <ArrowDown size={16} />
          </IconButton>
        </>
      )}
      <Button aria-label={text('queues.edit_named', { name })} onPress={edit}>
        {text('act.edit')}
      </Button>
      {!queue.is_default && (
        <Button kind="quiet" aria-label={text('queues.end_named', { name })} onPress={end}>
          {text('queues.end')}
        </Button>
      )}
    </div>
  );
}
