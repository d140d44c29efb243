// Tying a conversation to another one: which, how, what will come of it, and the way back.
import { useEffect, useState } from 'react';
import { Check, CircleAlert, TriangleAlert } from 'lucide-react';
import { newClientId, Problem, type Conversation, type Id } from '@ombud/shared/api';
import { endTie, makeTie, previewTie, type TiePreview } from '@ombud/shared/ties';
import { Form, useAct } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { Field } from '@ombud/ui/field';
import { useSelected } from '@ombud/ui/store';
import { announce, toast } from '@ombud/ui/toast';
import { nameOf } from '../conversation/case-words';
import { useDesk } from '../desk';
import { go, inboxPath } from '../route';
import { isKey, problemText, textIn, textNow, useText } from '../text';
import { StatusChip } from '../ui/chips';
import { AreaField, Tick } from '../ui/inputs';
import { referenceIn } from './reference';

type Kind = 'related' | 'merged';
/** Of the same customer, offered without typing. */
const OFFERED = 5;

export default function TieWindow({ conversation, onClose }: { conversation: Id; onClose: () => void }) {
  const text = useText();
  const desk = useDesk();
  const open = desk.conversation(conversation).state.get().conversation;
  return (
    <Dialog title={text('ties.title')} onClose={onClose}>
      {open && <TieForm conversation={open} onClose={onClose} />}
    </Dialog>
  );
}

function TieForm({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const text = useText();
  const desk = useDesk();
  const act = useAct();
  const [typed, setTyped] = useState('');
  const [kind, setKind] = useState<Kind>('related');
  const [tells, setTells] = useState(true);
  // A retry repeats it.
  const [client_id] = useState(newClientId);
  const reference = referenceIn(typed);
  const { preview, problem } = usePreview(conversation.id, reference);
  const merges = kind === 'merged';
  const [message, setMessage] = useState<string | null>(null);
  const said = message ?? (preview ? textIn(conversation.language)('ties.message', { reference: preview.other.reference }) : '');
  const why = preview && (merges ? preview.why_not_merged : preview.why_not_related);

  const submit = async () => {
    if (!preview || why !== null) return Promise.reject(new Problem(why ?? 'reference.unknown', 422, 'reference'));
    const { id } = conversation;
    const ties = desk.conversation(id).ties;
    const tie = await makeTie(desk.http, id, { kind, reference: preview.other.reference, ...(merges && tells ? { message: said.trim() } : {}) }, client_id);
    await ties.loadTies();
    const done = text(merges ? 'ties.merged' : 'ties.linked', { reference: tie.other.reference });
    announce(done);
    const undo = async () => {
      await endTie(desk.http, id, tie.id);
      await ties.loadTies();
      if (merges) go(inboxPath('all', id));
    };
    toast(done, 'plain', {
      label: text('handling.undo'),
      run: () => void undo().catch((error: unknown) => toast(problemText(textNow(), error), 'danger')),
    });
    onClose();
    if (merges) go(inboxPath('all', tie.other.id));
  };
  return (
    <Form
      act={act}
      submit={submit}
      label={text(merges ? 'ties.merge' : 'ties.link')}
      fields={['reference']}
      more={<Button onPress={onClose}>{text('act.cancel')}</Button>}
    >
      <Field
        label={text('ties.reference')}
        help={text('ties.reference_help')}
        autoFocus
        value={typed}
        onChange={setTyped}
        error={problem ?? (act.error instanceof Problem && act.error.field === 'reference' ? problemText(text, act.error) : null)}
        input={{ spellCheck: 'false', autoCapitalize: 'characters', dir: 'ltr', maxLength: 60 }}
      />
      {reference === null && <Offered conversation={conversation} onChoose={setTyped} />}
      {preview && (
        <>
          <div className="tie-other">
            <code>{preview.other.reference}</code>
            <StatusChip status={preview.other.status} />
            {preview.other.topic && <span>{nameOf(text, 'topic.', preview.other.topic)}</span>}
            <span className="quiet">{text(preview.other.same_customer ? 'ties.same_customer' : 'ties.other_customer')}</span>
          </div>
          <fieldset className="choices">
            <legend>{text('ties.how')}</legend>
            {(['related', 'merged'] as const).map((each) => (
              <label key={each} className="choice">
                <input type="radio" name="kind" value={each} checked={kind === each} onChange={() => setKind(each)} />
                <span>
                  <strong>{text(`ties.kind.${each}`)}</strong>
                  <small>{text(`ties.kind.${each}_help`)}</small>
                </span>
              </label>
            ))}
          </fieldset>
          {why !== null && (
            <p className="notice" data-tone="wait" role="status">
              <CircleAlert size={16} aria-hidden="true" />
              {text(isKey('problem.' + why) ? (`problem.${why}` as 'problem.tie.exists') : 'problem.tie.exists')}
            </p>
          )}
          {merges && why === null && (
            <>
              <ul className="will">
                {(['ends', 'later', 'kept'] as const).map((each) => (
                  <li key={each}>
                    <Check size={14} aria-hidden="true" />
                    {text(`ties.will.${each}`, { reference: preview.other.reference })}
                  </li>
                ))}
                {tells && (
                  <li data-tone="danger">
                    <TriangleAlert size={14} aria-hidden="true" />
                    {text('ties.will.said')}
                  </li>
                )}
              </ul>
              <Tick label={text('ties.tell')} value={tells} onChange={setTells} />
              {tells && <AreaField label={text('ties.message_label')} lang={conversation.language} value={said} onChange={setMessage} longest={4000} required />}
            </>
          )}
        </>
      )}
    </Form>
  );
}

/** The other conversations of the same customer that are in sight. */
function Offered({ conversation, onChoose }: { conversation: Conversation; onChoose: (reference: string) => void }) {
  const text = useText();
  const { inbox } = useDesk();
  const rows = useSelected(inbox.rows, (all) => all);
  const theirs = [...rows.values()].map((row) => row.conversation).filter(({ id, customer }) => id !== conversation.id && customer.id === conversation.customer.id);
  if (theirs.length === 0) return null;
  return (
    <div className="tie-offered">
      <p id="tie-offered">{text('ties.offered')}</p>
      <ul aria-labelledby="tie-offered">
        {theirs.slice(0, OFFERED).map(({ id, reference, status, topic }) => (
          <li key={id}>
            <button type="button" onClick={() => onChoose(reference)}>
              <code>{reference}</code>
              <StatusChip status={status} />
              {topic && <span>{nameOf(text, 'topic.', topic)}</span>}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What a tie to it would come to, asked for once its reference is whole. */
function usePreview(id: Id, reference: string | null): { preview: TiePreview | null; problem: string | null } {
  const text = useText();
  const { http } = useDesk();
  const [told, setTold] = useState<{ of: string; preview: TiePreview | null; error: unknown } | null>(null);
  useEffect(() => {
    if (reference === null) return;
    let here = true;
    previewTie(http, id, reference).then(
      (preview) => here && setTold({ of: reference, preview, error: null }),
      (error: unknown) => here && setTold({ of: reference, preview: null, error }),
    );
    return () => {
      here = false;
    };
  }, [http, id, reference]);
  if (told === null || told.of !== reference) return { preview: null, problem: null };
  return { preview: told.preview, problem: told.error === null ? null : problemText(text, told.error) };
}
