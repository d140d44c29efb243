// Administration: what is promised to whom, and when people work.
import { useCallback, useId, useRef, useState } from 'react';
import { ArrowDown, ArrowUp, Plus } from 'lucide-react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { PRIORITIES } from '@ombud/shared/api';
import {
  CLOCK_KINDS, orderPolicies, readServiceLevels, removeCalendar, removePolicy,
  type Calendar, type Policy, type ServiceSettings,
} from '@ombud/shared/service-levels';
import { Button, IconButton } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { useTicking } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { conditionsText, useNames } from '../handling/conditions';
import { useLoaded, type Loaded } from '../loaded';
import { adminPath, go, useRoute } from '../route';
import { problemText, useText } from '../text';
import { useEdges } from '../ui/edges';
import { Sure } from '../ui/sure';
import { Waiting } from '../ui/waiting';
import { CalendarForm } from './calendar-form';
import { hoursText, minutesText, offsetOf } from './hours';
import { PolicyForm } from './policy-form';

type Editing = { what: 'policy'; policy: Policy | null } | { what: 'calendar'; calendar: Calendar | null };

export default function ServiceLevels() {
  const text = useText();
  const { http } = useDesk();
  const route = useRoute();
  const load = useCallback(() => readServiceLevels(http), [http]);
  const loaded = useLoaded(load);
  const [editing, setEditing] = useState<Editing | null>(null);
  const tabs = useRef<HTMLDivElement>(null);
  useEdges(tabs);
  const settings = loaded.value;
  const close = () => setEditing(null);
  const saved = () => {
    toast(text('hours.saved'));
    loaded.again();
    close();
  };
  if (editing && settings) {
    return (
      <section className="page service-levels" aria-labelledby="edit-title">
        {editing.what === 'policy' ? (
          <PolicyForm policy={editing.policy} calendars={settings.calendars} onClose={close} onSaved={saved} />
        ) : (
          <CalendarForm calendar={editing.calendar} onClose={close} onSaved={saved} />
        )}
      </section>
    );
  }
  return (
    <section className="page service-levels" aria-labelledby="hours-title">
      <header>
        <div>
          <h1 id="hours-title">{text('admin.hours')}</h1>
          <p>{text('hours.about')}</p>
        </div>
      </header>
      <Tabs
        className="tabs"
        selectedKey={route.page === 'admin' && route.item === 'calendars' ? 'calendars' : 'policies'}
        onSelectionChange={(key) => go(adminPath('hours', key === 'calendars' ? 'calendars' : null))}
      >
        <TabList ref={tabs} aria-label={text('admin.hours')}>
          <Tab id="policies">{text('hours.policies')}</Tab>
          <Tab id="calendars">{text('hours.calendars')}</Tab>
        </TabList>
        <TabPanel id="policies">
          <Waiting of={loaded} />
          {settings && <Policies settings={settings} loaded={loaded} edit={(policy) => setEditing({ what: 'policy', policy })} />}
        </TabPanel>
        <TabPanel id="calendars">
          <Waiting of={loaded} />
          {settings && <Calendars settings={settings} again={loaded.again} edit={(calendar) => setEditing({ what: 'calendar', calendar })} />}
        </TabPanel>
      </Tabs>
    </section>
  );
}

interface PoliciesProps { settings: ServiceSettings; loaded: Loaded<ServiceSettings>; edit: (policy: Policy | null) => void }

function Policies({ settings, loaded, edit }: PoliciesProps) {
  const text = useText();
  const { http } = useDesk();
  const [removing, setRemoving] = useState<Policy | null>(null);
  const [moving, setMoving] = useState(false);
  const english = useLanguage() === 'en';
  const { policies, calendars } = settings;
  const move = async (from: number, to: number) => {
    const ids = policies.map(({ id }) => id);
    ids.splice(to, 0, ...ids.splice(from, 1));
    setMoving(true);
    try {
      loaded.set(await orderPolicies(http, ids));
    } catch (error) {
      toast(problemText(text, error), 'danger');
      loaded.again();
    } finally {
      setMoving(false);
    }
  };
  return (
    <>
      <div className="tab-head">
        <p className="quiet">{text('hours.policies_about')}</p>
        <Button kind="primary" isDisabled={calendars.length === 0} onPress={() => edit(null)}>
          <Plus size={16} aria-hidden="true" />
          {text('hours.add_policy')}
        </Button>
      </div>
      {policies.length === 0 && <p className="empty">{text('hours.no_policies')}</p>}
      <ol className="policies">
        {policies.map((policy, index) => (
          <li key={policy.id}>
            <PolicyCard policy={policy} calendar={calendars.find(({ id }) => id === policy.calendar_id) ?? null} place={index + 1} />
            <PolicyActs
              policy={policy}
              up={index > 0 && !moving ? () => void move(index, index - 1) : null}
              down={index + 1 < policies.length && !moving ? () => void move(index, index + 1) : null}
              edit={() => edit(policy)}
              remove={() => setRemoving(policy)}
            />
          </li>
        ))}
      </ol>
      {removing && (
        <Sure
          title={text('hours.remove_policy_title', { name: english ? removing.name_en : removing.name_zh })}
          label={text('hours.remove')}
          onClose={() => setRemoving(null)}
          run={async () => {
            await removePolicy(http, removing.id);
            loaded.again();
          }}
        >
          <p>{text('hours.remove_policy_why')}</p>
        </Sure>
      )}
    </>
  );
}

