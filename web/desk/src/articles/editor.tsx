// One article: both languages side by side, or one beside its preview; below them where it stands and what can be done with it.
import { useCallback, useEffect, useState } from 'react';
import { ArrowLeft } from 'lucide-react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { Id, Language } from '@ombud/shared/api';
import { getArticle, type Article } from '@ombud/shared/articles';
import { LANGUAGES } from '@ombud/shared/i18n';
import { useLanguage } from '@ombud/ui/settings';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { useWide } from '../media';
import { useText } from '../text';
import { Waiting } from '../ui/waiting';
import { Details } from './details';
import { otherLanguage, TextEditing, textOf, wordsOf, type Words } from './editing';
import { TextPane } from './text-pane';

/** Every act answers the whole article. `own`: the language whose words our act stored, and those words. */
export type Took = (article: Article, own?: { language: Language; words: Words }) => void;

export default function Editor({ id }: { id: Id }) {
  const text = useText();
  const { http } = useDesk();
  const mine = useLanguage();
  const load = useCallback(() => getArticle(http, id), [http, id]);
  const loaded = useLoaded(load);
  const article = loaded.value;
  const title = article && (wordsOf(textOf(article, mine)).title || wordsOf(textOf(article, otherLanguage(mine))).title);
  return (
    <section className="page editor" aria-labelledby="editor-title">
      <header>
        <div>
          <a className="back" href="/desk/articles">
            <ArrowLeft size={16} aria-hidden="true" />
            {text('articles.title')}
          </a>
          <h1 id="editor-title" dir="auto">
            {article ? title || text('articles.untitled') : text('articles.one')}
          </h1>
        </div>
      </header>
      <Waiting of={loaded} rows={8} />
      {article && <Editors key={article.id} article={article} set={loaded.set} />}
    </section>
  );
}

/** Both languages, or one of them beside its preview. */
type Shown = 'both' | Language;

function Editors({ article, set }: { article: Article; set: (article: Article) => void }) {
  const text = useText();
  const desk = useDesk();
  const wide = useWide();
  const mine = useLanguage();
  const [chosen, setChosen] = useState<Shown>('both');
  const [editing] = useState(() => LANGUAGES.map((language) => new TextEditing(localStorage, desk.me.id, article.id, language, textOf(article, language))));
  const took: Took = useCallback(
    (fresh, own) => {
      for (const each of editing) each.took(textOf(fresh, each.language), own?.language === each.language ? own.words : null);
      set(fresh);
    },
    [editing, set],
  );
  // Colleagues save while this stands open in a tab: look again when somebody comes back to it.
  const { http } = desk;
  const { id } = article;
  useEffect(() => {
    // What cannot be had now is had with the next save.
    const look = () => void getArticle(http, id).then(took, () => undefined);
    addEventListener('focus', look);
    return () => removeEventListener('focus', look);
  }, [http, id, took]);

  const shown = !wide && chosen === 'both' ? mine : chosen;
  const options: readonly Shown[] = wide ? ['both', ...LANGUAGES] : LANGUAGES;
  return (
    <>
      <ToggleButtonGroup
        className="segments"
        aria-label={text('articles.shown')}
        disallowEmptySelection
        selectedKeys={[shown]}
        onSelectionChange={(keys) => setChosen([...keys][0] as Shown)}
      >
        {options.map((each) => (
          <ToggleButton key={each} id={each}>
            <span className="label">{each === 'both' ? text('articles.side_by_side') : text(`language.${each}`)}</span>
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <div className="panes" data-shown={shown === 'both' ? 'both' : 'one'}>
        {editing
          .filter(({ language }) => shown === 'both' || shown === language)
          .map((each) => (
            <TextPane key={each.language} article={article} editing={each} took={took} beside={shown !== 'both' && wide} />
          ))}
      </div>
      <Details article={article} took={took} />
    </>
  );
}
