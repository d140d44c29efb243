// Above a conversation: the incidents that it belongs to, what its customer was told, and that its clocks stand still.
import { useCallback, useEffect, useState } from 'react';
import { Siren, X } from 'lucide-react';
import type { Entry, Id } from '@ombud/shared/api';
import { incidentsOf, takeOutOf, type TiedIncident } from '@ombud/shared/incidents';
import { IconButton } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { useText } from '../text';
import { Sure } from '../ui/sure';
import { titleOf, TONES } from './incident-words';
import { joinedNow, joinedSomewhere } from './joined';
import { IncidentStateMark } from './state-mark';

/** The entry after which something may have changed: one that an incident made, or any where there is an incident. */
const lastOf = (entries: readonly Entry[], tied: boolean): number =>
  entries.findLast(({ client_id }) => tied || client_id.startsWith('incident-'))?.seq ?? 0;

export function IncidentBanner({ conversation, entries }: { conversation: Id; entries: readonly Entry[] }) {
  const text = useText();
  const { http } = useDesk();
  const [leaving, setLeaving] = useState<TiedIncident | null>(null);
  const joined = useStore(joinedNow);
  const load = useCallback(async () => (await incidentsOf(http, conversation)).incidents, [http, conversation]);
  const loaded = useLoaded(load);
  const { again } = loaded;
  const last = lastOf(entries, (loaded.value?.length ?? 0) > 0);
  const here = joined?.conversations.includes(conversation) ? joined : null;
  useEffect(() => {
    if (last > 0 || here) again();
  }, [last, here, again]);
  // Without them the conversation can be worked with as well: nothing is said about a list that did not come.
  const shown = (loaded.value ?? []).filter(({ incident, wrote_again }) => incident.state !== 'resolved' || wrote_again);
  if (shown.length === 0) return null;
  return (
    <div className="incident-banner" role="group" aria-label={text('incidents.here')}>
      {shown.map((tied) => (
        <Line key={tied.incident.id} tied={tied} onLeave={() => setLeaving(tied)} />
      ))}
      {leaving && (
        <Sure
          title={text('incidents.leave_title', { reference: leaving.incident.reference })}
          label={text('incidents.leave')}
          kind="primary"
          onClose={() => setLeaving(null)}
          run={async () => {
            await takeOutOf(http, leaving.incident.id, conversation);
            toast(text('incidents.left'));
            joinedSomewhere([conversation]);
          }}
        >
          <p>{text('incidents.leave_why')}</p>
        </Sure>
      )}
    </div>
  );
}

function Line({ tied, onLeave }: { tied: TiedIncident; onLeave: () => void }) {
  const text = useText();
  const language = useLanguage();
  const desk = useDesk();
  const { incident, newest, wrote_again } = tied;
  const told = newest && (language === 'en' ? newest.text_en : newest.text_zh);
  return (
    <div className="incident-line" data-tone={TONES[incident.state]}>
      <Siren size={16} aria-hidden="true" />
      <div>
        <a href={'/desk/incidents/' + incident.id}>
          <bdi>{titleOf(language, incident)}</bdi>
        </a>{' '}
        <IncidentStateMark state={incident.state} />
        <p className="quiet told" title={told ?? undefined}>
          {told ? text('incidents.told_last', { words: told }) : text('incidents.told_nothing')}
        </p>
        {wrote_again && <p className="wrote-again">{text('incidents.wrote_again_here')}</p>}
      </div>
      {desk.can('reply') && (
        <IconButton label={text('incidents.leave_named', { reference: incident.reference })} onPress={onLeave}>
          <X size={16} />
        </IconButton>
      )}
    </div>
  );
}
