// What help is missing: searches that found nothing, searches whose answers nobody wanted, articles that did not help.
import { useCallback, useState } from 'react';
import { ArrowLeft } from 'lucide-react';
import type { Language } from '@ombud/shared/api';
import {
  readFeedback, unansweredSearches, unwantedSearches, type ArticleFeedback, type SearchCount,
} from '@ombud/shared/articles';
import { LANGUAGES } from '@ombud/shared/i18n';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { useText } from '../text';
import { LanguageTag, Moment } from '../ui/chips';
import { SelectField } from '../ui/inputs';
import { Waiting } from '../ui/waiting';
import { NewArticleWindow } from './new-article';

const SPANS = ['7', '30', '90'] as const;
type Span = (typeof SPANS)[number];

export default function Reports() {
  const text = useText();
  const [language, setLanguage] = useState<Language | ''>('');
  const [writing, setWriting] = useState<SearchCount | null>(null);
  return (
    <section className="page reports" aria-labelledby="reports-title">
      <header>
        <div>
          <a className="back" href="/desk/articles">
            <ArrowLeft size={16} aria-hidden="true" />
            {text('articles.title')}
          </a>
          <h1 id="reports-title">{text('reports.title')}</h1>
          <p>{text('reports.about')}</p>
        </div>
        <SelectField
          label={text('facts.language')}
          value={language}
          onChange={setLanguage}
          options={[['', text('articles.both_languages')], ...LANGUAGES.map((each) => [each, text(`language.${each}`)] as const)]}
        />
      </header>
      <Searches which="unanswered" language={language} write={setWriting} />
      <Searches which="unwanted" language={language} write={setWriting} />
      <NotHelpful language={language} />
      {writing && <NewArticleWindow title={writing.query} language={writing.language} onClose={() => setWriting(null)} />}
    </section>
  );
}

interface SearchesProps {
  which: 'unanswered' | 'unwanted';
  language: Language | '';
  write: (search: SearchCount) => void;
}

function Searches({ which, language, write }: SearchesProps) {
  const text = useText();
  const { http } = useDesk();
  const load = useCallback(
    async () => (await (which === 'unanswered' ? unansweredSearches : unwantedSearches)(http, language ? { language } : {})).searches,
    [http, which, language],
  );
  const loaded = useLoaded(load);
  const title = 'report-' + which;
  return (
    <section className="report" aria-labelledby={title}>
      <h2 id={title}>{text(`reports.${which}`)}</h2>
      <p className="quiet">{text(`reports.${which}_about`)}</p>
      <Waiting of={loaded} rows={3} />
      {loaded.value?.length === 0 && <p className="empty">{text('reports.no_searches')}</p>}
      {loaded.value && loaded.value.length > 0 && (
        <table className="lines">
          <thead>
            <tr>
              <th scope="col">{text('reports.query')}</th>
              <th scope="col">{text('reports.times')}</th>
              <th scope="col">{text('reports.last')}</th>
              <th scope="col">
                <span className="hidden">{text('people.acts')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {loaded.value.map((search) => (
              <tr key={search.language + search.query}>
                <th scope="row">
                  <LanguageTag language={search.language} /> <bdi lang={search.language}>{search.query}</bdi>
                </th>
                <td data-label={text('reports.times')}>
                  {text('reports.searches', { count: search.searches })}
                  {which === 'unwanted' && <small className="quiet">{text('reports.found', { count: search.found })}</small>}
                </td>
                <td data-label={text('reports.last')}>
                  <Moment at={search.last_at} />
                </td>
                <td className="line-acts">
                  <Button kind="quiet" aria-label={text('reports.write_about', { query: search.query })} onPress={() => write(search)}>
                    {text('reports.write')}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function NotHelpful({ language }: { language: Language | '' }) {
  const text = useText();
  const { http } = useDesk();
  const [days, setDays] = useState<Span>('30');
  const load = useCallback(
    async () => (await readFeedback(http, { days: Number(days), ...(language ? { language } : {}) })).articles,
    [http, days, language],
  );
  const loaded = useLoaded(load);
  return (
    <section className="report" aria-labelledby="report-feedback">
      <div className="report-head">
        <div>
          <h2 id="report-feedback">{text('reports.feedback')}</h2>
          <p className="quiet">{text('reports.feedback_about')}</p>
        </div>
        <SelectField label={text('reports.span')} value={days} onChange={setDays} options={SPANS.map((each) => [each, text('duration.days', { count: Number(each) })] as const)} />
      </div>
      <Waiting of={loaded} rows={3} />
      {loaded.value?.length === 0 && <p className="empty">{text('reports.no_feedback')}</p>}
      <ul className="feedback">
        {loaded.value?.map((each) => (
          <li key={each.article + each.language}>
            <Feedback of={each} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Feedback({ of }: { of: ArticleFeedback }) {
  const text = useText();
  const shownIn = useLanguage();
  const percent = Math.round(of.share * 100);
  return (
    <article>
      <h3>
        <LanguageTag language={of.language} />{' '}
        <a href={'/desk/articles/' + of.article} lang={of.language}>
          {of.title || of.slug}
        </a>
      </h3>
      <p className="share">
        <meter min={0} max={100} low={50} high={75} optimum={100} value={percent} aria-label={text('reports.share', { value: percent })} />
        <span>{text('reports.share', { value: percent })}</span>
        <span className="quiet">{text('reports.voices', { helped: of.helped, not_helped: of.not_helped })}</span>
      </p>
      {of.reasons.length > 0 && (
        <ul className="reasons">
          {of.reasons.map(({ reason, count }) => (
            <li key={reason} className="chip">
              {text(`reports.reason.${reason}`, { count })}
            </li>
          ))}
        </ul>
      )}
      {of.comments.length > 0 && (
        <details>
          <summary>{text('reports.comments', { count: of.comments.length })}</summary>
          <ul className="comments">
            {of.comments.map((comment, index) => (
              <li key={index}>
                <blockquote dir="auto" lang={of.language}>
                  {comment.text}
                </blockquote>
                <small className="quiet">
                  {text(`reports.because.${comment.reason}`)},{' '}
                  <time dateTime={comment.at} title={exactTime(shownIn, comment.at)}>
                    {dateAndTime(shownIn, comment.at)}
                  </time>
                </small>
              </li>
            ))}
          </ul>
        </details>
      )}
    </article>
  );
}
