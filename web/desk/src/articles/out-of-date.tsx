// The other language has said more since: what changed there, by whom, and saying that this one is right all the same.
import { useCallback, useState } from 'react';
import type { Language } from '@ombud/shared/api';
import { getVersion, listVersions, markChecked, type Article, type Version } from '@ombud/shared/articles';
import { Trouble, useAct } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { useText } from '../text';
import { Waiting } from '../ui/waiting';
import { Changes } from './changes-view';
import { otherLanguage, textOf } from './editing';
import type { Took } from './editor';

export function OutOfDate({ article, language, took }: { article: Article; language: Language; took: Took }) {
  const text = useText();
  const mine = useLanguage();
  const { http } = useDesk();
  const act = useAct();
  const [open, setOpen] = useState(false);
  const here = textOf(article, language);
  const there = textOf(article, otherLanguage(language))?.published;
  const since = here?.out_of_date_since;
  if (!here || !since || !there) return null;
  const check = async () => {
    took(await markChecked(http, article.id, { language }));
    toast(text('articles.checked'));
  };
  const other = text(`language.${otherLanguage(language)}`);
  return (
    <div className="out-of-date notice">
      <p>
        <time dateTime={since} title={exactTime(mine, since)}>
          {text('articles.out_of_date_since', { language: other, time: dateAndTime(mine, since) })}
        </time>
      </p>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{text('articles.what_changed', { language: other })}</summary>
        {open && <SourceChanges article={article} language={language} newest={there} checked={here.checked_against} />}
      </details>
      <Button isPending={act.busy} onPress={() => void act.run(check)}>
        {text('articles.check')}
      </Button>
      <Trouble act={act} />
    </div>
  );
}

const NEVER = { title: '', summary: '', keywords: '', markdown: '' };
const words = (version: Version) => ({ ...version, keywords: version.keywords.join(', ') });

function SourceChanges({ article, language, newest, checked }: { article: Article; language: Language; newest: Version; checked: number | null }) {
  const text = useText();
  const mine = useLanguage();
  const { http } = useDesk();
  const other = otherLanguage(language);
  const { id } = article;
  const load = useCallback(async () => {
    const [{ versions }, before] = await Promise.all([
      listVersions(http, id, other),
      checked === null ? null : getVersion(http, id, other, checked),
    ]);
    return { since: versions.filter((version) => version.version > (checked ?? 0) && version.version <= newest.version), before };
  }, [http, id, other, checked, newest.version]);
  const loaded = useLoaded(load);
  if (!loaded.value) return <Waiting of={loaded} rows={2} />;
  return (
    <>
      <ul className="notes">
        {loaded.value.since.map((version) => (
          <li key={version.version}>
            <strong>{text('articles.version', { value: version.version })}</strong>
            <span dir="auto">{version.note ?? text('articles.no_note')}</span>
            <small>
              {version.made_by_name ?? text('articles.the_program')}, {dateAndTime(mine, version.made_at)}
            </small>
          </li>
        ))}
      </ul>
      <Changes before={loaded.value.before ? words(loaded.value.before) : NEVER} after={words(newest)} lang={other} />
    </>
  );
}
