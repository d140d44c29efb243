// Beside a conversation: others that are related to it, and what may answer it. Each is read when it is first looked at.
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { ExternalLink } from 'lucide-react';
import { Problem, type Conversation, type Entry, type Id } from '@ombud/shared/api';
import { listRelated, type Reason, type RelatedRow } from '@ombud/shared/finding';
import { searchHelp, type Hit, type SavedReply } from '@ombud/shared/replies';
import { Button } from '@ombud/ui/button';
import { useDesk } from '../desk';
import { written } from '../drafts';
import { useLoaded } from '../loaded';
import { customerName } from '../names';
import { articleLink, lastWords } from '../replies/articles';
import { fill, textIn } from '../replies/fill';
import { useKept, useReplies, valuesOf } from '../replies/store';
import { inboxPath } from '../route';
import { problemText, useText, withoutMarks } from '../text';
import { Moment, StatusChip } from '../ui/chips';
import { Waiting } from '../ui/waiting';
import { askComposer } from '../windows';
import { fitting } from './suggest';

const HITS = 4;
const REPLIES = 4;

function Folded({ title, children }: { title: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="beside" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {open && children}
    </details>
  );
}

export function RelatedConversations({ conversation }: { conversation: Id }) {
  const text = useText();
  return (
    <Folded title={text('related.title')}>
      <RelatedList conversation={conversation} />
    </Folded>
  );
}

function RelatedList({ conversation }: { conversation: Id }) {
  const text = useText();
  const { http } = useDesk();
  const load = useCallback(() => listRelated(http, conversation), [http, conversation]);
  const loaded = useLoaded(load);
  if (!loaded.value) return <Waiting of={loaded} rows={2} />;
  const { rows } = loaded.value;
  if (rows.length === 0) return <p className="quiet">{text('related.none')}</p>;
  return (
    <ul className="related">
      {rows.map((each) => (
        <Related key={each.row.conversation.id} related={each} />
      ))}
    </ul>
  );
}

function Related({ related: { row, reasons } }: { related: RelatedRow }) {
  const text = useText();
  const { conversation, preview } = row;
  return (
    <li>
      <a href={inboxPath(conversation.status === 'resolved' ? 'resolved' : 'all', conversation.id)}>
        <span className="found-top">
          <bdi className="row-name">{customerName(text, conversation.customer)}</bdi>
          <StatusChip status={conversation.status} />
          <span className="row-when">
            <Moment at={conversation.updated_at} />
          </span>
        </span>
        {preview && <bdi className="related-words">{withoutMarks(text, preview.body)}</bdi>}
      </a>
      <span className="related-why">
        {reasons.map((reason) => (
          <Why key={reason.kind + (reason.value ?? '')} reason={reason} />
        ))}
      </span>
    </li>
  );
}

const ENDS = 6;
const LONGEST = 20;

function Why({ reason: { kind, value } }: { reason: Reason }) {
  const text = useText();
  if (value === null) return <small className="chip">{text(`related.same.${kind}`)}</small>;
  const short = value.length > LONGEST ? value.slice(0, ENDS) + '…' + value.slice(-ENDS) : value;
  return (
    <small className="chip" data-tone="accent" title={value}>
      {text(`related.same.${kind}`)} <code>{kind === 'reference' ? value.toUpperCase() : short}</code>
    </small>
  );
}

interface SuggestedProps { conversation: Conversation; entries: readonly Entry[]; onDone?: (() => void) | undefined }

/** `onDone`: what covers the composer may go. */
export function Suggested({ conversation, entries, onDone }: SuggestedProps) {
  const text = useText();
  const desk = useDesk();
  const insert = (words: string) => {
    const last = entries.at(-1)?.seq ?? null;
    desk.drafts.of(conversation.id, 'reply').change((draft) => written(draft, draft.body.trim() === '' ? words : draft.body.trimEnd() + '\n\n' + words, last));
    askComposer('reply');
    onDone?.();
  };
  return (
    <Folded title={text('suggested.title')}>
      <div className="suggestions">
        <Articles conversation={conversation} said={lastWords(entries)} onInsert={insert} />
        <Replies conversation={conversation} said={lastWords(entries)} onInsert={insert} />
      </div>
    </Folded>
  );
}

interface PartProps { conversation: Conversation; said: string; onInsert: (words: string) => void }
const words = (pieces: Hit['title']) => pieces.map((piece) => piece.text).join('');

function Articles({ conversation: { language }, said, onInsert }: PartProps) {
  const text = useText();
  const { http } = useDesk();
  const [answer, setAnswer] = useState<{ of: string | null; hits: readonly Hit[]; error: unknown }>({ of: null, hits: [], error: null });
  useEffect(() => {
    if (said === '') return;
    const stop = new AbortController();
    searchHelp(http, said, language, HITS, stop.signal).then(
      ({ hits }) => setAnswer({ of: said, hits, error: null }),
      (error: unknown) => {
        if (!(error instanceof Problem && error.code === 'cancelled')) setAnswer({ of: said, hits: [], error });
      },
    );
    return () => stop.abort();
  }, [http, said, language]);
  const known = said === '' || answer.of === said;
  return (
    <section aria-busy={!known}>
      <h4>{text('suggested.articles')}</h4>
      {known && answer.error !== null && <p role="alert">{problemText(text, answer.error)}</p>}
      {known && answer.error === null && answer.hits.length === 0 && <p className="quiet">{text('suggested.no_articles')}</p>}
      <ul>
        {answer.hits.map((hit) => (
          <li key={hit.language + hit.slug}>
            <span lang={hit.language} dir="auto">
              {words(hit.title)}
            </span>
            <a className="icon-button" href={articleLink('', hit)} target="_blank" rel="noreferrer" aria-label={text('articles.look_at', { title: words(hit.title) })}>
              <ExternalLink size={14} />
            </a>
            <Button aria-label={text('articles.insert_named', { title: words(hit.title) })} onPress={() => onInsert(words(hit.title) + '\n' + articleLink(location.origin, hit) + '\n')}>
              {text('articles.insert')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Replies({ conversation, said, onInsert }: PartProps) {
  const text = useText();
  const desk = useDesk();
  const kept = useKept();
  const fit = fitting(useReplies(), said, conversation.topic, REPLIES);
  const choose = (reply: SavedReply) => {
    kept.used(reply.id);
    onInsert(fill(textIn(reply, conversation.language).text, valuesOf(desk, conversation)));
  };
  return (
    <section>
      <h4>{text('suggested.replies')}</h4>
      {fit.length === 0 && <p className="quiet">{text('suggested.no_replies')}</p>}
      <ul>
        {fit.map((reply) => (
          <li key={reply.id}>
            <bdi title={textIn(reply, conversation.language).text}>{reply.title}</bdi>
            <Button aria-label={text('articles.insert_named', { title: reply.title })} onPress={() => choose(reply)}>
              {text('articles.insert')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
