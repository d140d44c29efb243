// Declaring an incident, or changing what it is called, what it is about and who joins it by itself.
import { useState } from 'react';
import { newClientId, Problem, type Id } from '@ombud/shared/api';
import {
  addToIncident, changeIncident, declareIncident, INCIDENT_KINDS, type Incident, type IncidentChange, type IncidentKind, type WholeIncident,
} from '@ombud/shared/incidents';
import { COMPONENTS, type Component } from '@ombud/shared/status';
import { NO_CONDITIONS, type Conditions } from '@ombud/shared/work';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { Field } from '@ombud/ui/field';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { ConditionsEditor, unfilledIn } from '../handling/conditions';
import { useText } from '../text';
import { SelectField, Tick } from '../ui/inputs';
import { BothTexts, NO_WORDS, type Words } from './both';
import { isEmpty, TrialLine } from './trial-line';

/** What time alone brings about joins nobody: nothing happens in the conversation then. */
const BY_TIME = ['waiting', 'age', 'idle'] as const;

interface DeclareProps {
  /** Absent: a new one. */
  incident?: Incident;
  /** They are the first in a new one. */
  conversations?: readonly Id[];
  onClose: () => void;
  onDone: (whole: WholeIncident) => void;
}

interface Values {
  kind: IncidentKind;
  zh: string;
  en: string;
  asset: string;
  network: string;
  service: Component | '';
  joins: boolean;
  conditions: Conditions;
}

export function DeclareWindow({ incident, conversations = [], onClose, onDone }: DeclareProps) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const [client_id] = useState(newClientId);
  const [values, setValues] = useState<Values>({
    kind: incident?.kind ?? 'network',
    zh: incident?.title_zh ?? '',
    en: incident?.title_en ?? '',
    asset: incident?.asset ?? '',
    network: incident?.network ?? '',
    service: incident?.service ?? '',
    joins: Boolean(incident?.conditions),
    conditions: incident?.conditions ?? NO_CONDITIONS,
  });
  const [words, setWords] = useState<Words>(NO_WORDS);
  const [wrong, setWrong] = useState<string | null>(null);
  const set = (change: Partial<typeof values>) => {
    setValues((now) => ({ ...now, ...change }));
    setWrong(null);
    act.forget();
  };
  const submit = async () => {
    const unfilled = values.joins ? unfilledIn(values.conditions) : null;
    setWrong(unfilled);
    if (values.joins && isEmpty(values.conditions)) throw new Problem('incident.everybody', 422, 'conditions');
    if (unfilled) throw new Problem('condition.value', 422, unfilled);
    if (!values.zh.trim()) throw new Problem('name.empty', 422, 'title_zh');
    if (!values.en.trim()) throw new Problem('name.empty', 422, 'title_en');
    const { asset, network, service } = values;
    const about = {
      kind: values.kind,
      title_zh: values.zh.trim(),
      title_en: values.en.trim(),
      ...(asset.trim() ? { asset: asset.trim() } : {}),
      ...(network.trim() ? { network: network.trim() } : {}),
      ...(service ? { service } : {}),
      ...(values.joins ? { conditions: values.conditions } : {}),
    };
    if (incident) {
      const clear: IncidentChange['clear'] = [];
      if (!asset.trim()) clear.push('asset');
      if (!network.trim()) clear.push('network');
      if (!service) clear.push('service');
      if (!values.joins) clear.push('conditions');
      onDone(await changeIncident(http, incident.id, { ...about, clear }));
      toast(text('incidents.changed'));
      return onClose();
    }
    const zh = words.zh.trim();
    const en = words.en.trim();
    if (Boolean(zh) !== Boolean(en)) throw new Problem('incident.one_language', 422, zh ? 'text_en' : 'text_zh');
    const declared = await declareIncident(http, { client_id, ...about, ...(zh ? { text_zh: zh, text_en: en } : {}) });
    if (conversations.length > 0) {
      const { added } = await addToIncident(http, declared.incident.id, conversations);
      toast(text('incidents.declared_with', { count: added }));
    } else {
      toast(text('incidents.declared', { reference: declared.incident.reference }));
    }
    onDone(declared);
    onClose();
  };
  return (
    <Dialog title={incident ? text('incidents.change_title', { reference: incident.reference }) : text('incidents.declare')} size="wide" onClose={onClose}>
      <Form
        act={act}
        submit={submit}
        label={text(incident ? 'incidents.save' : 'incidents.declare')}
        fields={['title_zh', 'title_en', 'asset', 'network', 'text_zh', 'text_en']}
        more={<Button onPress={onClose}>{text('act.cancel')}</Button>}
      >
        {!incident && <p>{text('incidents.declare_about')}</p>}
        {conversations.length > 0 && <p className="notice">{text('incidents.with_these', { count: conversations.length })}</p>}
        <div className="form-grid">
          <Field label={text('incidents.title_zh')} isRequired autoFocus value={values.zh} onChange={(zh) => set({ zh })} error={at('title_zh')} input={{ maxLength: 80, dir: 'auto' }} />
          <Field label={text('incidents.title_en')} isRequired value={values.en} onChange={(en) => set({ en })} error={at('title_en')} input={{ maxLength: 80, dir: 'auto' }} />
          <SelectField label={text('incidents.kind')} value={values.kind} onChange={(kind) => set({ kind })} options={INCIDENT_KINDS.map((kind) => [kind, text(`incidents.kind.${kind}`)] as const)} />
          <SelectField
            label={text('incidents.service')}
            value={values.service}
            onChange={(service) => set({ service })}
            options={[['', text('incidents.no_service')], ...COMPONENTS.map((each) => [each, text(`status.component.${each}`)] as const)]}
          />
          <Field label={text('incidents.asset')} value={values.asset} onChange={(asset) => set({ asset })} error={at('asset')} input={{ maxLength: 20 }} />
          <Field label={text('incidents.network')} value={values.network} onChange={(network) => set({ network })} error={at('network')} input={{ maxLength: 20 }} />
        </div>
        {!incident && (
          <fieldset className="first-words">
            <legend>{text('incidents.first')}</legend>
            <p className="quiet">{text('incidents.first_about')}</p>
            <BothTexts
              words={words}
              at={at}
              onChange={(next) => {
                setWords(next);
                act.forget();
              }}
            />
          </fieldset>
        )}
        <Tick label={text('incidents.joins')} value={values.joins} onChange={(joins) => set({ joins })} />
        {values.joins && (
          <>
            <ConditionsEditor value={values.conditions} onChange={(conditions) => set({ conditions })} wrong={wrong} without={BY_TIME} />
            <TrialLine conditions={values.conditions} />
          </>
        )}
      </Form>
    </Dialog>
  );
}
