// The conversations of an incident: their references, how far it has come with each, and taking one out.
import { useCallback, useState } from 'react';
import { Check, Clock3, MessageCircleWarning, X } from 'lucide-react';
import type { Id } from '@ombud/shared/api';
import { listIncidentConversations, takeOutOf, type Incident, type IncidentMember } from '@ombud/shared/incidents';
import { Button, IconButton } from '@ombud/ui/button';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { usePages } from '../paging';
import { inboxPath } from '../route';
import { problemText, useText } from '../text';
import { StatusChip } from '../ui/chips';
import { Tick } from '../ui/inputs';
import { Waiting } from '../ui/waiting';
import { joinedSomewhere } from './joined';

interface MembersProps {
  incident: Incident;
  /** Another one reads the list anew. */
  version: string;
  onChanged: () => void;
  onGather: (() => void) | null;
}

export function Members({ incident, version, onChanged, onGather }: MembersProps) {
  const text = useText();
  const desk = useDesk();
  const { http } = desk;
  const [onlyAgain, setOnlyAgain] = useState(false);
  const load = useCallback(
    async (before: Id | null) => {
      const page = await listIncidentConversations(http, incident.id, { ...(onlyAgain ? { only: 'wrote_again' as const } : {}), ...(before ? { cursor: before } : {}) });
      return { rows: page.conversations, next: page.next };
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- read anew when what is there has changed
    [http, incident.id, onlyAgain, version],
  );
  const { rows, next, error, busy, more } = usePages<IncidentMember, Id>(load);
  const takeOut = async ({ conversation_id, reference }: IncidentMember) => {
    try {
      await takeOutOf(http, incident.id, conversation_id);
      toast(text('incidents.took_out', { reference }));
      joinedSomewhere([conversation_id]);
      onChanged();
    } catch (problem) {
      toast(problemText(text, problem), 'danger');
    }
  };
  return (
    <section className="members" aria-labelledby="members-title">
      <h2 id="members-title">{text('incidents.members', { count: incident.conversations })}</h2>
      <div className="members-head">
        <Tick label={text('incidents.only_again')} value={onlyAgain} onChange={setOnlyAgain} />
        {onGather && <Button onPress={onGather}>{text('incidents.gather')}</Button>}
      </div>
      <Waiting of={{ value: rows, error, busy, again: more }} rows={3} />
      {rows?.length === 0 && <p className="empty">{text(onlyAgain ? 'incidents.nobody_again' : 'incidents.no_members')}</p>}
      {rows && rows.length > 0 && (
        <table className="lines">
          <thead>
            <tr>
              <th scope="col">{text('facts.reference')}</th>
              <th scope="col">{text('facts.status')}</th>
              <th scope="col">{text('facts.language')}</th>
              <th scope="col">{text('incidents.how')}</th>
              <th scope="col">{text('incidents.progress')}</th>
              <th scope="col">
                <span className="hidden">{text('incidents.leave')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((member) => (
              <tr key={member.conversation_id}>
                <th scope="row">
                  <a href={inboxPath('all', member.conversation_id)}>
                    <code>{member.reference}</code>
                  </a>
                </th>
                <td data-label={text('facts.status')}>
                  <StatusChip status={member.status} />
                </td>
                <td data-label={text('facts.language')}>{text(`language.${member.language}`)}</td>
                <td data-label={text('incidents.how')}>{text(`incidents.how.${member.how}`)}</td>
                <td data-label={text('incidents.progress')}>
                  <Progress member={member} />
                </td>
                <td>
                  {desk.can('reply') && (
                    <IconButton label={text('incidents.leave_named', { reference: member.reference })} onPress={() => void takeOut(member)}>
                      <X size={16} />
                    </IconButton>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {next !== null && rows !== null && (
        <Button kind="quiet" isPending={busy} onPress={more}>
          {text('list.more')}
        </Button>
      )}
    </section>
  );
}

function Progress({ member: { owed, told, wrote_again } }: { member: IncidentMember }) {
  const text = useText();
  const Icon = wrote_again ? MessageCircleWarning : owed ? Clock3 : Check;
  const words = wrote_again ? text('incidents.wrote_again') : owed ? text('incidents.on_its_way') : told > 0 ? text('incidents.told', { number: told }) : text('incidents.told_nothing_yet');
  return (
    <span className="state-mark" data-tone={wrote_again ? 'wait' : owed ? 'accent' : 'good'}>
      <Icon size={16} aria-hidden="true" />
      {words}
    </span>
  );
}
