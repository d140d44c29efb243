// Incidents: what is going on now, what is over, and declaring one.
import { useCallback, useState } from 'react';
import { Siren } from 'lucide-react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { Id } from '@ombud/shared/api';
import { listIncidents, type Incident } from '@ombud/shared/incidents';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { useDesk } from '../desk';
import { usePages } from '../paging';
import { go } from '../route';
import { useText } from '../text';
import { Waiting } from '../ui/waiting';
import { DeclareWindow } from './declare-window';
import { aboutText, titleOf } from './incident-words';
import { IncidentStateMark } from './state-mark';

const TABS = ['active', 'resolved'] as const;

export default function Incidents() {
  const text = useText();
  const desk = useDesk();
  const [declaring, setDeclaring] = useState(false);
  return (
    <section className="page incidents" aria-labelledby="incidents-title">
      <header>
        <div>
          <h1 id="incidents-title">{text('incidents.title')}</h1>
          <p>{text(desk.can('handle_incidents') ? 'incidents.about' : 'incidents.about_agent')}</p>
        </div>
        {desk.can('handle_incidents') && (
          <Button kind="primary" onPress={() => setDeclaring(true)}>
            <Siren size={16} aria-hidden="true" />
            {text('incidents.declare')}
          </Button>
        )}
      </header>
      <Tabs className="tabs">
        <TabList aria-label={text('incidents.title')}>
          {TABS.map((tab) => (
            <Tab key={tab} id={tab}>
              {text(`incidents.${tab}`)}
            </Tab>
          ))}
        </TabList>
        {TABS.map((tab) => (
          <TabPanel key={tab} id={tab}>
            <List state={tab} />
          </TabPanel>
        ))}
      </Tabs>
      {declaring && <DeclareWindow onClose={() => setDeclaring(false)} onDone={({ incident }) => go('/desk/incidents/' + incident.id)} />}
    </section>
  );
}

function List({ state }: { state: (typeof TABS)[number] }) {
  const text = useText();
  const { http } = useDesk();
  const load = useCallback(
    async (before: Id | null) => {
      const page = await listIncidents(http, { state, ...(before ? { cursor: before } : {}) });
      return { rows: page.incidents, next: page.next };
    },
    [http, state],
  );
  const { rows, next, error, busy, more } = usePages<Incident, Id>(load);
  return (
    <>
      <Waiting of={{ value: rows, error, busy, again: more }} rows={3} />
      {rows?.length === 0 && <p className="empty">{text(state === 'active' ? 'incidents.none_active' : 'incidents.none_resolved')}</p>}
      <ul className="incident-list">
        {rows?.map((incident) => (
          <li key={incident.id}>
            <Card incident={incident} />
          </li>
        ))}
      </ul>
      {next !== null && rows !== null && (
        <Button kind="quiet" isPending={busy} onPress={more}>
          {text('list.more')}
        </Button>
      )}
    </>
  );
}

function Card({ incident }: { incident: Incident }) {
  const text = useText();
  const language = useLanguage();
  const since = incident.resolved_at ?? incident.declared_at;
  return (
    <a className="incident-card" href={'/desk/incidents/' + incident.id}>
      <strong>
        <bdi>{titleOf(language, incident)}</bdi>
      </strong>
      <IncidentStateMark state={incident.state} />
      <span className="quiet">
        {incident.reference} · {aboutText(text, incident)}
      </span>
      <span className="quiet">
        {text('incidents.conversations', { count: incident.conversations })} ·{' '}
        <time dateTime={since} title={exactTime(language, since)}>
          {text(incident.resolved_at ? 'incidents.over_since' : 'incidents.since', { time: dateAndTime(language, since) })}
        </time>
      </span>
    </a>
  );
}
