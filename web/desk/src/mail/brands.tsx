// Names and addresses under which we write, in both languages, with a look at the letters that come of them.
import { useEffect, useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { Plus } from 'lucide-react';
import { Problem, type Language } from '@ombud/shared/api';
import { LANGUAGES } from '@ombud/shared/i18n';
import { addBrand, changeBrand, previewBrand, removeBrand, type Brand, type BrandPreview, type BrandWords, type LetterWords, type MailState } from '@ombud/shared/mail';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Field } from '@ombud/ui/field';
import { EmailField } from '@ombud/ui/fields';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { problemText, useText } from '../text';
import { AreaField } from '../ui/inputs';
import { Sure } from '../ui/sure';
import { unfilled } from './faults';

const LONGEST = 1_000;
const PAUSE = 400;
const BLANK: BrandWords = { address: '', name_en: '', name_zh: '', acknowledgement_en: '', acknowledgement_zh: '', closing_en: '', closing_zh: '' };
const PARTS = { en: { name: 'name_en', acknowledgement: 'acknowledgement_en', closing: 'closing_en' }, 'zh-CN': { name: 'name_zh', acknowledgement: 'acknowledgement_zh', closing: 'closing_zh' } } as const;

export function Brands({ state, manages, onChanged }: { state: MailState; manages: boolean; onChanged: () => void }) {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const [editing, setEditing] = useState<Brand | 'new' | null>(null);
  const [removing, setRemoving] = useState<Brand | null>(null);
  if (editing !== null) {
    return <BrandForm key={editing === 'new' ? 'new' : editing.id} brand={editing === 'new' ? null : editing} onClose={() => setEditing(null)} onSaved={onChanged} />;
  }
  return (
    <>
      <div className="tab-head">
        <p className="quiet">
          {text('brands.about')}
          {state.address && (
            <>
              <br />
              {text('brands.otherwise')} <bdi>{state.address}</bdi>
            </>
          )}
        </p>
        {manages && (
          <Button kind="primary" onPress={() => setEditing('new')}>
            <Plus size={16} aria-hidden="true" />
            {text('brands.add')}
          </Button>
        )}
      </div>
      {state.brands.length === 0 && <p className="empty">{text('brands.none')}</p>}
      <ul className="brands">
        {state.brands.map((brand) => (
          <li key={brand.id}>
            <div>
              <strong>
                <bdi dir="ltr">{brand.address}</bdi>
              </strong>
              <p>
                <bdi lang="zh-CN">{brand.name_zh}</bdi> · <bdi lang="en">{brand.name_en}</bdi>
              </p>
              <small className="quiet">
                <time dateTime={brand.changed_at} title={exactTime(language, brand.changed_at)}>
                  {text('brands.changed', { time: dateAndTime(language, brand.changed_at) })}
                </time>
              </small>
            </div>
            {manages && (
              <div className="acts">
                <Button aria-label={text('brands.edit_named', { address: brand.address })} onPress={() => setEditing(brand)}>
                  {text('act.edit')}
                </Button>
                <Button kind="quiet" aria-label={text('brands.remove_named', { address: brand.address })} onPress={() => setRemoving(brand)}>
                  {text('brands.remove')}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {removing && (
        <Sure
          title={text('brands.remove_title', { address: removing.address })}
          label={text('brands.remove')}
          onClose={() => setRemoving(null)}
          run={async () => {
            await removeBrand(http, removing.id);
            toast(text('brands.removed'));
            onChanged();
          }}
        >
          <p>{text('brands.remove_why')}</p>
        </Sure>
      )}
    </>
  );
}

function BrandForm({ brand, onClose, onSaved }: { brand: Brand | null; onClose: () => void; onSaved: () => void }) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const [words, setWords] = useState<BrandWords>(() => {
    if (!brand) return BLANK;
    const { address, name_en, name_zh, acknowledgement_en, acknowledgement_zh, closing_en, closing_zh } = brand;
    return { address, name_en, name_zh, acknowledgement_en, acknowledgement_zh, closing_en, closing_zh };
  });
  const set = (name: keyof BrandWords) => (value: string) => {
    setWords((now) => ({ ...now, [name]: value }));
    act.forget();
  };
  const here = (name: keyof BrandWords) => (act.error instanceof Problem && act.error.field === name ? at(name) : null);
  const submit = async () => {
    try {
      await (brand ? changeBrand(http, brand.id, words) : addBrand(http, words));
    } catch (error) {
      throw error instanceof Problem ? new Problem(unfilled(error.code), error.status, error.field, error.retryAfter, error.requestId) : error;
    }
    toast(text('brands.saved'));
    onSaved();
    onClose();
  };
  return (
    <section className="brand-form" aria-labelledby="brand-title">
      <h2 id="brand-title">{text(brand ? 'brands.edit_title' : 'brands.add_title')}</h2>
      <Form act={act} submit={submit} label={text('brands.save')} fields={Object.keys(BLANK)} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <div className="brand-address">
          <EmailField label={text('brands.address')} autoComplete="off" autoFocus={!brand} value={words.address} onChange={set('address')} error={at('address', 'email', 'brand')} />
          <small className="field-help">{text('brands.address_help')}</small>
        </div>
        <div className="both-languages">
          {LANGUAGES.map((each) => {
            const parts = PARTS[each];
            return (
              <fieldset key={each}>
                <legend>{text(`language.${each}`)}</legend>
                <Field label={text('brands.name')} isRequired value={words[parts.name]} onChange={set(parts.name)} error={here(parts.name)} help={text('brands.name_help')} input={{ maxLength: 120, dir: 'auto' }} />
                <AreaField label={text('brands.acknowledgement')} lang={each} rows={4} longest={LONGEST} value={words[parts.acknowledgement]} onChange={set(parts.acknowledgement)} error={here(parts.acknowledgement)} help={text('brands.acknowledgement_help')} />
                <AreaField label={text('brands.closing')} lang={each} rows={3} longest={LONGEST} value={words[parts.closing]} onChange={set(parts.closing)} error={here(parts.closing)} help={text('brands.closing_help')} />
              </fieldset>
            );
          })}
        </div>
        <Preview words={words} />
      </Form>
    </section>
  );
}

interface Made { of: string; preview: BrandPreview | null; error: unknown }

/** As the server would write them, a moment after the last key. */
function Preview({ words }: { words: BrandWords }) {
  const text = useText();
  const { http } = useDesk();
  const own = useLanguage();
  const [language, setLanguage] = useState<Language>(own);
  const wanted = JSON.stringify([words, language]);
  const [made, setMade] = useState<Made>({ of: '', preview: null, error: null });
  const ready = words.address.trim() !== '' && words.name_en.trim() !== '' && words.name_zh.trim() !== '';
  useEffect(() => {
    if (!ready) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const [of, language_of] = JSON.parse(wanted) as [BrandWords, Language];
      previewBrand(http, of, language_of, stop.signal).then(
        (preview) => setMade({ of: wanted, preview, error: null }),
        (error: unknown) => {
          if (!(error instanceof Problem && error.code === 'cancelled')) setMade((now) => ({ ...now, of: wanted, error }));
        },
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [http, wanted, ready]);
  const { preview, error } = made;
  return (
    <section className="brand-preview" aria-labelledby="preview-title" aria-busy={ready && made.of !== wanted}>
      <div className="tab-head">
        <h3 id="preview-title">{text('brands.preview')}</h3>
        <ToggleButtonGroup className="segments" aria-label={text('brands.preview_language')} disallowEmptySelection selectedKeys={[language]} onSelectionChange={(keys) => setLanguage([...keys][0] as Language)}>
          {LANGUAGES.map((each) => (
            <ToggleButton key={each} id={each}>
              {text(`language.${each}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </div>
      {!ready && <p className="quiet">{text('brands.preview_needs')}</p>}
      {ready && error !== null && (
        <p className="notice" data-tone="danger" role="alert">
          {problemText(text, error)}
        </p>
      )}
      {ready && error === null && !preview && <p aria-busy="true">{text('app.opening')}</p>}
      {ready && preview && (
        <div className="both-languages">
          <LetterSample title={text('brands.preview_acknowledgement')} letter={preview.acknowledgement} words={words} language={language} />
          <LetterSample title={text('brands.preview_answer')} letter={preview.answer} words={words} language={language} />
        </div>
      )}
    </section>
  );
}

function LetterSample({ title, letter, words, language }: { title: string; letter: LetterWords; words: BrandWords; language: Language }) {
  return (
    <figure className="letter-sample">
      <figcaption>{title}</figcaption>
      <p className="letter-sender">
        <bdi lang={language}>{words[PARTS[language].name].trim()}</bdi> <bdi dir="ltr">&lt;{words.address.trim()}&gt;</bdi>
      </p>
      <strong lang={language} dir="auto">
        {letter.subject}
      </strong>
      <p className="letter-text" lang={language} dir="auto" tabIndex={0}>
        {letter.text}
      </p>
    </figure>
  );
}
