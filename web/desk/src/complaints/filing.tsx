// Registering a conversation as a complaint, and correcting what was registered.
import { useState } from 'react';
import { LANGUAGES } from '@ombud/shared/i18n';
import type { Conversation, Entry, Language } from '@ombud/shared/api';
import {
  COMPLAINT_TOPICS, correctComplaint, LONGEST_LINE, LONGEST_TEXT, MOST_DOCUMENTS, registerComplaint, SERVICES,
  type Complaint, type ComplaintDocument, type ComplaintTopic, type Details, type Service,
} from '@ombud/shared/complaints';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { Field } from '@ombud/ui/field';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime } from '@ombud/ui/time';
import { useDesk } from '../desk';
import { useText } from '../text';
import { AreaField, SelectField, Tick } from '../ui/inputs';
import { useClientId } from './panel';
import { changed, DETAIL_LINES, DETAIL_TEXTS, filesOf, inFields, REPRESENTATIVE_LINES, restOf, type DetailField, type TypedRest } from './words';

const FIELDS = [...[...DETAIL_LINES, ...DETAIL_TEXTS].map((field) => 'details.' + field), ...REPRESENTATIVE_LINES.map((line) => 'details.representative.' + line), 'details.representative.power', 'details.documents'];
type Typed = Record<DetailField, string>;
const typedOf = (details: Partial<Details>): Typed =>
  Object.fromEntries([...DETAIL_LINES, ...DETAIL_TEXTS].map((field) => [field, details[field] ?? ''])) as Typed;

interface KindsProps {
  language: Language;
  service: Service;
  topic: ComplaintTopic;
  onLanguage: (language: Language) => void;
  onService: (service: Service) => void;
  onTopic: (topic: ComplaintTopic) => void;
}

function Kinds({ language, service, topic, onLanguage, onService, onTopic }: KindsProps) {
  const text = useText();
  return (
    <div className="complaint-kinds">
      <SelectField label={text('complaints.field.service')} value={service} options={SERVICES.map((each) => [each, text(`complaints.service.${each}`)] as const)} onChange={onService} />
      <SelectField label={text('complaints.field.topic')} value={topic} options={COMPLAINT_TOPICS.map((each) => [each, text(`complaints.topic.${each}`)] as const)} onChange={onTopic} />
      <SelectField label={text('complaints.field.language')} value={language} options={LANGUAGES.map((each) => [each, text(`language.${each}`)] as const)} onChange={onLanguage} />
    </div>
  );
}

interface DetailsProps { typed: Typed; onChange: (typed: Typed) => void; at: (...fields: string[]) => string | null; language: Language }

function DetailFields({ typed, onChange, at, language }: DetailsProps) {
  const text = useText();
  const put = (field: DetailField) => (value: string) => onChange({ ...typed, [field]: value });
  return (
    <>
      {(['subject', 'description', 'event_dates', 'service_reference', 'damage', 'comments', 'written_in', 'name', 'client_reference', 'address', 'phone', 'email'] as const).map((field) =>
        (DETAIL_TEXTS as readonly string[]).includes(field) ? (
          <AreaField key={field} label={text(`complaints.field.${field}`)} lang={language} rows={field === 'description' ? 6 : 2} longest={LONGEST_TEXT} required={field === 'description'} value={typed[field]} error={at('details.' + field)} onChange={put(field)} />
        ) : (
          <Field key={field} label={text(`complaints.field.${field}`)} value={typed[field]} help={field === 'written_in' ? text('complaints.written_in_help') : undefined} error={at('details.' + field)} isRequired={field === 'subject'} input={{ maxLength: LONGEST_LINE, dir: 'auto' }} onChange={put(field)} />
        ),
      )}
    </>
  );
}

interface RestProps { rest: TypedRest; onChange: (rest: TypedRest) => void; at: (...fields: string[]) => string | null; files: readonly ComplaintDocument[] }

/** Documents among the files of the conversation, and whoever speaks for the complainant. */
function RestFields({ rest, onChange, at, files }: RestProps) {
  const text = useText();
  const { representative } = rest;
  return (
    <>
      <Files label={text('complaints.field.documents')} files={files} chosen={rest.documents} error={at('details.documents')} onChange={(documents) => onChange({ ...rest, documents })} />
      <details className="complaint-representative" open={representative.name !== '' || rest.power.length > 0 || undefined}>
        <summary>{text('complaints.field.representative')}</summary>
        {REPRESENTATIVE_LINES.map((line) => (
          <Field
            key={line}
            label={text(`complaints.field.rep_${line}`)}
            value={representative[line]}
            error={at('details.representative.' + line)}
            input={{ maxLength: LONGEST_LINE, dir: 'auto' }}
            onChange={(value) => onChange({ ...rest, representative: { ...representative, [line]: value } })}
          />
        ))}
        <Files label={text('complaints.field.power')} files={files} chosen={rest.power} error={at('details.representative.power')} onChange={(power) => onChange({ ...rest, power })} />
      </details>
    </>
  );
}

interface FilesProps { label: string; files: readonly ComplaintDocument[]; chosen: readonly string[]; error: string | null; onChange: (chosen: readonly string[]) => void }

