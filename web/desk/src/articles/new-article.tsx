// Beginning an article: its name in the address, its place, and a first title where there is one.
import { useState } from 'react';
import { Problem, type Language } from '@ombud/shared/api';
import { CATEGORIES, createArticle, LONGEST_TITLE, saveDraft, type Category } from '@ombud/shared/articles';
import { LANGUAGES } from '@ombud/shared/i18n';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { Field } from '@ombud/ui/field';
import { useLanguage } from '@ombud/ui/settings';
import { useDesk } from '../desk';
import { go } from '../route';
import { useText } from '../text';
import { SelectField, Tick } from '../ui/inputs';
import { slugOf } from './editing';

interface NewArticleProps {
  /** What people searched for and did not find. */
  title?: string;
  language?: Language;
  onClose: () => void;
}

export function NewArticleWindow({ title: given = '', language: spoken, onClose }: NewArticleProps) {
  const text = useText();
  const { http } = useDesk();
  const mine = useLanguage();
  const act = useAct();
  const at = useErrorAt(act);
  const [title, setTitle] = useState(given);
  const [language, setLanguage] = useState<Language>(spoken ?? mine);
  const [typedSlug, setTypedSlug] = useState<string | null>(null);
  const [category, setCategory] = useState<Category>('signing-in');
  const [takeOver, setTakeOver] = useState(false);
  const slug = typedSlug ?? slugOf(title);
  const redirects = act.error instanceof Problem && act.error.code === 'article.slug_redirects';
  const submit = async () => {
    const article = await createArticle(http, { slug: slug.trim(), category, ...(takeOver ? { replace_redirect: true } : {}) });
    // The article is there whatever becomes of its title: that can be typed again.
    if (title.trim()) {
      await saveDraft(http, article.id, { language, base: 0, title: title.trim(), summary: '', keywords: [], markdown: '' }).catch(() => undefined);
    }
    onClose();
    go('/desk/articles/' + article.id);
  };
  return (
    <Dialog title={text('articles.new')} onClose={onClose}>
      <Form act={act} submit={submit} label={text('articles.new_act')} fields={['slug', 'category']} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <Field label={text('articles.text_title')} autoFocus value={title} onChange={setTitle} input={{ maxLength: LONGEST_TITLE, dir: 'auto' }} />
        <SelectField
          label={text('articles.title_language')}
          value={language}
          onChange={setLanguage}
          options={LANGUAGES.map((each) => [each, text(`language.${each}`)] as const)}
        />
        <Field
          label={text('articles.slug')}
          isRequired
          value={slug}
          onChange={(value) => {
            setTypedSlug(value);
            act.forget();
          }}
          error={at('slug')}
          help={text('articles.slug_help')}
          input={{ spellCheck: 'false', autoCapitalize: 'none', dir: 'ltr', maxLength: 80 }}
        />
        {(redirects || takeOver) && <Tick label={text('articles.take_over')} value={takeOver} onChange={setTakeOver} />}
        <SelectField
          label={text('articles.category')}
          value={category}
          onChange={setCategory}
          error={at('category')}
          options={CATEGORIES.map((each) => [each, text(`articles.category.${each}`)] as const)}
        />
      </Form>
    </Dialog>
  );
}
