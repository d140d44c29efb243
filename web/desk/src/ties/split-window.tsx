// Another matter in the same conversation becomes one of its own: which messages, what its customer reads there, and who waits.
import { useState } from 'react';
import { Check, TriangleAlert } from 'lucide-react';
import { newClientId, Problem, TOPICS, type Conversation, type Id, type Topic } from '@ombud/shared/api';
import { makeTie, splitConversation } from '@ombud/shared/ties';
import { Form, useAct } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { useLanguage } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { dateAndTime } from '@ombud/ui/time';
import { announce, toast } from '@ombud/ui/toast';
import type { OpenConversation } from '../conversation/conversation';
import { useDesk } from '../desk';
import { go, inboxPath } from '../route';
import { problemText, textIn, textNow, useText, withoutMarks } from '../text';
import { AreaField, SelectField, Tick } from '../ui/inputs';

/** At once. */
const MOST = 200;

export default function SplitWindow({ conversation, onClose }: { conversation: Id; onClose: () => void }) {
  const text = useText();
  const open = useDesk().conversation(conversation);
  const loaded = useStore(open.state).conversation;
  return (
    <Dialog title={text('split.title')} size="wide" onClose={onClose}>
      {loaded && <SplitForm open={open} conversation={loaded} onClose={onClose} />}
    </Dialog>
  );
}

function SplitForm({ open, conversation, onClose }: { open: OpenConversation; conversation: Conversation; onClose: () => void }) {
  const text = useText();
  const desk = useDesk();
  const language = useLanguage();
  const act = useAct();
  const { entries, complete } = useStore(open.state);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [topic, setTopic] = useState<Topic | ''>('');
  const [message, setMessage] = useState(() => textIn(conversation.language)('split.message'));
  const [answered, setAnswered] = useState(false);
  const [client_id] = useState(newClientId);
  const theirs = entries.filter(({ kind, author }) => author.kind === 'customer' && (kind === 'message' || kind === 'intake'));
  const choose = (seq: number, on: boolean) => setChosen((now) => new Set(on ? [...now, seq] : [...now].filter((each) => each !== seq)));

  const submit = async () => {
    if (chosen.size === 0 || chosen.size > MOST) return Promise.reject(new Problem('split.entries', 422, 'seqs'));
    const { id, reference } = conversation;
    const tie = await splitConversation(desk.http, id, { seqs: [...chosen], message: message.trim(), answered, ...(topic ? { topic } : {}) }, client_id);
    await open.ties.loadTies();
    const done = text('split.done', { reference: tie.other.reference });
    announce(done);
    const undo = async () => {
      await makeTie(desk.http, tie.other.id, { kind: 'merged', reference });
      await open.ties.loadTies();
      go(inboxPath('all', id));
    };
    toast(done, 'plain', {
      label: text('split.undo'),
      run: () => void undo().catch((error: unknown) => toast(problemText(textNow(), error), 'danger')),
    });
    onClose();
    go(inboxPath('all', tie.other.id));
  };
  return (
    <Form act={act} submit={submit} label={text('split.act')} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
      <fieldset className="split-choose">
        <legend>{text('split.which')}</legend>
        {theirs.length === 0 && <p className="quiet">{text('split.none')}</p>}
        <ul tabIndex={0} aria-label={text('split.which')}>
          {theirs.map((entry) => (
            <li key={entry.seq}>
              <label className="checkbox">
                <input type="checkbox" checked={chosen.has(entry.seq)} onChange={(event) => choose(entry.seq, event.target.checked)} />
                <span>
                  <time dateTime={entry.posted_at}>{dateAndTime(language, entry.posted_at)}</time>
                  <span dir="auto" lang={conversation.language}>
                    {withoutMarks(text, entry.body) || text('split.no_words', { count: entry.attachments.length })}
                  </span>
                </span>
              </label>
            </li>
          ))}
        </ul>
        {!complete && (
          <Button kind="quiet" onPress={() => void open.loadEarlier()}>
            {text('log.earlier')}
          </Button>
        )}
      </fieldset>
      <SelectField
        label={text('split.topic')}
        value={topic}
        onChange={setTopic}
        options={[['', text('split.same_topic')], ...TOPICS.map((each) => [each, text(`topic.${each}`)] as const)]}
      />
      <AreaField label={text('split.message_label')} help={text('split.message_help')} lang={conversation.language} value={message} onChange={setMessage} longest={4000} required />
      <Tick label={text('split.answered')} value={answered} onChange={setAnswered} />
      <ul className="will">
        {(['stays', 'sees'] as const).map((each) => (
          <li key={each}>
            <Check size={14} aria-hidden="true" />
            {text(`split.will.${each}`)}
          </li>
        ))}
        <li data-tone="danger">
          <TriangleAlert size={14} aria-hidden="true" />
          {text('split.will.said')}
        </li>
      </ul>
    </Form>
  );
}
