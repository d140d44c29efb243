// Saying what is new of an incident, ending it, or opening it again: to how many it goes stands beside the button.
import { useState } from 'react';
import { newClientId, Problem } from '@ombud/shared/api';
import { reopenIncident, resolveIncident, updateIncident, type Incident, type WholeIncident } from '@ombud/shared/incidents';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useText } from '../text';
import { SelectField, Tick } from '../ui/inputs';
import { BothTexts, NO_WORDS, type Words } from './both';

export type Saying = 'update' | 'note' | 'resolve' | 'reopen';

interface SayProps {
  saying: Saying;
  incident: Incident;
  onClose: () => void;
  onDone: (whole: WholeIncident) => void;
}

export function SayWindow({ saying, incident, onClose, onDone }: SayProps) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  // One number for as long as the window is open: pressing again after a lost answer says nothing twice.
  const [client_id] = useState(newClientId);
  const [words, setWords] = useState<Words>(NO_WORDS);
  const [state, setState] = useState(incident.state === 'monitoring' ? ('monitoring' as const) : ('open' as const));
  const [alsoResolved, setAlsoResolved] = useState(false);
  const [all, setAll] = useState(true);
  const internal = saying === 'note';

  const submit = async () => {
    const zh = words.zh.trim();
    const en = words.en.trim();
    if (!zh && !en) throw new Problem('text.empty', 422, 'text_zh');
    if (!internal && (!zh || !en)) throw new Problem('incident.one_language', 422, zh ? 'text_en' : 'text_zh');
    const both = { client_id, text_en: en, text_zh: zh };
    const said =
      saying === 'resolve'
        ? await resolveIncident(http, incident.id, { ...both, resolve_conversations: all })
        : saying === 'reopen'
          ? await reopenIncident(http, incident.id, both)
          : await updateIncident(http, incident.id, {
              client_id,
              ...(zh ? { text_zh: zh } : {}),
              ...(en ? { text_en: en } : {}),
              ...(internal ? { internal } : { state, also_resolved: alsoResolved }),
            });
    toast(text(internal ? 'incidents.noted' : 'incidents.said', { count: incident.conversations }));
    onDone(said);
    onClose();
  };
  return (
    <Dialog title={text(`incidents.${saying}_title`, { reference: incident.reference })} size="wide" onClose={onClose}>
      <Form act={act} submit={submit} label={text(`incidents.${saying}_do`, { count: incident.conversations })} fields={['text_zh', 'text_en']} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <p>{text(`incidents.${saying}_about`, { count: incident.conversations })}</p>
        <BothTexts
          words={words}
          internal={internal}
          required={!internal}
          at={at}
          onChange={(next) => {
            setWords(next);
            act.forget();
          }}
        />
        {saying === 'update' && incident.state !== 'resolved' && (
          <SelectField
            label={text('incidents.state')}
            value={state}
            onChange={setState}
            options={[['open', text('incidents.state.open')], ['monitoring', text('incidents.state.monitoring')]]}
          />
        )}
        {saying === 'update' && <Tick label={text('incidents.also_resolved')} value={alsoResolved} onChange={setAlsoResolved} />}
        {saying === 'resolve' && <Tick label={text('incidents.resolve_all')} value={all} onChange={setAll} />}
      </Form>
    </Dialog>
  );
}
