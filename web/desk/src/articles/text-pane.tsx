// One language of an article: its words, its preview, how it stands, and saving, publishing and versions of it.
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { History, TriangleAlert } from 'lucide-react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { Problem } from '@ombud/shared/api';
import {
  discardDraft, getArticle, giveUpPlan, LONGEST_SUMMARY, LONGEST_TITLE, saveDraft, type Article, type ArticleText,
} from '@ombud/shared/articles';
import { Trouble, useAct, useErrorAt, type Act } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Field } from '@ombud/ui/field';
import { useLanguage } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useText } from '../text';
import { AreaField, Tick } from '../ui/inputs';
import { Sure } from '../ui/sure';
import { Crossed } from './crossed';
import { isDirty, isTooLong, otherLanguage, textOf, type Editing, type TextEditing } from './editing';
import type { Took } from './editor';
import { MarkdownField } from './markdown-field';
import { OutOfDate } from './out-of-date';
import { Preview } from './preview';
import { Publish } from './publish';
import { StateChips } from './state-chips';
import { Versions } from './versions';

const FIELDS = ['title', 'summary', 'keywords', 'markdown'];

interface TextPaneProps {
  article: Article;
  editing: TextEditing;
  took: Took;
  /** There is room for the preview beside the text. */
  beside: boolean;
}

type Window = 'publish' | 'versions' | 'discard';

