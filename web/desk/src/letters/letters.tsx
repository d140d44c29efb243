// The demo's letters: nothing leaves this machine, so here is where they can be read.
import { useCallback, useEffect, useState } from 'react';
import { getLetter, listLetters, type Letter, type LetterRow } from '@ombud/shared/staff';
import { Trouble, useAct } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { useDesk } from '../desk';
import { usePages } from '../paging';
import { isKey, problemText, useText, type Text } from '../text';
import { LanguageTag } from '../ui/chips';
import { partsOf } from './links';

const PAGE = 50;
/** What we have words for; the rest by its own name. */
const outcomeWords = (text: Text, outcome: string): string =>
  isKey('letters.outcome.' + outcome) ? text(('letters.outcome.' + outcome) as Parameters<Text>[0]) : outcome;

export default function Letters() {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const [open, setOpen] = useState<LetterRow | null>(null);
  const load = useCallback(
    async (before: string | null) => {
      const { letters, next } = await listLetters(http, { limit: PAGE, ...(before === null ? {} : { before }) });
      return { rows: letters, next };
    },
    [http],
  );
  const { rows, next, error, busy, more } = usePages<LetterRow, string>(load);
  return (
    <section className="page letters" aria-labelledby="letters-title">
      <header>
        <div>
          <h1 id="letters-title">{text('letters.title')}</h1>
          <p>{text('letters.about')}</p>
        </div>
      </header>
      {rows?.length === 0 && <p className="empty">{text('letters.empty')}</p>}
      {!rows && busy && <p aria-busy="true">{text('app.opening')}</p>}
      <ul className="letter-list">
        {rows?.map((letter) => (
          <li key={letter.id}>
            <button type="button" onClick={() => setOpen(letter)}>
              <span className="letter-subject" lang={letter.language}>
                {letter.subject}
              </span>
              <span className="letter-to">
                <LanguageTag language={letter.language} />
                <bdi>{letter.to}</bdi>
              </span>
              <span className="letter-state">{text(`letters.delivery.${letter.delivery.state}`)}</span>
              <time dateTime={letter.at}>{dateAndTime(language, letter.at)}</time>
            </button>
          </li>
        ))}
      </ul>
      {error !== null && (
        <p className="notice" data-tone="danger" role="alert">
          {problemText(text, error)}
        </p>
      )}
      {(next !== null || error !== null) && (
        <Button isPending={busy} onPress={more}>
          {text(error === null ? 'list.more' : 'act.retry')}
        </Button>
      )}
      {open && <OpenLetter row={open} onClose={() => setOpen(null)} />}
    </section>
  );
}

function OpenLetter({ row, onClose }: { row: LetterRow; onClose: () => void }) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const { run } = act;
  const [letter, setLetter] = useState<Letter | null>(null);
  useEffect(() => {
    void run(async () => setLetter(await getLetter(http, row.id)));
    // Read once for each letter.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [row.id]);
  return (
    <Dialog title={row.subject} size="wide" onClose={onClose}>
      <p>{text('letters.to', { to: row.to })}</p>
      <Trouble act={act} />
      {!letter && act.error === null && <p aria-busy="true">{text('app.opening')}</p>}
      {letter && (
        <p className="letter-text" lang={letter.language} tabIndex={0}>
          {partsOf(letter.text).map((part, index) =>
            part.link ? (
              <a key={index} href={part.words} target="_blank" rel="noopener noreferrer">
                {part.words}
              </a>
            ) : (
              part.words
            ),
          )}
        </p>
      )}
      {letter && <Log letter={letter} />}
    </Dialog>
  );
}

/** How the letter fared: each try, and what the mail server answered. */
function Log({ letter: { delivery, attempts } }: { letter: Letter }) {
  const text = useText();
  const language = useLanguage();
  return (
    <section className="letter-log" aria-labelledby="letter-log">
      <h3 id="letter-log">{text(`letters.delivery.${delivery.state}`)}</h3>
      {delivery.next_try && <p>{text('letters.next_try', { time: dateAndTime(language, delivery.next_try) })}</p>}
      {attempts.length === 0 && <p>{text('letters.no_attempts')}</p>}
      <ol>
        {attempts.map(({ at, outcome, reply }, index) => (
          <li key={index}>
            <time dateTime={at} title={exactTime(language, at)}>
              {dateAndTime(language, at)}
            </time>
            <span>{outcomeWords(text, outcome)}</span>
            {reply && <code dir="ltr">{reply}</code>}
          </li>
        ))}
      </ol>
    </section>
  );
}
