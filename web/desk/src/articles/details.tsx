// Where an article stands: its place, owner, next review, name in the address; and, apart, what takes it from customers.
import { useEffect, useState } from 'react';
import { Problem, type Id, type Language } from '@ombud/shared/api';
import {
  CATEGORIES, changeArticle, confirmReview, FLOWS, listArticles, MOST_RELATED, removeArticle, renameArticle, withdrawText, type Article,
  type Category, type FlowName,
} from '@ombud/shared/articles';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { Field } from '@ombud/ui/field';
import { useLanguage } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { dateAndTime } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { today } from '../moments';
import { go } from '../route';
import { useText } from '../text';
import { AreaField, MomentField, SelectField, Tick } from '../ui/inputs';
import { Sure } from '../ui/sure';
import type { Took } from './editor';

type Window = { type: 'rename' } | { type: 'review' } | { type: 'withdraw'; language: Language } | { type: 'remove' };

export function Details({ article, took }: { article: Article; took: Took }) {
  const text = useText();
  const desk = useDesk();
  const language = useLanguage();
  const [window, setWindow] = useState<Window | null>(null);
  const close = () => setWindow(null);
  const publishes = desk.can('publish_articles');
  const shown = article.texts.filter((each) => each.state === 'published');
  return (
    <>
      <section className="article-details" aria-labelledby="details-title">
        <h2 id="details-title">{text('articles.details')}</h2>
        <div className="detail-lines">
          <p>
            <span className="quiet">{text('articles.slug')}</span> <code dir="ltr">{article.slug}</code>{' '}
            {publishes && (
              <Button kind="quiet" onPress={() => setWindow({ type: 'rename' })}>
                {text('articles.rename')}
              </Button>
            )}
          </p>
          {article.old_slugs.length > 0 && (
            <p className="quiet">
              {text('articles.old_slugs', { count: article.old_slugs.length })} {article.old_slugs.map((slug) => <code key={slug} dir="ltr">{slug} </code>)}
            </p>
          )}
          <p>
            <span className="quiet">
              {article.reviewed_at ? text('articles.reviewed', { time: dateAndTime(language, article.reviewed_at) }) : text('articles.never_reviewed')}
            </span>{' '}
            <Button kind="quiet" onPress={() => setWindow({ type: 'review' })}>
              {text('articles.still_right')}
            </Button>
          </p>
        </div>
        <DetailsForm article={article} took={took} />
      </section>
      {publishes && (shown.length > 0 || !article.was_published) && (
        <section className="danger-zone" aria-labelledby="danger-title">
          <h2 id="danger-title">{text('articles.danger')}</h2>
          <div className="acts">
            {shown.map((each) => (
              <Button key={each.language} onPress={() => setWindow({ type: 'withdraw', language: each.language })}>
                {text('articles.withdraw', { language: text(`language.${each.language}`) })}
              </Button>
            ))}
            {!article.was_published && <Button onPress={() => setWindow({ type: 'remove' })}>{text('articles.remove')}</Button>}
          </div>
        </section>
      )}
      {window?.type === 'rename' && <Rename article={article} took={took} onClose={close} />}
      {window?.type === 'review' && <Review article={article} took={took} onClose={close} />}
      {window?.type === 'withdraw' && (
        <Sure
          title={text('articles.withdraw_title', { language: text(`language.${window.language}`) })}
          label={text('articles.withdraw_act')}
          onClose={close}
          run={async () => {
            took(await withdrawText(desk.http, article.id, { language: window.language }));
            toast(text('articles.withdrawn'));
          }}
        >
          <p>{text('articles.withdraw_why', { slug: article.slug })}</p>
        </Sure>
      )}
      {window?.type === 'remove' && (
        <Sure
          title={text('articles.remove_title')}
          label={text('articles.remove_act')}
          onClose={close}
          run={async () => {
            await removeArticle(desk.http, article.id);
            go('/desk/articles');
          }}
        >
          <p>{text('articles.remove_why')}</p>
        </Sure>
      )}
    </>
  );
}

interface Values { category: Category; position: string; flow: FlowName | ''; owner: Id; review_by: string; related: string }

const valuesOf = (article: Article): Values => ({
  category: article.category,
  position: String(article.position),
  flow: article.flow ?? '',
  owner: article.owner ?? '',
  review_by: article.review_by ?? '',
  related: article.related.join('\n'),
});

