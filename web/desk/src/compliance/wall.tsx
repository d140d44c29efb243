// Behind the wall: notes that only holders of one permission see, under both marks; each look at them is on record.
import { useCallback, useRef, useState } from 'react';
import { BrickWall, Lock } from 'lucide-react';
import { newClientId, Problem, type Id } from '@ombud/shared/api';
import { LONGEST_COMPLIANCE_NOTE, readComplianceNotes, writeComplianceNote, type ComplianceNote } from '@ombud/shared/compliance';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { Body } from '../conversation/entry';
import { useDesk } from '../desk';
import { Confidential, useCopyWatch } from '../insiders/confidential';
import { Watermark } from '../insiders/watermark';
import { usePages } from '../paging';
import { useText } from '../text';
import { AreaField } from '../ui/inputs';
import { Waiting } from '../ui/waiting';

/** Nothing is read before somebody opens it: reading is an act on the record. */
export function ComplianceWall({ conversation }: { conversation: Id }) {
  const text = useText();
  const [open, setOpen] = useState(false);
  return (
    <details className="compliance-wall" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <BrickWall size={14} aria-hidden="true" />
        {text('behind.title')}
      </summary>
      {open && <Behind conversation={conversation} />}
    </details>
  );
}

function Behind({ conversation }: { conversation: Id }) {
  const text = useText();
  const { http } = useDesk();
  const pane = useRef<HTMLDivElement>(null);
  const [version, setVersion] = useState(0);
  const [correcting, setCorrecting] = useState<ComplianceNote | null>(null);
  useCopyWatch(pane, conversation, 'field');
  const load = useCallback(
    async (before: Id | null) => {
      const page = await readComplianceNotes(http, conversation, before ?? undefined);
      return { rows: page.notes, next: page.next };
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- read anew once something was written
    [http, conversation, version],
  );
  const { rows, next, error, busy, more } = usePages<ComplianceNote, Id>(load);
  return (
    <div className="behind" data-confidential ref={pane}>
      <p className="quiet">
        <Lock size={12} aria-hidden="true" /> {text('behind.about')}
      </p>
      <Waiting of={{ value: rows, error, busy, again: more }} rows={2} />
      {rows?.length === 0 && <p className="empty">{text('behind.none')}</p>}
      <Confidential conversation={conversation} what="field">
        <ol>
          {rows?.map((note) => (
            <li key={note.id}>
              <Written note={note} corrected={rows.some(({ corrects }) => corrects === note.id)} onCorrect={() => setCorrecting(note)} />
            </li>
          ))}
        </ol>
      </Confidential>
      {next !== null && rows !== null && (
        <Button kind="quiet" isPending={busy} onPress={more}>
          {text('behind.older')}
        </Button>
      )}
      <Write
        key={(correcting?.id ?? '') + String(version)}
        conversation={conversation}
        corrects={correcting}
        onCancel={() => setCorrecting(null)}
        onWritten={() => {
          setCorrecting(null);
          setVersion((now) => now + 1);
          toast(text('behind.written'));
        }}
      />
      <Watermark />
    </div>
  );
}

function Written({ note, corrected, onCorrect }: { note: ComplianceNote; corrected: boolean; onCorrect: () => void }) {
  const text = useText();
  const language = useLanguage();
  return (
    <article data-corrected={corrected || undefined}>
      <header>
        <bdi>{note.author.name}</bdi>
        <time dateTime={note.at} title={exactTime(language, note.at)}>
          {dateAndTime(language, note.at)}
        </time>
        {note.corrects && <span className="note-tag">{text('behind.corrects')}</span>}
        {corrected && <span className="note-tag">{text('behind.corrected')}</span>}
      </header>
      <Body body={note.body} removed={note.removed} />
      {!corrected && (
        <Button kind="quiet" onPress={onCorrect}>
          {text('behind.correct')}
        </Button>
      )}
    </article>
  );
}

interface WriteProps {
  conversation: Id;
  corrects: ComplianceNote | null;
  onCancel: () => void;
  onWritten: () => void;
}

function Write({ conversation, corrects, onCancel, onWritten }: WriteProps) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const [client_id] = useState(newClientId);
  const [words, setWords] = useState('');
  const submit = async () => {
    const body = words.trim();
    if (!body) throw new Problem('body.empty', 422, 'body');
    await writeComplianceNote(http, conversation, { client_id, body, ...(corrects ? { corrects: corrects.id } : {}) });
    onWritten();
  };
  return (
    <Form act={act} submit={submit} label={text(corrects ? 'behind.save_correction' : 'behind.write')} fields={['body']} more={corrects && <Button onPress={onCancel}>{text('act.cancel')}</Button>}>
      <AreaField
        label={text(corrects ? 'behind.correction' : 'behind.new')}
        rows={3}
        longest={LONGEST_COMPLIANCE_NOTE}
        autoFocus={corrects !== null}
        value={words}
        onChange={(value) => {
          setWords(value);
          act.forget();
        }}
        error={at('body')}
        help={text('behind.help')}
      />
    </Form>
  );
}