export function TextPane({ article, editing, took, beside }: TextPaneProps) {
  const text = useText();
  const { http } = useDesk();
  const now = useStore(editing.state);
  const act = useAct();
  const [tab, setTab] = useState<'write' | 'preview'>('write');
  const [window, setWindow] = useState<Window | null>(null);
  const { language } = editing;
  const mine = textOf(article, language);
  const close = () => setWindow(null);

  const save = async () => {
    const sent = editing.state.get().words;
    if (isTooLong(sent.markdown)) throw new Problem('markdown.too_large', 413, 'markdown');
    try {
      took(await saveDraft(http, article.id, editing.toSave()), { language, words: sent });
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'article.changed')) throw error;
      // Who was faster is told with what they wrote; where nobody was, the refusal stands.
      took(await getArticle(http, article.id));
      if (!editing.state.get().crossed) throw error;
    }
  };
  const press = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
    event.preventDefault();
    if (isDirty(now) && !now.crossed) void act.run(save);
  };
  const showsText = beside || tab === 'write';

  return (
    <section className="text-pane" aria-labelledby={'pane-' + language} onKeyDown={press}>
      <header>
        <h2 id={'pane-' + language}>{text(`language.${language}`)}</h2>
        <StateChips
          published={mine?.state === 'published'}
          hasDraft={Boolean(mine?.draft)}
          publishAt={mine?.plan?.at ?? null}
          outOfDateSince={mine?.out_of_date_since ?? null}
        />
        {!beside && (
          <ToggleButtonGroup
            className="segments"
            aria-label={text('articles.view_of', { language: text(`language.${language}`) })}
            disallowEmptySelection
            selectedKeys={[tab]}
            onSelectionChange={(keys) => setTab([...keys][0] as 'write' | 'preview')}
          >
            {(['write', 'preview'] as const).map((each) => (
              <ToggleButton key={each} id={each}>
                <span className="label">{text(`articles.${each}`)}</span>
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        )}
      </header>
      <OutOfDate article={article} language={language} took={took} />
      {now.crossed && <Crossed editing={editing} theirs={now.crossed} />}
      <div className="pane-body" data-beside={beside || undefined}>
        {showsText && <Form editing={editing} act={act} now={now} />}
        {(beside || tab === 'preview') && <Preview language={language} title={now.words.title} summary={now.words.summary} markdown={now.words.markdown} />}
      </div>
      <SaysTheSame article={article} editing={editing} now={now} />
      <Trouble act={act} fields={showsText ? FIELDS : []} />
      <Bar editing={editing} now={now} mine={mine} act={act} save={save} open={setWindow}>
        {mine?.plan && <Planned article={article} mine={mine} took={took} act={act} />}
      </Bar>
      {window === 'publish' && <Publish article={article} editing={editing} save={save} took={took} onClose={close} />}
      {window === 'versions' && mine && <Versions article={article} editing={editing} mine={mine} took={took} onClose={close} />}
      {window === 'discard' && mine && (
        <Sure
          title={text('articles.discard_title', { language: text(`language.${language}`) })}
          label={text('articles.discard')}
          onClose={close}
          run={async () => {
            const fresh = mine.draft ? await discardDraft(http, article.id, { language, base: mine.revision }) : article;
            editing.takeTheirs(textOf(fresh, language));
            took(fresh);
          }}
        >
          <p>{text(mine.published ? 'articles.discard_why' : 'articles.discard_all')}</p>
        </Sure>
      )}
    </section>
  );
}

function Form({ editing, now, act }: { editing: TextEditing; now: Editing; act: Act }) {
  const text = useText();
  const at = useErrorAt(act);
  const { language } = editing;
  const { words } = now;
  const write = (name: keyof Editing['words']) => (value: string) => {
    editing.write({ [name]: value });
    act.forget();
  };
  return (
    <div className="pane-form" lang={language}>
      <Field label={text('articles.text_title')} value={words.title} onChange={write('title')} error={at('title')} input={{ maxLength: LONGEST_TITLE, dir: 'auto' }} />
      <AreaField label={text('articles.summary')} rows={2} longest={LONGEST_SUMMARY} value={words.summary} onChange={write('summary')} error={at('summary')} help={text('articles.summary_help')} />
      <Field label={text('articles.keywords')} value={words.keywords} onChange={write('keywords')} error={at('keywords')} help={text('articles.keywords_help')} input={{ dir: 'auto' }} />
      <MarkdownField
        language={language}
        value={words.markdown}
        onChange={write('markdown')}
        error={isTooLong(words.markdown) ? text('problem.markdown.too_large') : at('markdown')}
      />
    </div>
  );
}

/** A translation may say what it is a translation of: then it is known when the other language says more. */
function SaysTheSame({ article, editing, now }: { article: Article; editing: TextEditing; now: Editing }) {
  const text = useText();
  const other = otherLanguage(editing.language);
  const published = textOf(article, other)?.published;
  if (!published || !isDirty(now)) return null;
  return (
    <Tick
      label={text('articles.says_the_same', { language: text(`language.${other}`), version: published.version })}
      value={now.translatedFrom === published.version}
      onChange={(on) => editing.saysTheSameAs(on ? published.version : null)}
    />
  );
}

interface BarProps {
  editing: TextEditing;
  now: Editing;
  mine: ArticleText | undefined;
  act: Act;
  save: () => Promise<void>;
  open: (window: Window) => void;
  children: ReactNode;
}

function Bar({ now, mine, act, save, open, children }: BarProps) {
  const text = useText();
  const desk = useDesk();
  const dirty = isDirty(now);
  return (
    <footer>
      <p className="pane-standing" role="status">
        <Standing dirty={dirty} mine={mine} />
      </p>
      {children}
      <div className="acts">
        <Button kind={dirty ? 'primary' : 'plain'} isDisabled={!dirty || now.crossed !== null} isPending={act.busy} onPress={() => void act.run(save)}>
          {text('articles.save')}
        </Button>
        {desk.can('publish_articles') && (
          <Button isDisabled={now.crossed !== null} onPress={() => open('publish')}>
            {text('articles.publish')}
          </Button>
        )}
        {mine && (
          <Button kind="quiet" onPress={() => open('versions')}>
            <History size={16} aria-hidden="true" />
            {text('articles.versions')}
          </Button>
        )}
        {mine && (mine.draft || dirty) && (
          <Button kind="quiet" onPress={() => open('discard')}>
            {text('articles.discard')}
          </Button>
        )}
      </div>
    </footer>
  );
}

function Standing({ dirty, mine }: { dirty: boolean; mine: ArticleText | undefined }) {
  const text = useText();
  const language = useLanguage();
  if (dirty) return text('articles.unsaved');
  if (mine?.draft) {
    return text('articles.saved_by', { name: mine.draft.by_name ?? text('articles.the_program'), time: dateAndTime(language, mine.draft.at) });
  }
  if (mine?.published) return text('articles.published_as', { version: mine.published.version, time: dateAndTime(language, mine.published.published_at ?? mine.published.made_at) });
  return text('articles.nothing_yet');
}

function Planned({ article, mine, took, act }: { article: Article; mine: ArticleText; took: Took; act: Act }) {
  const text = useText();
  const desk = useDesk();
  const language = useLanguage();
  const plan = mine.plan!;
  const giveUp = async () => {
    took(await giveUpPlan(desk.http, article.id, { language: mine.language }));
    toast(text('articles.plan_given_up'));
  };
  return (
    <div className="notice">
      <TriangleAlert size={16} aria-hidden="true" />
      <p>
        <time dateTime={plan.at} title={exactTime(language, plan.at)}>
          {text('articles.plan', { version: plan.version, time: dateAndTime(language, plan.at), name: plan.by_name ?? text('articles.the_program') })}
        </time>
      </p>
      {desk.can('publish_articles') && <Button isPending={act.busy} onPress={() => void act.run(giveUp)}>{text('articles.plan_give_up')}</Button>}
    </div>
  );
}
