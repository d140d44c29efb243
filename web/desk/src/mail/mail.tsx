// The mail of the desk: how it fares, what was set aside, where it comes from, under which names it goes out, and a letter sent round to see.
import { useCallback, useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { MailState, Round } from '@ombud/shared/mail';
import { useStore } from '@ombud/ui/store';
import { useTicking } from '@ombud/ui/time';
import { useDesk } from '../desk';
import type { Loaded } from '../loaded';
import { go, mailPath, MAIL_TABS, useRoute, type MailTab } from '../route';
import { useText } from '../text';
import { useEdges } from '../ui/edges';
import { Waiting } from '../ui/waiting';
import { Aside } from './aside';
import { Brands } from './brands';
import { Health } from './health-tab';
import { attention } from './health';
import { Mailboxes } from './mailboxes';
import { OpenReceived } from './received';
import { SendRound } from './round';

const LOOK_EVERY = 15_000;

/** Read when the page opens and again while it is shown; what was known stays when it cannot be had. */
function useMail(): Loaded<MailState> {
  const desk = useDesk();
  const value = useStore(desk.mail);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(true);
  const look = useCallback(
    () =>
      desk.loadMail().then(
        () => setError(null),
        (problem: unknown) => setError(problem),
      ),
    [desk],
  );
  useEffect(() => {
    const seen = () => {
      if (document.visibilityState === 'visible') void look().finally(() => setBusy(false));
    };
    seen();
    const timer = setInterval(seen, LOOK_EVERY);
    return () => clearInterval(timer);
  }, [look]);
  const again = useCallback(() => {
    setBusy(true);
    void look().finally(() => setBusy(false));
  }, [look]);
  const set = useCallback((state: MailState) => desk.mail.set(state), [desk]);
  return { value, error, busy, again, set };
}

export default function Mail() {
  const text = useText();
  const desk = useDesk();
  const route = useRoute();
  const mail = useMail();
  const tabs = useRef<HTMLDivElement>(null);
  // It goes on while somebody looks at another tab.
  const [round, setRound] = useState<Round | null>(null);
  const manages = desk.can('manage_mail');
  const { tab: asked, letter } = route.page === 'mail' ? route : { tab: 'health' as const, letter: null };
  const tab = asked === 'test' && !manages ? 'health' : asked;
  const state = mail.value;
  if (letter !== null) return <OpenReceived key={letter} id={letter} onChanged={mail.again} />;
  return (
    <section className="page mail" aria-labelledby="mail-title">
      <header>
        <div>
          <h1 id="mail-title">{text('mail.title')}</h1>
          <p>{text('mail.about')}</p>
        </div>
      </header>
      <MailTabs tabs={tabs} tab={tab} state={state} manages={manages}>
        <TabPanel id="health">
          <Waiting of={mail} />
          {state && <Health state={state} manages={manages} />}
        </TabPanel>
        <TabPanel id="set-aside">
          <Aside />
        </TabPanel>
        <TabPanel id="mailboxes">
          <Waiting of={mail} />
          {state && <Mailboxes state={state} manages={manages} onChanged={mail.again} />}
        </TabPanel>
        <TabPanel id="addresses">
          <Waiting of={mail} />
          {state && <Brands state={state} manages={manages} onChanged={mail.again} />}
        </TabPanel>
        {manages && (
          <TabPanel id="test">
            <SendRound round={round} set={setRound} />
          </TabPanel>
        )}
      </MailTabs>
    </section>
  );
}

interface MailTabsProps {
  tabs: RefObject<HTMLDivElement | null>;
  tab: MailTab;
  state: MailState | null;
  manages: boolean;
  children: ReactNode;
}

function MailTabs({ tabs, tab, state, manages, children }: MailTabsProps) {
  const text = useText();
  useEdges(tabs);
  // On a phone they are one line that scrolls: the current one stays in sight.
  useEffect(() => {
    tabs.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [tabs, tab]);
  const quarantined = state?.incoming.quarantined ?? 0;
  const wrong = Number(useTicking((now) => String(attention(state, now)))) - quarantined;
  const count = (value: number) =>
    value > 0 && (
      <span className="count" data-tone="danger">
        {text('number', { value })}
      </span>
    );
  return (
    <Tabs className="tabs" selectedKey={tab} onSelectionChange={(key) => go(mailPath(key as MailTab))}>
      <TabList ref={tabs} aria-label={text('mail.title')}>
        {MAIL_TABS.filter((each) => each !== 'test' || manages).map((each) => (
          <Tab key={each} id={each}>
            {text(`mail.tab.${each}`)}
            {each === 'health' && count(wrong)}
            {each === 'set-aside' && count(quarantined)}
          </Tab>
        ))}
      </TabList>
      {children}
    </Tabs>
  );
}
