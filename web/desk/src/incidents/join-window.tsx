// Adding conversations to an incident: which one, or a new one.
import { useCallback, useState } from 'react';
import { Plus } from 'lucide-react';
import type { Id } from '@ombud/shared/api';
import { addToIncident, listIncidents, type Incident } from '@ombud/shared/incidents';
import { Trouble, useAct } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { useLanguage } from '@ombud/ui/settings';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { go } from '../route';
import { useText } from '../text';
import { Waiting } from '../ui/waiting';
import { DeclareWindow } from './declare-window';
import { aboutText, titleOf } from './incident-words';
import { joinedSomewhere } from './joined';
import { IncidentStateMark } from './state-mark';

export default function JoinWindow({ conversations, onClose }: { conversations: readonly Id[]; onClose: () => void }) {
  const text = useText();
  const language = useLanguage();
  const desk = useDesk();
  const { http } = desk;
  const act = useAct();
  const [declaring, setDeclaring] = useState(false);
  const load = useCallback(async () => (await listIncidents(http, { state: 'active' })).incidents, [http]);
  const loaded = useLoaded(load);
  const join = ({ id, reference }: Incident) =>
    void act.run(async () => {
      const { added, already } = await addToIncident(http, id, conversations);
      toast(added > 0 ? text('incidents.joined', { count: added, reference }) : text('incidents.joined_already', { count: already, reference }));
      joinedSomewhere(conversations);
      onClose();
    });
  if (declaring) {
    return (
      <DeclareWindow
        conversations={conversations}
        onClose={onClose}
        onDone={({ incident }) => {
          joinedSomewhere(conversations);
          go('/desk/incidents/' + incident.id);
        }}
      />
    );
  }
  return (
    <Dialog title={text('incidents.join_title', { count: conversations.length })} onClose={onClose}>
      <Waiting of={loaded} />
      {loaded.value?.length === 0 && <p className="empty">{text('incidents.none_active')}</p>}
      {loaded.value && loaded.value.length > 0 && (
        <ul className="incident-choices">
          {loaded.value.map((incident) => (
            <li key={incident.id}>
              <button type="button" disabled={act.busy} onClick={() => join(incident)}>
                <strong>
                  <bdi>{titleOf(language, incident)}</bdi>
                </strong>
                <IncidentStateMark state={incident.state} />
                <span className="quiet">
                  {incident.reference} · {aboutText(text, incident)} · {text('incidents.conversations', { count: incident.conversations })}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <Trouble act={act} />
      {desk.can('handle_incidents') && (
        <div className="acts">
          <Button onPress={() => setDeclaring(true)}>
            <Plus size={16} aria-hidden="true" />
            {text('incidents.declare')}
          </Button>
        </div>
      )}
    </Dialog>
  );
}
