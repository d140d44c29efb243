// One letter that became no conversation, whole, and what to do about it.
import { useCallback, useEffect, useState } from 'react';
import { ArrowLeft, CircleCheck, Clock, MessageSquarePlus } from 'lucide-react';
import type { Id } from '@ombud/shared/api';
import { dismissReceived, readAgain, readReceived, type ReceivedLetter, type ReceivedRow } from '@ombud/shared/mail';
import { Trouble, useAct } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { exactTime } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { fileSize } from '../conversation/attachments';
import { BeliefMark } from '../conversation/letter';
import { LetterFiles, LetterFrame, LetterHeaders, LetterLinks, LetterMarks } from '../conversation/letter-original';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { go, inboxPath, mailPath } from '../route';
import { useText, withoutMarks } from '../text';
import { Sure } from '../ui/sure';
import { Waiting } from '../ui/waiting';

const LOOK_EVERY = 1_000;
/** It is read within seconds, or waits for something that we cannot see from here. */
const LOOKS = 30;

export function OpenReceived({ id, onChanged }: { id: Id; onChanged: () => void }) {
  const text = useText();
  const { http } = useDesk();
  const load = useCallback(() => readReceived(http, id), [http, id]);
  const loaded = useLoaded(load);
  const received = loaded.value;
  return (
    <section className="page mail received" aria-labelledby="received-title">
      <a className="back" href={mailPath('set-aside')}>
        <ArrowLeft size={16} aria-hidden="true" />
        {text('received.back')}
      </a>
      <Waiting of={loaded} />
      {received === null && <h1 id="received-title" className="hidden">{text('received.title')}</h1>}
      {received && <Whole received={received} set={loaded.set} onChanged={onChanged} />}
    </section>
  );
}

interface WholeProps {
  received: ReceivedLetter;
  set: (received: ReceivedLetter) => void;
  onChanged: () => void;
}

function Whole({ received, set, onChanged }: WholeProps) {
  const text = useText();
  const language = useLanguage();
  const { letter, belief, raw_bytes, spam_score } = received;
  return (
    <>
      <header>
        <div>
          <h1 id="received-title" dir="auto">
            {letter.subject ?? text('aside.no_subject')}
          </h1>
          <p className="received-from">
            <bdi>{letter.sender ?? text('aside.no_sender')}</bdi>
            <BeliefMark belief={belief} />
          </p>
          <p>
            <time dateTime={letter.received_at}>{exactTime(language, letter.received_at)}</time>
            {' · '}
            {letter.mailbox === null ? text('received.handed_over') : <bdi>{letter.mailbox}</bdi>}
            {' · '}
            {fileSize(language, raw_bytes)}
            {spam_score !== null && ' · ' + text('received.spam_score', { value: spam_score.toLocaleString(language) })}
          </p>
        </div>
      </header>
      <Standing received={received} set={set} onChanged={onChanged} />
      <section className="received-words" aria-labelledby="words-title">
        <h2 id="words-title">{text('received.words')}</h2>
        {received.text.trim() === '' ? (
          <p className="quiet">{text('letter.no_words')}</p>
        ) : (
          <p className="letter-text" dir="auto" tabIndex={0}>
            {withoutMarks(text, received.text)}
          </p>
        )}
      </section>
      <LetterMarks received={received} />
      <LetterFiles files={received.files} />
      <LetterLinks links={received.links} />
      {received.has_page && <AsMade received={received} />}
      <LetterHeaders headers={received.headers} />
    </>
  );
}

/** Only when asked for: most of what lies here is spam. */
function AsMade({ received }: { received: ReceivedLetter }) {
  const text = useText();
  const [open, setOpen] = useState(false);
  return (
    <details className="letter-more" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text('received.as_made')}</summary>
      {open && <LetterFrame id={received.letter.id} remote={received.remote} />}
    </details>
  );
}

type Asked = 'read' | 'person' | null;

/** Why it lies here, what can be done, and what came of it. */
function Standing({ received, set, onChanged }: WholeProps) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const [asked, setAsked] = useState<Asked>(null);
  const [sure, setSure] = useState(false);
  const { letter } = received;
  const put = useCallback((row: ReceivedRow) => set({ ...received, letter: row }), [received, set]);
  const slow = useOutcome(letter, put, onChanged);

  const read = async (as_person: boolean) => {
    setAsked(as_person ? 'person' : 'read');
    put(await readAgain(http, letter.id, as_person));
    onChanged();
  };
  const dismiss = () =>
    void act.run(async () => {
      await dismissReceived(http, letter.id);
      toast(text('received.dismissed'));
      onChanged();
      go(mailPath('set-aside'));
    });

  if (letter.conversation_id !== null) {
    return (
      <div className="standing-box" data-tone="good" role="status">
        <p>
          <CircleCheck size={18} aria-hidden="true" />
          <strong>{text(asked === null ? 'received.in_conversation' : 'received.became')}</strong>
        </p>
        <a className="button" data-kind="primary" href={inboxPath('all', letter.conversation_id)}>
          <span className="label">{text('received.to_conversation')}</span>
        </a>
      </div>
    );
  }
  if (letter.state === 'waiting') {
    return (
      <div className="standing-box" role="status">
        <p>
          <Clock size={18} aria-hidden="true" />
          <strong>{text(slow ? 'received.still_reading' : 'received.reading')}</strong>
        </p>
      </div>
    );
  }
  return (
    <div className="standing-box" data-tone={letter.state === 'quarantined' ? 'danger' : undefined}>
      <div role="status">
        <p>
          <strong>{text(`received.state.${letter.state}`)}</strong> {letter.why && text(`received.why.${letter.why}`)}
        </p>
        {asked !== null && <p>{text('received.as_before')}</p>}
        {!letter.kept && <p>{text('problem.letter.not_kept')}</p>}
      </div>
      {letter.kept && letter.state !== 'read' && (
        <div className="acts">
          <Button kind="primary" onPress={() => setSure(true)}>
            <MessageSquarePlus size={16} aria-hidden="true" />
            {text('received.person')}
          </Button>
          <Button isPending={act.busy} onPress={() => void act.run(() => read(false))}>
            {text('received.read_again')}
          </Button>
          {letter.state === 'quarantined' && (
            <Button kind="quiet" isDisabled={act.busy} onPress={dismiss}>
              {text('received.dismiss')}
            </Button>
          )}
        </div>
      )}
      <Trouble act={act} />
      {sure && (
        <Sure title={text('received.person_title')} label={text('received.person_act')} kind="primary" onClose={() => setSure(false)} run={() => read(true)}>
          <p>{text('received.person_why')}</p>
        </Sure>
      )}
    </div>
  );
}

/** Looks until it was read again; true when that takes longer than it should. */
function useOutcome(letter: ReceivedRow, put: (row: ReceivedRow) => void, onChanged: () => void): boolean {
  const { http } = useDesk();
  const [looks, setLooks] = useState(0);
  const waits = letter.state === 'waiting' || (letter.state === 'read' && letter.conversation_id === null);
  useEffect(() => {
    if (!waits || looks >= LOOKS) return;
    const timer = setTimeout(() => {
      readReceived(http, letter.id).then(
        ({ letter: now }) => {
          setLooks(looks + 1);
          if (now.state === letter.state && now.conversation_id === letter.conversation_id) return;
          put(now);
          onChanged();
        },
        () => setLooks(looks + 1),
      );
    }, LOOK_EVERY);
    return () => clearTimeout(timer);
  }, [http, letter, looks, waits, put, onChanged]);
  return waits && looks >= LOOKS;
}
