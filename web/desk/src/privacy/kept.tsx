// What is kept of a conversation's customer: placing a hold, asking for a copy of it or for its end. Folded away: never beside a daily act.
import { useCallback, useEffect, useState } from 'react';
import { Archive } from 'lucide-react';
import type { Id } from '@ombud/shared/api';
import {
  askErasure, askExport, BASES, LONGEST_HOLD_REASON, placeHold, readKept, SHORTEST_HOLD_REASON, type Basis, type Kept as KeptOf,
} from '@ombud/shared/privacy';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { useText } from '../text';
import { AreaField, MomentField, SelectField } from '../ui/inputs';
import { Sure } from '../ui/sure';
import { Waiting } from '../ui/waiting';
import { isUnderWay, Job } from './job';

const LOOKED_EVERY = 3_000;

export function Kept({ conversation }: { conversation: Id }) {
  const text = useText();
  const [open, setOpen] = useState(false);
  return (
    <details className="kept" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Archive size={14} aria-hidden="true" />
        {text('kept.title')}
      </summary>
      {open && <Inside conversation={conversation} />}
    </details>
  );
}

function Inside({ conversation }: { conversation: Id }) {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const loaded = useLoaded(useCallback(() => readKept(http, conversation), [http, conversation]));
  const [wish, setWish] = useState<'hold' | 'export' | 'erasure' | null>(null);
  const kept = loaded.value;
  const { again } = loaded;
  const busy = kept?.jobs.some(isUnderWay) ?? false;
  useEffect(() => {
    if (!busy) return;
    const timer = setInterval(again, LOOKED_EVERY);
    return () => clearInterval(timer);
  }, [busy, again]);
  const close = () => setWish(null);
  return (
    <div className="kept-inside">
      <Waiting of={loaded} rows={2} />
      {kept && (
        <>
          <p className="quiet">{kept.erased ? text('kept.erased') : text('kept.about', { count: kept.conversations })}</p>
          {kept.hold && (
            <div className="notice" data-tone="wait">
              <p>{kept.hold.until ? text('kept.held_until', { at: dateAndTime(language, kept.hold.until) }) : text('kept.held')}</p>
              <p dir="auto">{kept.hold.reason}</p>
            </div>
          )}
          {!kept.erased && (
            <div className="kept-acts">
              <Button onPress={() => setWish('export')}>{text('kept.export')}</Button>
              {!kept.hold && <Button onPress={() => setWish('hold')}>{text('kept.hold')}</Button>}
              {!kept.hold && (
                <Button kind="quiet" onPress={() => setWish('erasure')}>
                  {text('kept.erase')}
                </Button>
              )}
            </div>
          )}
          {kept.jobs.map((job) => (
            <Job key={job.id} job={job} onChanged={again} />
          ))}
        </>
      )}
      {wish === 'export' && (
        <Sure
          title={text('kept.export')}
          label={text('kept.export_do')}
          kind="primary"
          onClose={close}
          run={async () => {
            await askExport(http, conversation);
            toast(text('kept.export_begun'));
            again();
          }}
        >
          <p>{text('kept.export_why')}</p>
        </Sure>
      )}
      {wish === 'hold' && <HoldWindow conversation={conversation} onClose={close} onPlaced={again} />}
      {wish === 'erasure' && kept && <ErasureWindow conversation={conversation} kept={kept} onClose={close} onAsked={again} />}
    </div>
  );
}

function HoldWindow({ conversation, onClose, onPlaced }: { conversation: Id; onClose: () => void; onPlaced: () => void }) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const [tried, setTried] = useState(false);
  const tooShort = Array.from(reason.trim()).length < SHORTEST_HOLD_REASON;
  const submit = async () => {
    setTried(true);
    if (tooShort) return;
    await placeHold(http, conversation, { reason: reason.trim(), ...(until && { until: new Date(until).toISOString() }) });
    toast(text('kept.hold_placed'));
    onPlaced();
    onClose();
  };
  return (
    <Dialog title={text('kept.hold')} onClose={onClose}>
      <Form
        act={act}
        submit={submit}
        label={text('kept.hold')}
        fields={['reason', 'until', 'hold']}
        more={<Button onPress={onClose}>{text('act.cancel')}</Button>}
      >
        <p>{text('kept.hold_why')}</p>
        <AreaField
          label={text('kept.reason')}
          rows={3}
          longest={LONGEST_HOLD_REASON}
          required
          value={reason}
          onChange={(value) => {
            setReason(value);
            act.forget();
          }}
          error={tried && tooShort ? text('problem.reason.too_short') : at('reason')}
        />
        <MomentField label={text('kept.until')} help={text('kept.until_help')} value={until} onChange={setUntil} error={at('until', 'hold')} />
      </Form>
    </Dialog>
  );
}

function ErasureWindow({ conversation, kept, onClose, onAsked }: { conversation: Id; kept: KeptOf; onClose: () => void; onAsked: () => void }) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const [basis, setBasis] = useState<Basis>('asked');
  const submit = async () => {
    await askErasure(http, conversation, basis);
    toast(text('kept.erasure_asked'));
    onAsked();
    onClose();
  };
  return (
    <Dialog role="alertdialog" title={text('kept.erase')} onClose={onClose}>
      <Form act={act} submit={submit} kind="danger" label={text('kept.erase_ask')} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <p>{text('kept.erase_what', { count: kept.conversations })}</p>
        <p>{text('kept.erase_who')}</p>
        {kept.account_stays && <p>{text('kept.account_stays')}</p>}
        <SelectField
          label={text('kept.basis')}
          value={basis}
          onChange={setBasis}
          options={BASES.map((each) => [each, text(`privacy.basis.${each}`)] as const)}
        />
      </Form>
    </Dialog>
  );
}
