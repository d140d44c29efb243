// Personal fields beside a conversation: masked; one at a time shown for a purpose, for minutes, with a clock.
import { useCallback, useEffect, useId, useRef, useState, type RefObject } from 'react';
import { Check, Copy, Eye, EyeOff, Timer } from 'lucide-react';
import type { Conversation, Id } from '@ombud/shared/api';
import { readPersonal, type MaskedField } from '@ombud/shared/insiders';
import { Button, IconButton } from '@ombud/ui/button';
import { useStore } from '@ombud/ui/store';
import { useTicking } from '@ombud/ui/time';
import { announce } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { useText } from '../text';
import { Waiting } from '../ui/waiting';
import { useCopyWatch } from './confidential';
import type { Shown } from './insiders';
import { RevealWindow } from './reveal-window';
import { fieldName, minutesLeft } from './reveal-words';

const SAID_FOR = 2_000;

interface PersonalProps {
  conversation: Conversation;
  /** Of its customer, or of whoever complains in it. */
  of?: 'customer' | 'complaint';
  /** Another one: they are read anew. */
  revision?: number;
}

const ofComplaint = ({ name }: MaskedField) => name.startsWith('complaint_');

export function Personal({ conversation, of = 'customer', revision = 0 }: PersonalProps) {
  const text = useText();
  const desk = useDesk();
  const { http, insiders } = desk;
  const { id, status } = conversation;
  const title = useId();
  // eslint-disable-next-line react-hooks/exhaustive-deps -- what there is, and what of it may be revealed, depends on these
  const load = useCallback(() => readPersonal(http, id), [http, id, status, revision]);
  const loaded = useLoaded(load);
  const shown = useStore(insiders.shown).filter((each) => each.conversation === id);
  const [asking, setAsking] = useState<string | null>(null);
  const pane = useRef<HTMLElement>(null);
  const known = loaded.value;
  const fields = known?.fields.filter((field) => ofComplaint(field) === (of === 'complaint')) ?? [];
  const whyNot = (field: MaskedField) => (desk.can('reveal') ? field.why_not : 'permission');
  const why = fields.map(whyNot).find((each) => each !== null);
  if (loaded.error !== null) return <Waiting of={loaded} rows={1} />;
  if (!known || fields.length === 0) return null;
  return (
    <section className="personal" aria-labelledby={title} data-confidential ref={pane}>
      <Watched pane={pane} conversation={id} />
      <h3 id={title}>{text(of === 'complaint' ? 'complaints.contacts' : 'personal.title')}</h3>
      <ul>
        {fields.map((field) => (
          <li key={field.name}>
            <Line field={field} shown={shown.find((each) => each.field === field.name) ?? null} ask={whyNot(field) === null ? () => setAsking(field.name) : null} />
          </li>
        ))}
      </ul>
      {why && <p className="quiet">{text(`personal.why_not.${why}`)}</p>}
      {asking !== null && (
        <RevealWindow
          conversation={conversation}
          field={asking}
          left={known.reveals_left ?? null}
          onClose={() => setAsking(null)}
          onRevealed={() => {
            setAsking(null);
            loaded.again();
            // Its line in the log, also where the live connection is down.
            void desk.conversation(id).catchUp();
          }}
        />
      )}
    </section>
  );
}

/** The pane exists only while it has something to show. */
function Watched({ pane, conversation }: { pane: RefObject<HTMLElement | null>; conversation: Id }) {
  useCopyWatch(pane, conversation, 'field');
  return null;
}

function Line({ field, shown, ask }: { field: MaskedField; shown: Shown | null; ask: (() => void) | null }) {
  const text = useText();
  const over = useTicking((now) => String(shown === null || shown.until <= now)) === 'true';
  const name = fieldName(text, field.name);
  return (
    <div className="personal-field" data-shown={(shown !== null && !over) || undefined}>
      <span className="quiet">{name}</span>
      {shown === null || over ? (
        <>
          <code dir="ltr">{field.masked}</code>
          {ask && (
            <button type="button" className="reveal" aria-label={text('personal.reveal_named', { field: name })} onClick={ask}>
              <Eye size={14} aria-hidden="true" />
              {text('personal.reveal')}
            </button>
          )}
        </>
      ) : (
        <Value shown={shown} name={name} />
      )}
    </div>
  );
}

function Value({ shown, name }: { shown: Shown; name: string }) {
  const text = useText();
  const { insiders } = useDesk();
  const [copied, setCopied] = useState(false);
  const left = useTicking((now) => minutesLeft(shown.until - now));
  useEffect(() => {
    announce(text('personal.shown', { field: name }));
    // Said once for each value.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [shown]);
  const copy = async () => {
    await navigator.clipboard.writeText(shown.value);
    insiders.copies.tell(shown.conversation, 'field', Array.from(shown.value).length);
    setCopied(true);
    setTimeout(() => setCopied(false), SAID_FOR);
  };
  return (
    <>
      <code dir="ltr" className="revealed">
        {shown.value}
      </code>
      <span className="reveal-clock" role="timer">
        <Timer size={14} aria-hidden="true" />
        {text('personal.left', { time: left })}
      </span>
      <span className="reveal-acts">
        {'clipboard' in navigator && (
          <IconButton label={text(copied ? 'act.copied' : 'personal.copy')} onPress={() => void copy()}>
            {copied ? <Check size={14} /> : <Copy size={14} />}
          </IconButton>
        )}
        <Button kind="quiet" onPress={() => insiders.hide(shown.conversation, shown.field)}>
          <EyeOff size={14} aria-hidden="true" />
          {text('personal.hide')}
        </Button>
      </span>
    </>
  );
}
