// How a text will look, made by the server as for customers, a moment after the last key.
import { useEffect, useState } from 'react';
import type { Language } from '@ombud/shared/api';
import { previewArticle, type ArticlePreview } from '@ombud/shared/articles';
import { Problem } from '@ombud/shared/api';
import { useDesk } from '../desk';
import { problemText, useText } from '../text';
import { MarkupView } from '../ui/markup-view';
import { isTooLong } from './editing';

const PAUSE = 400;

interface Made { of: string; preview: ArticlePreview | null; error: unknown }

/** Which links and pictures lead nowhere, as they are written; nothing where all lead somewhere. */
export function LeadsNowhere({ what, targets }: { what: 'articles.refused' | 'articles.publish_refused'; targets: readonly string[] }) {
  const text = useText();
  const each = [...new Set(targets)];
  if (each.length === 0) return null;
  return (
    <div className="notice leads-nowhere" role="status">
      <p>{text(what, { count: each.length })}</p>
      <ul>
        {each.map((target) => (
          <li key={target}>
            <code dir="ltr">{target}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function Preview({ language, title, summary, markdown }: { language: Language; title: string; summary: string; markdown: string }) {
  const text = useText();
  const { http } = useDesk();
  const [made, setMade] = useState<Made>({ of: '', preview: null, error: null });
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      if (isTooLong(markdown)) return setMade((now) => ({ ...now, of: markdown, error: new Problem('markdown.too_large', 413) }));
      previewArticle(http, language, markdown, stop.signal).then(
        (preview) => setMade({ of: markdown, preview, error: null }),
        (error: unknown) => {
          if (!(error instanceof Problem && error.code === 'cancelled')) setMade((now) => ({ ...now, error }));
        },
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [http, language, markdown]);
  const { preview, error } = made;
  const undescribed = preview ? (preview.html.match(/<img [^>]*alt=""/g) ?? []).length : 0;
  return (
    <section className="preview" aria-label={text('articles.preview')} aria-busy={made.of !== markdown} tabIndex={0}>
      {error !== null && (
        <p className="notice" data-tone="danger" role="alert">
          {problemText(text, error)}
        </p>
      )}
      {preview && <LeadsNowhere what="articles.refused" targets={preview.refused} />}
      {undescribed > 0 && (
        <p className="notice" role="status">
          {text('articles.no_alt', { count: undescribed })}
        </p>
      )}
      <h3 lang={language} dir="auto">
        {title.trim() || text('articles.untitled')}
      </h3>
      {summary.trim() && (
        <p className="lead" lang={language} dir="auto">
          {summary}
        </p>
      )}
      {preview ? <MarkupView html={preview.html} lang={language} /> : error === null && <p aria-busy="true">{text('app.opening')}</p>}
    </section>
  );
}