function Files({ label, files, chosen, error, onChange }: FilesProps) {
  const text = useText();
  return (
    <fieldset className="choices complaint-files">
      <legend>{label}</legend>
      {files.length === 0 && <p className="quiet">{text('complaints.no_files')}</p>}
      {files.map(({ id, name }) => (
        <Tick key={id} label={<bdi>{name}</bdi>} value={chosen.includes(id)} onChange={(on) => onChange(on ? [...chosen, id] : chosen.filter((each) => each !== id))} />
      ))}
      {error && (
        <small className="field-error" role="alert">
          {error}
        </small>
      )}
    </fieldset>
  );
}

interface RegisterProps { conversation: Conversation; entries: readonly Entry[]; onClose: () => void; onDone: (complaint: Complaint) => void }

/** What the conversation says already is not asked for again. */
export function RegisterWindow({ conversation, entries, onClose, onDone }: RegisterProps) {
  const text = useText();
  const shown = useLanguage();
  const { http } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const client_id = useClientId();
  const theirs = entries.filter(({ author, kind, body }) => author.kind === 'customer' && (kind === 'message' || kind === 'intake') && body !== '');
  const [language, setLanguage] = useState<Language>(conversation.language);
  const [service, setService] = useState<Service>('other');
  const [topic, setTopic] = useState<ComplaintTopic>('other');
  const [came, setCame] = useState('');
  const [typed, setTyped] = useState<Typed>(() => typedOf({ name: conversation.customer.name, ...inFields(theirs[0]?.body ?? '') }));
  const files = filesOf(entries, null);
  const [rest, setRest] = useState<TypedRest>(() => {
    const theirsOnly = filesOf(entries.filter(({ author }) => author.kind === 'customer'), null);
    return restOf({ representative: null, documents: theirsOnly.slice(0, MOST_DOCUMENTS) });
  });
  const submit = async () => {
    const { subject, description, ...others } = typed;
    const told = Object.fromEntries(Object.entries(others).filter(([, value]) => value.trim() !== ''));
    const named = (ids: readonly string[]) => files.filter(({ id }) => ids.includes(id));
    onDone(
      await registerComplaint(http, conversation.id, {
        client_id, language, service, topic,
        details: { ...told, subject, description, documents: named(rest.documents), representative: { ...rest.representative, power: named(rest.power) } },
        ...(came === '' ? {} : { received_seq: Number(came) }),
      }),
    );
  };
  return (
    <Dialog title={text('complaints.register')} size="wide" onClose={onClose}>
      <p className="quiet">{text('complaints.register_why')}</p>
      <Form act={act} submit={submit} label={text('complaints.register')} fields={FIELDS} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <Kinds language={language} service={service} topic={topic} onLanguage={setLanguage} onService={setService} onTopic={setTopic} />
        <SelectField
          label={text('complaints.came')}
          value={came}
          options={[['', text('complaints.came_beginning')] as const, ...theirs.map(({ seq, posted_at }) => [String(seq), text('complaints.came_entry', { time: dateAndTime(shown, posted_at) })] as const)]}
          onChange={(seq) => {
            setCame(seq);
            const said = theirs.find((entry) => String(entry.seq) === seq);
            if (said && theirs.some(({ body }) => inFields(body).description === typed.description)) setTyped({ ...typed, ...inFields(said.body) });
          }}
        />
        <DetailFields typed={typed} at={at} language={language} onChange={setTyped} />
        <RestFields rest={rest} files={files} at={at} onChange={setRest} />
      </Form>
    </Dialog>
  );
}

interface CorrectProps { complaint: Complaint; entries: readonly Entry[]; onClose: () => void; onDone: (complaint: Complaint) => void }

export function CorrectWindow({ complaint, entries, onClose, onDone }: CorrectProps) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const client_id = useClientId();
  const [language, setLanguage] = useState(complaint.language);
  const [service, setService] = useState(complaint.service);
  const [topic, setTopic] = useState(complaint.topic);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState<Typed>(() => typedOf(complaint.details ?? {}));
  const files = filesOf(entries, complaint.details);
  const [rest, setRest] = useState<TypedRest>(() => restOf(complaint.details ?? { documents: [] }));
  const submit = async () => {
    const details = complaint.details ? changed(complaint.details, typed, rest, files) : {};
    onDone(await correctComplaint(http, complaint.conversation_id, { client_id, revision: complaint.revision, reason, language, service, topic, details }));
  };
  return (
    <Dialog title={`${text('complaints.act.corrected')} · ${complaint.reference}`} size="wide" onClose={onClose}>
      <p className="quiet">{text('complaints.correct_help')}</p>
      <Form act={act} submit={submit} label={text('complaints.save')} fields={[...FIELDS, 'reason']} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <Kinds language={language} service={service} topic={topic} onLanguage={setLanguage} onService={setService} onTopic={setTopic} />
        <DetailFields typed={typed} at={at} language={language} onChange={setTyped} />
        <RestFields rest={rest} files={files} at={at} onChange={setRest} />
        <AreaField label={text('complaints.correct_reason')} help={text('complaints.correct_reason_help')} longest={500} required value={reason} error={at('reason')} onChange={setReason} />
      </Form>
    </Dialog>
  );
}
