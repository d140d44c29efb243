// A letter as its sender made it: its page in a frame where nothing runs and nothing is fetched, where its links really lead, its headers.
import { useCallback, useState } from 'react';
import { CalendarDays, FileText, ImageOff, Lock, Signature, TriangleAlert } from 'lucide-react';
import type { Id } from '@ombud/shared/api';
import { letterPagePath, readReceived, type ReceivedLetter } from '@ombud/shared/mail';
import { useLanguage } from '@ombud/ui/settings';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { useText } from '../text';
import { Waiting } from '../ui/waiting';
import { fileSize } from './attachments';
import { hostOf, pretends } from './links';

const LINKS_AT_FIRST = 20;

/** Below a letter in its conversation. */
export function LetterOriginal({ id, conversation }: { id: Id; conversation: Id }) {
  const { http } = useDesk();
  const load = useCallback(() => readReceived(http, id, conversation), [http, id, conversation]);
  const loaded = useLoaded(load);
  return (
    <div className="letter-original">
      <Waiting of={loaded} rows={2} />
      {loaded.value && (
        <>
          {loaded.value.has_page && <LetterFrame id={id} conversation={conversation} remote={loaded.value.remote} />}
          <LetterMarks received={loaded.value} />
          <LetterLinks links={loaded.value.links} />
          <LetterHeaders headers={loaded.value.headers} />
        </>
      )}
    </div>
  );
}

export function LetterFrame({ id, conversation, remote }: { id: Id; conversation?: Id; remote: number }) {
  const text = useText();
  const { http } = useDesk();
  const path = letterPagePath(id, conversation);
  // Asked for first: a frame cannot say why it stays empty.
  const load = useCallback(async () => {
    const { body } = await http.send('GET', path);
    void body?.cancel();
    return path;
  }, [http, path]);
  const loaded = useLoaded(load);
  return (
    <div className="letter-frame">
      <Waiting of={loaded} rows={2} />
      {loaded.value && (
        <iframe title={text('original.frame')} src={loaded.value} sandbox="allow-popups allow-popups-to-escape-sandbox" referrerPolicy="no-referrer" />
      )}
      {remote > 0 && (
        <p className="letter-note">
          <ImageOff size={14} aria-hidden="true" />
          {text('original.remote', { count: remote })}
        </p>
      )}
    </div>
  );
}

/** What else is known of it, each on its own line. */
export function LetterMarks({ received: { seal, has_calendar } }: { received: ReceivedLetter }) {
  const text = useText();
  // A letter that could not be read says nothing about a seal.
  const sealed = seal === 'is_signed' || seal === 'encrypted';
  if (!sealed && !has_calendar) return null;
  return (
    <ul className="letter-notes">
      {sealed && (
        <li className="letter-note">
          {seal === 'encrypted' ? <Lock size={14} aria-hidden="true" /> : <Signature size={14} aria-hidden="true" />}
          {text(`original.${seal}`)}
        </li>
      )}
      {has_calendar && (
        <li className="letter-note">
          <CalendarDays size={14} aria-hidden="true" />
          {text('original.calendar')}
        </li>
      )}
    </ul>
  );
}

export function LetterLinks({ links }: Pick<ReceivedLetter, 'links'>) {
  const text = useText();
  const [all, setAll] = useState(false);
  if (links.length === 0) return null;
  // What pretends comes first: it must not hide behind twenty others.
  const ordered = [...links].sort((a, b) => Number(pretends(b.words, b.target)) - Number(pretends(a.words, a.target)));
  const shown = all ? ordered : ordered.slice(0, LINKS_AT_FIRST);
  const false_ones = links.filter(({ words, target }) => pretends(words, target)).length;
  return (
    <details className="letter-more" open={false_ones > 0}>
      <summary>
        {text('original.links', { count: links.length })}
        {false_ones > 0 && (
          <span className="chip" data-tone="danger">
            {text('original.false_links', { count: false_ones })}
          </span>
        )}
      </summary>
      <ul className="letter-links" tabIndex={0}>
        {shown.map(({ words, target }, index) => (
          <li key={index} data-tone={pretends(words, target) ? 'danger' : undefined}>
            <span dir="auto">{words || text('original.no_words')}</span>
            <span className="letter-target">
              {pretends(words, target) && <TriangleAlert size={12} role="img" aria-label={text('original.false_link')} />}
              <Target target={target} />
            </span>
          </li>
        ))}
      </ul>
      {!all && ordered.length > LINKS_AT_FIRST && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          {text('original.more_links', { count: ordered.length - LINKS_AT_FIRST })}
        </button>
      )}
    </details>
  );
}

/** The host is what tells: the rest may say anything. */
function Target({ target }: { target: string }) {
  const host = hostOf(target);
  const at = host === null ? -1 : target.toLowerCase().indexOf(host);
  if (host === null || at < 0) return <code dir="ltr">{target}</code>;
  return (
    <code dir="ltr">
      {target.slice(0, at)}
      <strong>{target.slice(at, at + host.length)}</strong>
      {target.slice(at + host.length)}
    </code>
  );
}

export function LetterFiles({ files }: Pick<ReceivedLetter, 'files'>) {
  const text = useText();
  const language = useLanguage();
  if (files.length === 0) return null;
  return (
    <section className="letter-files">
      <h3>{text('original.files', { count: files.length })}</h3>
      <ul>
        {files.map(({ name, media_type, bytes }, index) => (
          <li key={index}>
            <FileText size={14} aria-hidden="true" />
            <bdi>{name || text('original.no_name')}</bdi>
            <small>
              <span dir="ltr">{media_type}</span> · {fileSize(language, bytes)}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function LetterHeaders({ headers }: Pick<ReceivedLetter, 'headers'>) {
  const text = useText();
  if (headers.length === 0) return null;
  return (
    <details className="letter-more">
      <summary>{text('original.headers')}</summary>
      <dl className="letter-headers" tabIndex={0}>
        {headers.map(({ name, value }, index) => (
          <div key={index}>
            <dt dir="ltr">{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
