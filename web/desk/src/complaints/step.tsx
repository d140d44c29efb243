// One step of a complaint: what it needs, the letter that goes out with it, then the act.
import { useState } from 'react';
import { LONGEST_TEXT, previewLetter, takeStep, type Complaint, type TakenKind, type TakeStep } from '@ombud/shared/complaints';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { useDesk } from '../desk';
import { useText } from '../text';
import { AreaField, MomentField, SelectField } from '../ui/inputs';
import { PointsRead, useClientId } from './panel';
import { isOpen, needsAnother } from './words';

interface StepProps {
  complaint: Complaint;
  kind: TakenKind;
  title: string;
  onClose: () => void;
  onDone: (complaint: Complaint) => void;
}

export function StepWindow({ complaint, kind, title, onClose, onDone }: StepProps) {
  const text = useText();
  const { http, me } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const client_id = useClientId();
  const [admissible, setAdmissible] = useState<'yes' | 'no' | 'open'>(kind === 'acknowledged' ? 'open' : 'yes');
  const [words, setWords] = useState('');
  const [until, setUntil] = useState('');
  const [letter, setLetter] = useState<string | null>(null);
  const decides = kind === 'acknowledged' || kind === 'decided';
  const ends = kind === 'closed' && isOpen(complaint.stage);
  const withdrawn = ends && complaint.details !== null;
  const asksReasons = (decides && admissible === 'no') || kind === 'extended' || withdrawn;
  const refuses = kind === 'answered' || ends || (decides && admissible === 'no');
  const refused = refuses && needsAnother(complaint, kind, me.id);
  const writes = kind !== 'investigated' && (kind !== 'closed' || withdrawn);
  const wanted = (): TakeStep => ({
    client_id,
    revision: complaint.revision,
    kind,
    ...(decides && admissible !== 'open' ? { admissible: admissible === 'yes' } : {}),
    ...(asksReasons ? { reasons: words } : {}),
    ...(kind === 'investigated' ? { finding: words } : {}),
    ...(kind === 'extended' ? { until } : {}),
  });
  /** First the letter is looked at, then it is sent as it was shown. */
  const submit = async () => {
    if (writes && letter === null) setLetter((await previewLetter(http, complaint.conversation_id, wanted())).body);
    else onDone(await takeStep(http, complaint.conversation_id, wanted()));
  };
  const change = () => {
    setLetter(null);
    act.forget();
  };
  const label = writes ? text(letter === null ? 'complaints.preview' : 'complaints.send') : text('complaints.record');
  const choices = (kind === 'decided' ? ['yes', 'no'] : ['open', 'yes', 'no']) as readonly ('yes' | 'no' | 'open')[];
  return (
    <Dialog title={`${title} · ${complaint.reference}`} size="wide" onClose={onClose}>
      {refused && (
        <p className="notice" data-tone="wait">
          {text(kind === 'answered' ? 'complaints.second' : 'complaints.second_refusal')}
        </p>
      )}
      <Form act={act} submit={submit} label={label} fields={['reasons', 'finding', 'until', 'admissible']} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        {decides && (
          <SelectField
            label={text('complaints.admissible')}
            value={admissible}
            options={choices.map((each) => [each, text(`complaints.admissible.${each}`)] as const)}
            onChange={(value) => {
              setAdmissible(value);
              change();
            }}
          />
        )}
        {kind === 'extended' && (
          <MomentField
            type="date"
            label={text('complaints.until')}
            help={complaint.due === 'late' ? text('complaints.until_late') : undefined}
            value={until}
            error={at('until')}
            onChange={(value) => {
              setUntil(value);
              change();
            }}
          />
        )}
        {(asksReasons || kind === 'investigated') && (
          <AreaField
            label={text(kind === 'investigated' ? 'complaints.finding' : 'complaints.reasons')}
            help={text(kind === 'investigated' ? 'complaints.finding_help' : 'complaints.reasons_help')}
            rows={6}
            lang={kind === 'investigated' ? undefined : complaint.language}
            longest={LONGEST_TEXT}
            required
            value={words}
            error={at('reasons', 'finding')}
            onChange={(value) => {
              setWords(value);
              change();
            }}
          />
        )}
        {kind === 'answered' && letter === null && <PointsRead points={complaint.points} />}
        {kind === 'closed' && !withdrawn && <p>{text('complaints.close_sure')}</p>}
        {letter !== null && (
          <>
            <p>{text('complaints.preview_of', { language: text(`language.${complaint.language}`) })}</p>
            <pre className="complaint-letter" lang={complaint.language} tabIndex={0} role="region" aria-label={text('complaints.letter')}>
              {letter}
            </pre>
          </>
        )}
      </Form>
    </Dialog>
  );
}
