// The frame of the account: where to go, the way to freeze that is always there, what is held, and the page asked for.
import { useEffect, useSyncExternalStore } from 'react';
import { BookUser, CircleGauge, KeyRound, MonitorSmartphone, ShieldCheck, Snowflake, UserRound } from 'lucide-react';
import { stepUp, stepUpChallenge, type Profile } from '@ombud/shared/account';
import { Brand, useBrand } from '@ombud/ui/brand';
import { stepUpQuestion } from '@ombud/ui/step-up';
import { StepUpDialog } from '@ombud/ui/step-up-dialog';
import { useStore } from '@ombud/ui/store';
import '../styles/account.css';
import { When } from '../door/pieces';
import { INSIDE, pathOf, useRoute, type InsidePage } from '../route';
import { inside } from '../session';
import { AddressBook } from './address-book';
import { ApiKeys } from './api-keys';
import { Devices } from './devices';
import { Overview } from './overview';
import { ProfilePage } from './profile';
import { Security } from './security';
import { isKey, useText } from './text';
import { UnderRecovery } from './under-recovery';

const ICONS = {
  overview: CircleGauge,
  security: ShieldCheck,
  devices: MonitorSmartphone,
  keys: KeyRound,
  addresses: BookUser,
  profile: UserRound,
} satisfies Record<InsidePage, unknown>;

export default function Account({ page, profile }: { page: InsidePage; profile: Profile }) {
  const text = useText();
  const question = useStore(stepUpQuestion);
  const brand = useBrand();
  useEffect(() => {
    document.title = text(`page.${page}`) + ' · ' + brand;
  }, [text, page, brand]);
  return (
    <div className="account">
      <a className="skip" href="#main">
        {text('page.skip')}
      </a>
      <header className="top">
        <a href="/me/" className="home">
          <Brand />
        </a>
        <nav aria-label={text('page.pages')}>
          {INSIDE.map((each) => {
            const Icon = ICONS[each];
            return (
              <a key={each} href={pathOf(each)} aria-current={each === page ? 'page' : undefined}>
                <Icon size={18} aria-hidden="true" />
                <span>{text(`page.${each}`)}</span>
              </a>
            );
          })}
        </nav>
        <a href="/me/freeze" className="freeze">
          <Snowflake size={16} aria-hidden="true" />
          <span>{text('freeze.title')}</span>
        </a>
      </header>
      <main id="main" tabIndex={-1}>
        <Offline />
        <UnderRecovery profile={profile} />
        <Hold profile={profile} />
        <Page page={page} profile={profile} />
      </main>
      {question && <StepUpDialog question={question} challenge={() => stepUpChallenge(inside)} prove={(proof) => stepUp(inside, proof)} />}
    </div>
  );
}

function Page({ page, profile }: { page: InsidePage; profile: Profile }) {
  const route = useRoute();
  switch (page) {
    case 'overview':
      return <Overview profile={profile} />;
    case 'security':
      return <Security profile={profile} wish={route.page === 'security' ? route.wish : null} />;
    case 'devices':
      return <Devices />;
    case 'keys':
      return <ApiKeys />;
    case 'addresses':
      return <AddressBook />;
    case 'profile':
      return <ProfilePage profile={profile} />;
  }
}

/** Withdrawals that wait, until when and why. */
function Hold({ profile: { hold_until, hold_reason } }: { profile: Profile }) {
  const text = useText();
  if (hold_until === null) return null;
  const reason = `hold.${hold_reason ?? 'change'}`;
  return (
    <p className="notice hold">
      <span>
        {text('hold.until')} <strong><When at={hold_until} /></strong>
      </span>
      <span>{text(isKey(reason) ? reason : 'hold.change')}</span>
    </p>
  );
}

function Offline() {
  const text = useText();
  return <div className="said" role="status">{!useOnline() && <p className="notice offline">{text('page.offline')}</p>}</div>;
}

function watchNetwork(changed: () => void): () => void {
  addEventListener('online', changed);
  addEventListener('offline', changed);
  return () => {
    removeEventListener('online', changed);
    removeEventListener('offline', changed);
  };
}

const useOnline = (): boolean => useSyncExternalStore(watchNetwork, () => navigator.onLine);
