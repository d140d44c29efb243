// How a text stood before: every version, what it changed, and taking one up again as the draft.
import { useCallback, useState } from 'react';
import { getVersion, listVersions, restoreVersion, type Article, type ArticleText, type VersionLine } from '@ombud/shared/articles';
import { Trouble, useAct } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { useLanguage } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { useText } from '../text';
import { Waiting } from '../ui/waiting';
import { Changes } from './changes-view';
import { textOf, type TextEditing } from './editing';
import type { Took } from './editor';

interface VersionsProps {
  article: Article;
  editing: TextEditing;
  mine: ArticleText;
  took: Took;
  onClose: () => void;
}

export function Versions({ article, editing, mine, took, onClose }: VersionsProps) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const [compared, setCompared] = useState<number | null>(null);
  const { language } = editing;
  const { id } = article;
  const load = useCallback(async () => (await listVersions(http, id, language)).versions, [http, id, language]);
  const loaded = useLoaded(load);
  const restore = async (version: number) => {
    const fresh = await restoreVersion(http, id, { language, version, base: mine.revision });
    editing.takeTheirs(textOf(fresh, language));
    took(fresh);
    toast(text('articles.restored', { version }));
    onClose();
  };
  return (
    <Dialog title={text('articles.versions_title', { language: text(`language.${language}`) })} size="wide" onClose={onClose}>
      <Waiting of={loaded} />
      <Trouble act={act} />
      {loaded.value?.length === 0 && <p className="quiet">{text('articles.no_versions')}</p>}
      <ul className="versions">
        {loaded.value?.map((line) => (
          <li key={line.version}>
            <Line line={line} shown={mine.published?.version === line.version} />
            <div className="acts">
              <Button kind="quiet" aria-expanded={compared === line.version} onPress={() => setCompared(compared === line.version ? null : line.version)}>
                {text('articles.compare')}
              </Button>
              <Button kind="quiet" isPending={act.busy} onPress={() => void act.run(() => restore(line.version))}>
                {text('articles.restore')}
              </Button>
            </div>
            {compared === line.version && <Compared article={article} editing={editing} version={line.version} />}
          </li>
        ))}
      </ul>
      <p className="quiet">{text('articles.restore_why')}</p>
    </Dialog>
  );
}

function Line({ line, shown }: { line: VersionLine; shown: boolean }) {
  const text = useText();
  const language = useLanguage();
  return (
    <div>
      <strong>{text('articles.version', { value: line.version })}</strong>{' '}
      {shown && (
        <span className="chip" data-tone="good">
          {text('articles.shown_now')}
        </span>
      )}
      {!line.published_at && <span className="chip">{text('articles.never_shown')}</span>}
      <p dir="auto">{line.note ?? line.title}</p>
      <small className="quiet">
        {line.made_by_name ?? text('articles.the_program')},{' '}
        <time dateTime={line.made_at} title={exactTime(language, line.made_at)}>
          {dateAndTime(language, line.made_at)}
        </time>
      </small>
    </div>
  );
}

function Compared({ article, editing, version }: { article: Article; editing: TextEditing; version: number }) {
  const { http } = useDesk();
  const now = useStore(editing.state).words;
  const { id } = article;
  const { language } = editing;
  const load = useCallback(() => getVersion(http, id, language, version), [http, id, language, version]);
  const loaded = useLoaded(load);
  if (!loaded.value) return <Waiting of={loaded} rows={2} />;
  return <Changes before={{ ...loaded.value, keywords: loaded.value.keywords.join(', ') }} after={now} lang={language} />;
}
