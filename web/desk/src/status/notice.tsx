// Announcing that something does not work, or changing what was announced: what, how bad, from when to when, in both languages.
import { useCallback, useState } from 'react';
import { Problem } from '@ombud/shared/api';
import {
  announceNotice, changeNotice, COMPONENTS, listNetworks, LONGEST_NOTICE, NOTICE_STATES, type Component, type Notice,
} from '@ombud/shared/status';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { fromInput, toInput } from '../moments';
import { useText, type Text } from '../text';
import { AreaField, MomentField, SelectField } from '../ui/inputs';
import { onlyMoney, scopesOf, type Scope } from './scope';

function scopeName(text: Text, { asset, network }: Scope): string {
  if (asset && network) return `${asset} · ${network}`;
  return asset ? text('status.all_of_asset', { asset }) : text('status.all_on_network', { network: network ?? '' });
}

interface NoticeWindowProps {
  /** Absent: a new one. */
  notice?: Notice;
  onClose: () => void;
  onDone: () => void;
}

export function NoticeWindow({ notice, onClose, onDone }: NoticeWindowProps) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const [values, setValues] = useState({
    components: notice?.components ?? ([] as Component[]),
    network: '',
    state: notice?.state ?? ('degraded'),
    zh: notice?.text.zh ?? '',
    en: notice?.text.en ?? '',
    starts: '',
    ends: toInput(notice?.ends_at ?? null),
  });
  const set = (change: Partial<typeof values>) => {
    setValues((now) => ({ ...now, ...change }));
    act.forget();
  };
  const load = useCallback(async () => (await listNetworks(http)).networks, [http]);
  const scopes = scopesOf(useLoaded(load).value ?? []);
  const money = onlyMoney(values.components);

  const submit = async () => {
    const starts = fromInput(values.starts);
    const ends = fromInput(values.ends);
    const words = { zh: values.zh.trim(), en: values.en.trim() };
    if (values.components.length === 0) throw new Problem('notice.scope', 400, 'components');
    if (!words.zh) throw new Problem('text.empty', 400, 'text.zh');
    if (!words.en) throw new Problem('text.empty', 400, 'text.en');
    if (notice) {
      await changeNotice(http, notice.id, { state: values.state, text: words, ...(ends ? { ends_at: ends } : {}) });
    } else {
      const where = money ? scopes.find(({ key }) => key === values.network) : undefined;
      await announceNotice(http, {
        components: values.components,
        ...(where?.asset ? { asset: where.asset } : {}),
        ...(where?.network ? { network: where.network } : {}),
        state: values.state,
        text: words,
        ...(starts ? { starts_at: starts } : {}),
        ...(ends ? { ends_at: ends } : {}),
      });
    }
    toast(text(notice ? 'status.changed' : 'status.announced'));
    onDone();
    onClose();
  };

  return (
    <Dialog title={text(notice ? 'status.change_title' : 'status.announce_title')} size="wide" onClose={onClose}>
      <Form
        act={act}
        submit={submit}
        label={text(notice ? 'status.change_act' : 'status.announce_act')}
        fields={['components', 'network', 'state', 'text.zh', 'text.en', 'starts_at', 'ends_at']}
        more={<Button onPress={onClose}>{text('act.cancel')}</Button>}
      >
        <p>{text('status.seen_by')}</p>
        {!notice && <Which components={values.components} onChange={(components) => set({ components, network: '' })} error={at('components')} />}
        {!notice && money && scopes.length > 0 && (
          <SelectField
            label={text('status.network')}
            value={values.network}
            onChange={(network) => set({ network })}
            error={at('network', 'asset')}
            options={[['', text('status.all_networks')], ...scopes.map((each) => [each.key, scopeName(text, each)] as const)]}
          />
        )}
        <SelectField
          label={text('status.how_bad')}
          value={values.state}
          onChange={(state) => set({ state })}
          error={at('state')}
          options={NOTICE_STATES.map((each) => [each, text(`status.state.${each}`)] as const)}
        />
        <AreaField label={text('status.words_zh')} lang="zh-CN" rows={3} longest={LONGEST_NOTICE} required value={values.zh} onChange={(zh) => set({ zh })} error={at('text.zh')} help={text('status.words_help')} />
        <AreaField label={text('status.words_en')} lang="en" rows={3} longest={LONGEST_NOTICE} required value={values.en} onChange={(en) => set({ en })} error={at('text.en')} />
        <div className="form-grid">
          {!notice && <MomentField label={text('status.starts')} value={values.starts} onChange={(starts) => set({ starts })} error={at('starts_at')} help={text('status.starts_help')} />}
          <MomentField label={text('status.ends')} value={values.ends} onChange={(ends) => set({ ends })} error={at('ends_at')} help={text('time.here')} />
        </div>
      </Form>
    </Dialog>
  );
}

function Which({ components, onChange, error }: { components: readonly Component[]; onChange: (components: Component[]) => void; error: string | null }) {
  const text = useText();
  return (
    <fieldset className="choices" data-invalid={error ? true : undefined}>
      <legend>{text('status.what')}</legend>
      {COMPONENTS.map((each) => (
        <label key={each} className="checkbox">
          <input
            type="checkbox"
            checked={components.includes(each)}
            onChange={(event) => onChange(COMPONENTS.filter((one) => (one === each ? event.target.checked : components.includes(one))))}
          />
          <span>{text(`status.component.${each}`)}</span>
        </label>
      ))}
      {error && (
        <small className="field-error" role="alert">
          {error}
        </small>
      )}
    </fieldset>
  );
}
