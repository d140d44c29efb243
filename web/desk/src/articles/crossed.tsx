// A colleague saved while we wrote: who, when, what differs, and both ways out.
import type { ArticleText } from '@ombud/shared/articles';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { dateAndTime } from '@ombud/ui/time';
import { useText } from '../text';
import { Changes } from './changes-view';
import { wordsOf, type TextEditing } from './editing';

export function Crossed({ editing, theirs }: { editing: TextEditing; theirs: ArticleText }) {
  const text = useText();
  const language = useLanguage();
  const mine = useStore(editing.state).words;
  const by = theirs.draft ?? (theirs.published && { by_name: theirs.published.made_by_name, at: theirs.published.made_at });
  return (
    <div className="crossing" role="alert">
      <p className="crossing-title">
        {by
          ? text('articles.crossed', { name: by.by_name ?? text('articles.the_program'), time: dateAndTime(language, by.at) })
          : text('articles.crossed_gone')}
      </p>
      <details>
        <summary>{text('articles.crossed_show')}</summary>
        <Changes before={wordsOf(theirs)} after={mine} lang={editing.language} />
      </details>
      <div>
        <Button onPress={() => editing.keepMine()}>{text('articles.keep_mine')}</Button>
        <Button kind="danger" onPress={() => editing.takeTheirs(theirs)}>
          {text('articles.take_theirs')}
        </Button>
      </div>
    </div>
  );
}
