// What letters to complainants say of us, and in whose days limits are counted.
import { useCallback, useState } from 'react';
import { readTerms, setTerms, type ComplaintTerms } from '@ombud/shared/complaints';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { Field } from '@ombud/ui/field';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { useText } from '../text';
import { AreaField } from '../ui/inputs';
import { Waiting } from '../ui/waiting';

const LONGEST = 2000;
const TEXTS = ['contact_en', 'contact_zh', 'remedies_en', 'remedies_zh'] as const;

export function TermsWindow({ onClose }: { onClose: () => void }) {
  const text = useText();
  const { http } = useDesk();
  const loaded = useLoaded(useCallback(() => readTerms(http), [http]));
  return (
    <Dialog title={text('complaints.terms')} size="wide" onClose={onClose}>
      <Waiting of={loaded} />
      {loaded.value && <Terms known={loaded.value} onClose={onClose} />}
    </Dialog>
  );
}

function Terms({ known, onClose }: { known: ComplaintTerms; onClose: () => void }) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const [terms, set] = useState(known);
  const submit = async () => {
    await setTerms(http, terms);
    toast(text('complaints.saved'));
    onClose();
  };
  return (
    <Form act={act} submit={submit} label={text('complaints.save')} fields={['zone', ...TEXTS]} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
      <p className="quiet">{text('complaints.terms_about')}</p>
      {TEXTS.map((name) => (
        <AreaField key={name} label={text(`complaints.${name}`)} lang={name.endsWith('en') ? 'en' : 'zh-CN'} rows={3} longest={LONGEST} value={terms[name]} error={at(name)} onChange={(value) => set({ ...terms, [name]: value })} />
      ))}
      <Field label={text('complaints.zone')} help={text('complaints.zone_help')} value={terms.zone} error={at('zone')} input={{ dir: 'ltr', spellCheck: 'false', maxLength: 64 }} onChange={(zone) => set({ ...terms, zone })} />
    </Form>
  );
}
