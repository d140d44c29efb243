// All articles: what stands in each language, whose they are, what is due; filtered, and a way to begin another.
import { useCallback, useEffect, useState } from 'react';
import { FileQuestion, FilePlus2 } from 'lucide-react';
import type { Language } from '@ombud/shared/api';
import { CATEGORIES, listArticles, STATE_FILTERS, TRANSLATION_FILTERS, type ArticleLine, type TextLine } from '@ombud/shared/articles';
import { LANGUAGES } from '@ombud/shared/i18n';
import { Button } from '@ombud/ui/button';
import { useStore } from '@ombud/ui/store';
import { useDesk } from '../desk';
import { usePages } from '../paging';
import { problemText, useText } from '../text';
import { SelectField, Tick } from '../ui/inputs';
import { Day } from '../ui/day';
import { Waiting } from '../ui/waiting';
import { ALL, filters, isFiltered, wantedOf, type Filters } from './filters';
import { NewArticleWindow } from './new-article';
import { StateChips } from './state-chips';

/** Whoever types gets the list when they pause. */
const PAUSE = 300;

export default function Articles() {
  const text = useText();
  const { http } = useDesk();
  const chosen = useSettled(useStore(filters));
  const [adding, setAdding] = useState(false);
  const load = useCallback(
    async (after: string | null) => {
      const { articles, more } = await listArticles(http, wantedOf(chosen, after));
      return { rows: articles, next: more ? (articles.at(-1)?.slug ?? null) : null };
    },
    [http, chosen],
  );
  const { rows, next, error, busy, more } = usePages<ArticleLine, string>(load);
  return (
    <section className="page articles" aria-labelledby="articles-title">
      <header>
        <div>
          <h1 id="articles-title">{text('articles.title')}</h1>
          <p>{text('articles.about')}</p>
        </div>
        <div className="acts">
          <a className="button" data-kind="plain" href="/desk/articles/reports">
            <FileQuestion size={16} aria-hidden="true" />
            <span className="label">{text('reports.title')}</span>
          </a>
          <Button kind="primary" onPress={() => setAdding(true)}>
            <FilePlus2 size={16} aria-hidden="true" />
            {text('articles.new')}
          </Button>
        </div>
      </header>
      <FilterBar />
      {rows?.length === 0 && !busy && <Empty />}
      {rows && rows.length > 0 && <Table rows={rows} only={chosen.language} />}
      {!rows && busy && <Waiting of={{ value: null, error: null, again: () => undefined, busy }} rows={8} />}
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
      {adding && <NewArticleWindow onClose={() => setAdding(false)} />}
    </section>
  );
}

function useSettled(chosen: Filters): Filters {
  const [settled, setSettled] = useState(chosen);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(chosen), PAUSE);
    return () => clearTimeout(timer);
  }, [chosen]);
  return settled;
}

function FilterBar() {
  const text = useText();
  const desk = useDesk();
  const chosen = useStore(filters);
  const people = useStore(desk.people);
  const set = (change: Partial<Filters>) => filters.change((now) => ({ ...now, ...change }));
  useEffect(() => {
    // Without it one filter is missing.
    desk.loadPeople().catch(() => undefined);
  }, [desk]);
  const owners = (people ?? []).filter((person) => person.active || person.id === chosen.owner);
  return (
    <form className="filters" role="search" aria-label={text('articles.filters')} onSubmit={(event) => event.preventDefault()}>
      <label className="field filter-title">
        <span>{text('articles.filter_title')}</span>
        <input type="search" value={chosen.title} maxLength={120} onChange={(event) => set({ title: event.target.value })} />
      </label>
      <SelectField
        label={text('articles.filter_state')}
        value={chosen.state}
        onChange={(state) => set({ state })}
        options={[['', text('articles.any')], ...STATE_FILTERS.map((each) => [each, text(`articles.filter_state.${each}`)] as const)]}
      />
      <SelectField
        label={text('articles.category')}
        value={chosen.category}
        onChange={(category) => set({ category })}
        options={[['', text('articles.any')], ...CATEGORIES.map((each) => [each, text(`articles.category.${each}`)] as const)]}
      />
      <SelectField
        label={text('articles.filter_translation')}
        value={chosen.translation}
        onChange={(translation) => set({ translation })}
        options={[['', text('articles.any')], ...TRANSLATION_FILTERS.map((each) => [each, text(`articles.filter_translation.${each}`)] as const)]}
      />
      <SelectField
        label={text('facts.language')}
        value={chosen.language}
        onChange={(language) => set({ language })}
        options={[['', text('articles.both_languages')], ...LANGUAGES.map((each) => [each, text(`language.${each}`)] as const)]}
      />
      <SelectField
        label={text('articles.owner')}
        value={chosen.owner}
        onChange={(owner) => set({ owner })}
        options={[['', text('articles.any')], ...owners.map((person) => [person.id, person.name] as const)]}
      />
      <Tick label={text('articles.filter_due')} value={chosen.due} onChange={(due) => set({ due })} />
    </form>
  );
}

function Empty() {
  const text = useText();
  const filtered = isFiltered(useStore(filters));
  return (
    <div className="empty">
      <p>{text(filtered ? 'articles.no_match' : 'articles.empty')}</p>
      {filtered && <Button onPress={() => filters.set(ALL)}>{text('list.filter_clear')}</Button>}
    </div>
  );
}

function Table({ rows, only }: { rows: readonly ArticleLine[]; only: Language | '' }) {
  const text = useText();
  const shown = LANGUAGES.filter((language) => only === '' || only === language);
  return (
    <table className="lines">
      <thead>
        <tr>
          {shown.map((language) => (
            <th key={language} scope="col">
              {text(`language.${language}`)}
            </th>
          ))}
          <th scope="col">{text('articles.category')}</th>
          <th scope="col">{text('articles.owner')}</th>
          <th scope="col">{text('articles.review')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            {shown.map((language) => (
              <TextCell key={language} row={row} language={language} line={row.texts.find((each) => each.language === language)} />
            ))}
            <td data-label={text('articles.category')}>
              {text(`articles.category.${row.category}`)}
              <code dir="ltr">{row.slug}</code>
            </td>
            <td data-label={text('articles.owner')}>
              {row.owner_name ? <bdi>{row.owner_name}</bdi> : <span className="quiet">{text('articles.nobody')}</span>}
            </td>
            <td data-label={text('articles.review')} data-tone={row.review_due ? 'wait' : undefined}>
              {row.review_by ? <Day day={row.review_by} /> : <span className="quiet">{text('articles.no_review')}</span>}
              {row.review_due && <strong>{text('articles.due')}</strong>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function TextCell({ row, language, line }: { row: ArticleLine; language: Language; line: TextLine | undefined }) {
  const text = useText();
  return (
    <td data-label={text(`language.${language}`)} className="text-cell">
      <a href={'/desk/articles/' + row.id} lang={line ? language : undefined}>
        {line ? line.title.trim() || text('articles.untitled') : text('articles.missing')}
      </a>
      {line && (
        <StateChips
          published={line.state === 'published'}
          hasDraft={line.has_draft}
          publishAt={line.publish_at}
          outOfDateSince={line.out_of_date_since}
        />
      )}
    </td>
  );
}