function DetailsForm({ article, took }: { article: Article; took: Took }) {
  const text = useText();
  const desk = useDesk();
  const people = useStore(desk.people);
  const act = useAct();
  const at = useErrorAt(act);
  // Only what was changed here stands apart from what is stored: a colleague's change of something else comes through.
  const [changed, setChanged] = useState<Partial<Values>>({});
  const values = { ...valuesOf(article), ...changed };
  useEffect(() => {
    // Without it the owner stays as it is.
    desk.loadPeople().catch(() => undefined);
  }, [desk]);
  const set = (change: Partial<Values>) => {
    setChanged((now) => ({ ...now, ...change }));
    act.forget();
  };
  const submit = async () => {
    const position = Number(values.position);
    if (!Number.isSafeInteger(position) || position < 0) throw new Problem('article.position', 400, 'position');
    took(
      await changeArticle(desk.http, article.id, {
        base: article.revision,
        category: values.category,
        position,
        ...(values.flow ? { flow: values.flow } : {}),
        related: values.related.split(/[\s,，、]+/).filter(Boolean),
        ...(values.owner ? { owner: values.owner } : {}),
        ...(values.review_by ? { review_by: values.review_by } : {}),
      }),
    );
    setChanged({});
    toast(text('articles.details_saved'));
  };
  const owners = (people ?? []).filter((person) => person.active || person.id === values.owner).map((person) => [person.id, person.name] as const);
  const known = values.owner && !owners.some(([id]) => id === values.owner) ? [[values.owner, article.owner_name ?? values.owner] as const] : [];
  return (
    <Form act={act} submit={submit} label={text('articles.details_save')} fields={['category', 'position', 'flow', 'owner', 'review_by', 'related']}>
      <div className="form-grid">
        <SelectField
          label={text('articles.category')}
          value={values.category}
          onChange={(category) => set({ category })}
          error={at('category')}
          options={CATEGORIES.map((each) => [each, text(`articles.category.${each}`)] as const)}
        />
        <Field label={text('articles.position')} inputMode="numeric" value={values.position} onChange={(position) => set({ position })} error={at('position')} help={text('articles.position_help')} />
        <SelectField
          label={text('articles.flow')}
          value={values.flow}
          onChange={(flow) => set({ flow })}
          error={at('flow')}
          help={text('articles.flow_help')}
          options={[['', text('articles.no_flow')], ...FLOWS.map((each) => [each, text(`flow.${each}`)] as const)]}
        />
        <SelectField
          label={text('articles.owner')}
          value={values.owner}
          onChange={(owner) => set({ owner })}
          error={at('owner')}
          options={[['', text('articles.nobody')], ...known, ...owners]}
        />
        <MomentField type="date" label={text('articles.review_by')} value={values.review_by} onChange={(review_by) => set({ review_by })} error={at('review_by')} />
      </div>
      <AreaField label={text('articles.related')} rows={3} code value={values.related} onChange={(related) => set({ related })} error={at('related')} help={text('articles.related_help', { count: MOST_RELATED })} />
      <RelatedOffer value={values.related} own={article} add={(slug) => set({ related: [values.related.trim(), slug].filter(Boolean).join('\n') })} />
    </Form>
  );
}

/** The articles of the same category, to choose from without knowing their names. */
function RelatedOffer({ value, own, add }: { value: string; own: Article; add: (slug: string) => void }) {
  const text = useText();
  const { http } = useDesk();
  const [offered, setOffered] = useState<readonly (readonly [string, string])[]>([]);
  const mine = useLanguage();
  useEffect(() => {
    let here = true;
    listArticles(http, { category: own.category }).then(
      ({ articles }) =>
        here &&
        setOffered(articles.filter(({ id }) => id !== own.id).map(({ slug, texts }) => [slug, texts.find((each) => each.language === mine)?.title || slug] as const)),
      // Then its name is typed.
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [http, own.category, own.id, mine]);
  const left = offered.filter(([slug]) => !value.split(/\s+/).includes(slug));
  if (left.length === 0) return null;
  return (
    <SelectField label={text('articles.related_add')} value="" onChange={(slug) => slug && add(slug)} options={[['', text('articles.related_choose')], ...left]} />
  );
}

function Rename({ article, took, onClose }: { article: Article; took: Took; onClose: () => void }) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const [slug, setSlug] = useState(article.slug);
  const [takeOver, setTakeOver] = useState(false);
  const redirects = act.error instanceof Problem && act.error.code === 'article.slug_redirects';
  const submit = async () => {
    took(await renameArticle(http, article.id, { slug: slug.trim(), ...(takeOver ? { replace_redirect: true } : {}) }));
    toast(text('articles.renamed'));
    onClose();
  };
  return (
    <Dialog title={text('articles.rename_title')} onClose={onClose}>
      <p>{text(article.was_published ? 'articles.rename_why' : 'articles.rename_unseen')}</p>
      <Form act={act} submit={submit} label={text('articles.rename')} fields={['slug']} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <Field label={text('articles.slug')} isRequired autoFocus value={slug} onChange={setSlug} error={at('slug')} help={text('articles.slug_help')} input={{ spellCheck: 'false', autoCapitalize: 'none', dir: 'ltr', maxLength: 80 }} />
        {(redirects || takeOver) && <Tick label={text('articles.take_over')} value={takeOver} onChange={setTakeOver} />}
      </Form>
    </Dialog>
  );
}

function Review({ article, took, onClose }: { article: Article; took: Took; onClose: () => void }) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  // A date that is still to come stays; one that is over was for this time.
  const [next, setNext] = useState(article.review_by && article.review_by > today() ? article.review_by : '');
  const submit = async () => {
    took(await confirmReview(http, article.id, next ? { review_by: next } : {}));
    toast(text('articles.review_done'));
    onClose();
  };
  return (
    <Dialog title={text('articles.review_title')} onClose={onClose}>
      <p>{text('articles.review_why')}</p>
      <Form act={act} submit={submit} label={text('articles.review_act')} fields={['review_by']} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <MomentField type="date" label={text('articles.review_next')} value={next} onChange={setNext} error={at('review_by')} help={text('articles.review_none')} />
      </Form>
    </Dialog>
  );
}
