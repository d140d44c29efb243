// Proposing a change of what is official: what, why, and that a second person must agree.
import { useState } from 'react';
import { Problem } from '@ombud/shared/api';
import { CHANNEL_KINDS, NETWORKS, proposeChange, STORES, type Channel, type NewChannel, type SocialNetwork } from '@ombud/shared/official';
import { LANGUAGES } from '@ombud/shared/i18n';
import { LONGEST_REASON } from '@ombud/shared/staff';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { Field } from '@ombud/ui/field';
import { toast } from '@ombud/ui/toast';
import { reasonFits } from '../approvals/decide';
import { useDesk } from '../desk';
import { useText } from '../text';
import { AreaField, SelectField, Tick } from '../ui/inputs';
import { channelToPropose, needsNetwork } from './book';
import { ChannelWords } from './channel';

const FIELDS = ['kind', 'network', 'value', 'label', 'note_zh', 'note_en', 'region', 'reason'];
const BLANK: NewChannel = { kind: 'site', value: '', label: '', network: null, with_below: false, note_zh: '', note_en: '', language: null, region: '' };

interface ProposeProps {
  /** The one that should end; null: another one is added. */
  end: Channel | null;
  onClose: () => void;
  onDone: () => void;
}

export function Propose({ end, onClose, onDone }: ProposeProps) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const [channel, setChannel] = useState(BLANK);
  const [reason, setReason] = useState('');
  const change = (wanted: Partial<NewChannel>) => {
    setChannel((now) => ({ ...now, ...wanted }));
    act.forget();
  };
  const submit = async () => {
    if (!reasonFits(reason)) throw new Problem('reason.length', 400, 'reason');
    await proposeChange(http, { ...(end ? { end: end.id } : { add: channelToPropose(channel) }), reason: reason.trim() });
    toast(text('official.proposed'));
    onDone();
    onClose();
  };
  return (
    <Dialog role="alertdialog" title={text(end ? 'official.end_title' : 'official.add_title')} size="wide" onClose={onClose}>
      <p className="notice" data-tone={end ? 'danger' : undefined}>
        {text(end ? 'official.end_effect' : 'official.add_effect')}
      </p>
      {end && <ChannelWords channel={end} />}
      <Form act={act} submit={submit} label={text('official.propose_act')} kind="danger" fields={FIELDS} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        {!end && <ChannelFields channel={channel} change={change} at={at} />}
        <AreaField
          label={text('approvals.reason')}
          rows={3}
          longest={LONGEST_REASON}
          required
          value={reason}
          onChange={(value) => {
            setReason(value);
            act.forget();
          }}
          error={at('reason')}
          help={text('official.reason_help')}
        />
      </Form>
    </Dialog>
  );
}

interface ChannelFieldsProps {
  channel: NewChannel;
  change: (wanted: Partial<NewChannel>) => void;
  at: (...fields: string[]) => string | null;
}

function ChannelFields({ channel, change, at }: ChannelFieldsProps) {
  const text = useText();
  const needs = needsNetwork(channel.kind);
  const networks: readonly SocialNetwork[] = needs === 'store' ? STORES : NETWORKS;
  return (
    <>
      <div className="form-grid">
        <SelectField
          label={text('official.kind')}
          value={channel.kind}
          onChange={(kind) => change({ kind, network: kind === 'handle' ? NETWORKS[0] : kind === 'app' ? STORES[0] : null })}
          error={at('kind')}
          options={CHANNEL_KINDS.map((each) => [each, text(`official.kind_one.${each}`)] as const)}
        />
        {needs && (
          <SelectField
            label={text(needs === 'store' ? 'official.store' : 'official.network')}
            value={channel.network ?? networks[0]!}
            onChange={(network) => change({ network })}
            error={at('network')}
            options={networks.map((each) => [each, text(`official.network.${each}`)] as const)}
          />
        )}
      </div>
      <Field
        label={text(`official.value.${channel.kind}`)}
        isRequired
        autoFocus
        value={channel.value}
        onChange={(value) => change({ value })}
        error={at('value')}
        help={channel.kind === 'brand' ? text('official.brand_help') : undefined}
        input={{ spellCheck: 'false', autoCapitalize: 'none', dir: 'ltr', maxLength: 300 }}
      />
      {channel.kind === 'site' && <Tick label={text('official.below')} value={channel.with_below ?? false} onChange={(with_below) => change({ with_below })} />}
      <Field label={text('official.label')} isRequired value={channel.label} onChange={(label) => change({ label })} error={at('label')} help={text('official.label_help')} input={{ maxLength: 120, dir: 'auto' }} />
      <div className="form-grid">
        <Field label={text('official.note_zh')} value={channel.note_zh ?? ''} onChange={(note_zh) => change({ note_zh })} error={at('note_zh')} input={{ maxLength: 300, dir: 'auto' }} />
        <Field label={text('official.note_en')} value={channel.note_en ?? ''} onChange={(note_en) => change({ note_en })} error={at('note_en')} input={{ maxLength: 300, dir: 'auto' }} />
        <SelectField
          label={text('official.serves')}
          value={channel.language ?? ''}
          onChange={(language) => change({ language: language || null })}
          options={[['', text('official.everybody')], ...LANGUAGES.map((each) => [each, text(`language.${each}`)] as const)]}
        />
        <Field label={text('official.region')} value={channel.region ?? ''} onChange={(region) => change({ region })} error={at('region')} help={text('official.region_help')} input={{ maxLength: 8, dir: 'ltr', spellCheck: 'false' }} />
      </div>
    </>
  );
}
