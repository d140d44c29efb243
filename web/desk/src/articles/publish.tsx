// Showing a text to customers, now or at a time: what keeps it back is said before, what will happen as well.
import { useCallback, useState } from 'react';
import { CircleAlert } from 'lucide-react';
import { Problem } from '@ombud/shared/api';
import { previewArticle, publishDraft, type Article } from '@ombud/shared/articles';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { Field } from '@ombud/ui/field';
import { useStore } from '@ombud/ui/store';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { fromInput } from '../moments';
import { useText } from '../text';
import { MomentField } from '../ui/inputs';
import { hindrances, isDirty, otherLanguage, textOf, type TextEditing } from './editing';
import type { Took } from './editor';
import { LeadsNowhere } from './preview';

const LONGEST_NOTE = 200;

interface PublishProps {
  article: Article;
  editing: TextEditing;
  save: () => Promise<void>;
  took: Took;
  onClose: () => void;
}

export function Publish({ article, editing, save, took, onClose }: PublishProps) {
  const text = useText();
  const { http } = useDesk();
  const now = useStore(editing.state);
  const act = useAct();
  const at = useErrorAt(act);
  const [when, setWhen] = useState<'now' | 'later'>('now');
  const [moment, setMoment] = useState('');
  const [note, setNote] = useState('');
  const { language } = editing;
  const missing = hindrances(now, textOf(article, language));
  const named = text(`language.${language}`);
  const other = otherLanguage(language);
  const { markdown } = now.words;
  const look = useCallback(() => previewArticle(http, language, markdown), [http, language, markdown]);
  const refused = useLoaded(look).value?.refused ?? [];

  const submit = async () => {
    const planned = when === 'later' ? fromInput(moment) : null;
    if (when === 'later' && planned === null) throw new Problem('field.required', 400, 'at');
    if (isDirty(editing.state.get())) await save();
    const { base, words, crossed } = editing.state.get();
    // Somebody was faster: the pane says so.
    if (crossed) return onClose();
    took(
      await publishDraft(http, article.id, {
        language,
        base,
        ...(planned ? { at: planned } : {}),
        ...(note.trim() ? { note: note.trim() } : {}),
      }),
      { language, words },
    );
    toast(text(planned ? 'articles.planned_now' : 'articles.published_now', { language: named }));
    onClose();
  };

  return (
    <Dialog title={text('articles.publish_title', { language: named })} size="wide" onClose={onClose}>
      {missing.length > 0 ? (
        <>
          <ul className="hindrances">
            {missing.map((each) => (
              <li key={each}>
                <CircleAlert size={16} aria-hidden="true" />
                {text(`articles.hindrance.${each}`)}
              </li>
            ))}
          </ul>
          <footer>
            <Button onPress={onClose}>{text('act.close')}</Button>
          </footer>
        </>
      ) : (
        <Form
          act={act}
          submit={submit}
          label={text(when === 'now' ? 'articles.publish_now' : 'articles.publish_later')}
          fields={['at', 'note']}
          more={<Button onPress={onClose}>{text('act.cancel')}</Button>}
        >
          <p>{text('articles.publish_what', { title: now.words.title })}</p>
          <LeadsNowhere what="articles.publish_refused" targets={refused} />
          {!textOf(article, other)?.published && <p className="quiet">{text('articles.other_missing', { language: text(`language.${other}`) })}</p>}
          <fieldset className="choices">
            <legend>{text('articles.publish_when')}</legend>
            {(['now', 'later'] as const).map((each) => (
              <label key={each} className="checkbox">
                <input type="radio" name="when" checked={when === each} onChange={() => setWhen(each)} />
                <span>{text(`articles.when.${each}`)}</span>
              </label>
            ))}
          </fieldset>
          {when === 'later' && <MomentField label={text('articles.publish_at')} value={moment} onChange={setMoment} error={at('at')} help={text('time.here')} />}
          <Field label={text('articles.note')} value={note} onChange={setNote} help={text('articles.note_help')} error={at('note')} input={{ maxLength: LONGEST_NOTE, dir: 'auto' }} />
        </Form>
      )}
    </Dialog>
  );
}
