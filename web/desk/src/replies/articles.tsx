// Articles of the help centre that answer what the customer last said, found by the help centre's own search.
import { useEffect, useId, useState, type KeyboardEvent } from 'react';
import { ExternalLink, X } from 'lucide-react';
import { Problem, type Entry, type Language } from '@ombud/shared/api';
import { searchHelp, type Hit } from '@ombud/shared/replies';
import { Button, IconButton } from '@ombud/ui/button';
import { useDesk } from '../desk';
import { problemText, useText } from '../text';

const HITS = 5;
const PAUSE = 250;
const LONGEST = 200;

/** What the customer last said, without marks of what was removed. */
export function lastWords(entries: readonly Entry[]): string {
  const last = entries.findLast(({ author, body }) => author.kind === 'customer' && body.trim() !== '');
  return (last?.body ?? '').replace(/\[removed:\w+\]/g, ' ').replace(/\s+/g, ' ').trim().slice(0, LONGEST);
}

export const articleLink = (origin: string, { language, slug }: Pick<Hit, 'language' | 'slug'>): string => `${origin}/${language}/articles/${slug}`;
const words = (pieces: Hit['title']) => pieces.map(({ text }) => text).join('');

interface PanelProps {
  language: Language;
  entries: readonly Entry[];
  onInsert: (text: string) => void;
  onClose: () => void;
}

export function ArticlesPanel({ language, entries, onInsert, onClose }: PanelProps) {
  const text = useText();
  const { http } = useDesk();
  const id = useId();
  const [asked, setAsked] = useState(() => lastWords(entries));
  const [answer, setAnswer] = useState<{ of: string; hits: Hit[]; error: unknown }>({ of: '', hits: [], error: null });
  const q = asked.trim();
  useEffect(() => {
    if (q === '') return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      searchHelp(http, q, language, HITS, stop.signal).then(
        ({ hits }) => setAnswer({ of: q, hits, error: null }),
        (error: unknown) => {
          if (!(error instanceof Problem && error.code === 'cancelled')) setAnswer({ of: q, hits: [], error });
        },
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [http, q, language]);
  const known = answer.of === q;
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  };
  return (
    <section className="suggested" aria-labelledby={id} onKeyDown={press}>
      <header>
        <label id={id} htmlFor={id + 'q'}>
          {text('articles.suggested')}
        </label>
        <input id={id + 'q'} type="search" autoFocus dir="auto" value={asked} maxLength={LONGEST} onChange={(event) => setAsked(event.target.value)} />
        <IconButton label={text('act.close')} onPress={onClose}>
          <X size={16} />
        </IconButton>
      </header>
      <div aria-live="polite" aria-busy={q !== '' && !known}>
        {q === '' && <p className="quiet">{text('articles.suggest_ask')}</p>}
        {q !== '' && known && answer.error !== null && (
          <p className="notice" data-tone="danger" role="alert">
            {problemText(text, answer.error)}
          </p>
        )}
        {q !== '' && known && answer.error === null && answer.hits.length === 0 && <p className="quiet">{text('articles.suggest_none')}</p>}
        {q !== '' && answer.hits.length > 0 && (
          <ul>
            {answer.hits.map((hit) => (
              <li key={hit.language + hit.slug}>
                <div lang={hit.language} dir="auto">
                  <strong>{words(hit.title)}</strong>
                  <small>{words(hit.snippet)}</small>
                </div>
                <a className="icon-button" href={articleLink('', hit)} target="_blank" rel="noreferrer" aria-label={text('articles.look_at', { title: words(hit.title) })}>
                  <ExternalLink size={16} />
                </a>
                <Button
                  aria-label={text('articles.insert_named', { title: words(hit.title) })}
                  onPress={() => {
                    onInsert(words(hit.title) + '\n' + articleLink(location.origin, hit) + '\n');
                    onClose();
                  }}
                >
                  {text('articles.insert')}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