interface ActsProps { policy: Policy; up: (() => void) | null; down: (() => void) | null; edit: () => void; remove: () => void }

function PolicyActs({ policy, up, down, edit, remove }: ActsProps) {
  const text = useText();
  const language = useLanguage();
  const name = language === 'en' ? policy.name_en : policy.name_zh;
  return (
    <div className="acts">
      <IconButton label={text('hours.up', { name })} isDisabled={!up} onPress={() => up?.()}>
        <ArrowUp size={16} />
      </IconButton>
      <IconButton label={text('hours.down', { name })} isDisabled={!down} onPress={() => down?.()}>
        <ArrowDown size={16} />
      </IconButton>
      <Button aria-label={text('hours.edit_named', { name })} onPress={edit}>
        {text('act.edit')}
      </Button>
      <Button kind="quiet" aria-label={text('hours.remove_named', { name })} onPress={remove}>
        {text('hours.remove')}
      </Button>
    </div>
  );
}

function PolicyCard({ policy, calendar, place }: { policy: Policy; calendar: Calendar | null; place: number }) {
  const text = useText();
  const title = useId();
  const language = useLanguage();
  const names = useNames();
  const english = language === 'en';
  const { all, any } = policy.conditions;
  const rows = [null, ...[...PRIORITIES].reverse()].filter((priority) => priority === null || policy.by_priority[priority] !== null);
  return (
    <div className="policy">
      <h2 id={title}>
        <span className="quiet">{place}</span> <bdi>{english ? policy.name_en : policy.name_zh}</bdi>
      </h2>
      <p className="quiet">
        {all.length + any.length === 0 ? text('hours.for_all') : conditionsText(text, policy.conditions, names)}
        {calendar && (
          <>
            {' · '}
            <bdi>{english ? calendar.name_en : calendar.name_zh}</bdi>
          </>
        )}
      </p>
      <div className="policy-targets" tabIndex={0} role="group" aria-labelledby={title}>
        <table>
          <thead>
            <tr>
              <td />
              {CLOCK_KINDS.map((kind) => (
                <th key={kind} scope="col">
                  {text(`clocks.kind.${kind}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((priority) => (
              <tr key={priority ?? 'all'}>
                <th scope="row">{priority === null ? text('hours.every_priority') : text(`priority.${priority}`)}</th>
                {CLOCK_KINDS.map((kind) => {
                  const own = priority === null ? policy.targets[kind] : (policy.by_priority[priority]?.[kind] ?? null);
                  const shown = own ?? policy.targets[kind];
                  return <td key={kind} data-inherited={own === null || undefined}>{shown === null ? text('hours.no_target') : minutesText(text, shown)}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Calendars({ settings, again, edit }: { settings: ServiceSettings; again: () => void; edit: (calendar: Calendar | null) => void }) {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const [removing, setRemoving] = useState<Calendar | null>(null);
  const english = language === 'en';
  return (
    <>
      <div className="tab-head">
        <p className="quiet">{text('hours.calendars_about')}</p>
        <Button kind="primary" onPress={() => edit(null)}>
          <Plus size={16} aria-hidden="true" />
          {text('hours.add_calendar')}
        </Button>
      </div>
      {settings.calendars.length === 0 && <p className="empty">{text('hours.no_calendars')}</p>}
      <ul className="calendars">
        {settings.calendars.map((calendar) => {
          const name = english ? calendar.name_en : calendar.name_zh;
          const used = settings.policies.filter((policy) => policy.calendar_id === calendar.id).length;
          return (
            <li key={calendar.id}>
              <div>
                <h2>
                  <bdi>{name}</bdi>
                </h2>
                <p>{hoursText(text, language, calendar.hours)}</p>
                <p className="quiet">
                  <bdi dir="ltr">{calendar.zone}</bdi> <Offset zone={calendar.zone} />
                  {calendar.holidays.length > 0 && ' · ' + text('hours.holidays_count', { count: calendar.holidays.length })}
                  {' · ' + text('hours.used_by', { count: used })}
                </p>
              </div>
              <div className="acts">
                <Button aria-label={text('hours.edit_named', { name })} onPress={() => edit(calendar)}>
                  {text('act.edit')}
                </Button>
                {used === 0 && (
                  <Button kind="quiet" aria-label={text('hours.remove_named', { name })} onPress={() => setRemoving(calendar)}>
                    {text('hours.remove')}
                  </Button>
                )}
              </div>
            </li>
          );
        })}
      </ul>
      {removing && (
        <Sure
          title={text('hours.remove_calendar_title', { name: english ? removing.name_en : removing.name_zh })}
          label={text('hours.remove')}
          onClose={() => setRemoving(null)}
          run={async () => {
            await removeCalendar(http, removing.id);
            again();
          }}
        >
          <p>{text('hours.remove_calendar_why')}</p>
        </Sure>
      )}
    </>
  );
}

function Offset({ zone }: { zone: string }) {
  return useTicking((now) => offsetOf(zone, now));
}
