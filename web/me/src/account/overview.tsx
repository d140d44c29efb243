// The security check-up: one score that only facts move, worst first, each one click to mend.
import { ArrowRight, CircleCheck, CircleAlert, TriangleAlert } from 'lucide-react';
import { getCheckup, type Checkup, type CheckupItem, type Profile } from '@ombud/shared/account';
import { useLooking } from '../door/pieces';
import { inside } from '../session';
import { Loaded } from './pieces';
import { hasFactor } from './recovery-codes';
import { isKey, useText } from './text';

/** Where each fact is mended. */
const MENDED_AT: Record<string, string> = {
  passkey: '/me/security#add-passkey',
  second_factor: '/me/security#totp',
  password: '/me/security#password',
  breached: '/me/security#password',
  recovery_codes: '/me/security#codes',
  codes_later: '/me/security',
  second_email: '/me/security#second-email',
  phrase: '/me/security#phrase',
  sessions: '/me/devices',
  api_keys: '/me/keys',
  address_book: '/me/addresses',
};

const ICONS = { good: CircleCheck, advice: CircleAlert, danger: TriangleAlert };

export function Overview({ profile }: { profile: Profile }) {
  const text = useText();
  const checkup = useLooking(() => getCheckup(inside), () => 0, 'checkup');
  return (
    <>
      <header className="page-head">
        <h1>{profile.name ? text('overview.hello', { name: profile.name }) : text('overview.hello_nobody')}</h1>
      </header>
      <Loaded of={checkup}>{(value) => <Checked checkup={value} later={!hasFactor(profile)} />}</Loaded>
    </>
  );
}

export type Grade = 'good' | 'fair' | 'poor';

/** One danger is never called good, whatever the sum says. */
export function grade({ score, items }: Checkup): Grade {
  if (items.some(({ state }) => state === 'danger') || score < 50) return 'poor';
  return score < 85 ? 'fair' : 'good';
}

/** `later`: there is no second step yet that recovery codes could stand in for. */
function Checked({ checkup, later }: { checkup: Checkup; later: boolean }) {
  const text = useText();
  const items = later ? checkup.items.map((item) => (item.key === 'recovery_codes' ? { ...item, key: 'codes_later' } : item)) : checkup.items;
  const known = items.filter(({ key }) => isKey(`check.${key}.open`));
  const open = known.filter(({ state }) => state !== 'good');
  const good = known.filter(({ state }) => state === 'good');
  const judged = grade(checkup);
  return (
    <>
      <section className="score" data-grade={judged} aria-labelledby="score">
        <Ring score={checkup.score} />
        <div>
          <h2 id="score">{text('overview.title')}</h2>
          <p>{text(open.length === 0 ? 'overview.all_good' : `overview.${judged}`, { count: open.length })}</p>
        </div>
      </section>
      <ul className="checks">
        {[...open, ...good].map((item) => (
          <Check key={item.key} item={item} />
        ))}
      </ul>
    </>
  );
}

function Ring({ score }: { score: number }) {
  const text = useText();
  return (
    <svg className="ring" viewBox="0 0 36 36" role="img" aria-label={text('overview.score', { score })}>
      <circle className="ring-ground" cx="18" cy="18" r="15.9155" />
      <circle className="ring-score" cx="18" cy="18" r="15.9155" strokeDasharray={`${score} 100`} transform="rotate(-90 18 18)" />
      <text x="18" y="18" textAnchor="middle" dominantBaseline="central">
        {score}
      </text>
    </svg>
  );
}

function Check({ item: { key, state, lost } }: { item: CheckupItem }) {
  const text = useText();
  const Icon = ICONS[state];
  const say = (what: 'good' | 'open' | 'why' | 'act') => {
    const name = `check.${key}.${what}`;
    return isKey(name) ? text(name) : '';
  };
  return (
    <li data-state={state}>
      <Icon size={20} aria-hidden="true" />
      <div>
        <h3>
          <span className="hidden">{text(`overview.state_${state}`)} </span>
          {say(state === 'good' ? 'good' : 'open')}
        </h3>
        {state !== 'good' && <p>{say('why')}</p>}
      </div>
      {state !== 'good' && (
        <a className="button" data-kind={state === 'danger' ? 'primary' : 'plain'} href={MENDED_AT[key] ?? '/me/security'}>
          <span className="label">{say('act')}</span>
          {lost > 0 && <small className="gain">+{lost}</small>}
          <ArrowRight size={16} aria-hidden="true" />
        </a>
      )}
    </li>
  );
}
