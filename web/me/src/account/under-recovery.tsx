// A recovery of this account that somebody asked for: its owner, signed in, sees it on every page, and can stop it.
import { TriangleAlert } from 'lucide-react';
import type { Profile } from '@ombud/shared/account';
import type { Timestamp } from '@ombud/shared/api';
import { When } from '../door/pieces';
import { useText } from './text';

export interface Recovering {
  recovery?: { state: 'waiting_for_staff' | 'waiting_time'; effective_at: Timestamp | null } | null;
}

export function UnderRecovery({ profile: { recovery } }: { profile: Profile & Recovering }) {
  const text = useText();
  if (!recovery) return null;
  const { state, effective_at } = recovery;
  return (
    <section className="notice recovering" data-tone="danger" aria-labelledby="recovering">
      <h2 id="recovering">
        <TriangleAlert size={18} aria-hidden="true" /> {text('recovering.title')}
      </h2>
      <p>
        {text(state === 'waiting_time' ? 'recovering.waiting_time' : 'recovering.waiting_for_staff')}
        {effective_at && (
          <>
            {' '}
            <strong>
              <When at={effective_at} />
            </strong>
          </>
        )}
      </p>
      <p>{text('recovering.stop_means')}</p>
      <a className="button" data-kind="danger" href="/me/freeze">
        <span className="label">{text('recovering.stop')}</span>
      </a>
    </section>
  );
}
