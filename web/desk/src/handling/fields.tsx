// Administration of the desk's own fields: what they are called, what they take, for which conversations; and the tags in use.
import { useCallback, useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { Problem, TOPICS, type Topic } from '@ombud/shared/api';
import { addField, changeField, FIELD_KINDS, fieldLabel, listFields, listTags, type FieldChoice, type FieldDefinition } from '@ombud/shared/work';
import { LANGUAGES } from '@ombud/shared/i18n';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button, IconButton } from '@ombud/ui/button';
import { Field } from '@ombud/ui/field';
import { useLanguage } from '@ombud/ui/settings';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { problemText, useText } from '../text';
import { SelectField } from '../ui/inputs';
import { Sure } from '../ui/sure';
import { Waiting } from '../ui/waiting';

export default function Fields() {
  const text = useText();
  const { http, work } = useDesk();
  const load = useCallback(() => listFields(http), [http]);
  const loaded = useLoaded(load);
  const [editing, setEditing] = useState<FieldDefinition | 'new' | null>(null);
  const changed = () => {
    loaded.again();
    work.loadFields().catch(() => undefined);
  };
  return (
    <section className="page" aria-labelledby="fields-title">
      <header>
        <div>
          <h1 id="fields-title">{text('fields.title')}</h1>
          <p>{text('fields.about')}</p>
        </div>
        {editing === null && (
          <Button kind="primary" onPress={() => setEditing('new')}>
            <Plus size={16} aria-hidden="true" />
            {text('fields.add')}
          </Button>
        )}
      </header>
      {editing !== null ? (
        <FieldForm key={editing === 'new' ? 'new' : editing.name} field={editing === 'new' ? null : editing} onClose={() => setEditing(null)} onSaved={changed} />
      ) : (
        <>
          <Waiting of={loaded} />
          {loaded.value && <List fields={loaded.value.fields} onEdit={setEditing} onChanged={changed} />}
          <Tags />
        </>
      )}
    </section>
  );
}

function List({ fields, onEdit, onChanged }: { fields: readonly FieldDefinition[]; onEdit: (field: FieldDefinition) => void; onChanged: () => void }) {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const [ending, setEnding] = useState<FieldDefinition | null>(null);
  const change = async (field: FieldDefinition, what: Parameters<typeof changeField>[2]) => {
    try {
      await changeField(http, field.name, what);
      onChanged();
    } catch (error) {
      toast(problemText(text, error), 'danger');
    }
  };
  if (fields.length === 0) return <p className="empty">{text('fields.none')}</p>;
  return (
    <>
      <ul className="field-list">
        {fields.map((field, place) => {
          const name = fieldLabel(field, language);
          return (
            <li key={field.name}>
              <div>
                <strong>
                  <bdi>{name}</bdi>
                </strong>{' '}
                {field.ended && <span className="chip">{text('fields.ended')}</span>}
                <br />
                <small className="quiet">
                  <code>{field.name}</code> · {text(`fields.kind.${field.kind}`)} · {field.topics.length > 0 ? field.topics.map((topic) => text(`topic.${topic}`)).join(text('list.and')) : text('fields.any_topic')}
                  {field.choices.length > 0 && <> · {field.choices.map((choice) => fieldLabel(choice, language)).join(text('list.and'))}</>}
                </small>
              </div>
              <div className="acts">
                <IconButton label={text('fields.up_named', { name })} isDisabled={place === 0} onPress={() => void change(field, { move: 'up' })}>
                  <ArrowUp size={16} />
                </IconButton>
                <IconButton label={text('fields.down_named', { name })} isDisabled={place === fields.length - 1} onPress={() => void change(field, { move: 'down' })}>
                  <ArrowDown size={16} />
                </IconButton>
                <Button aria-label={text('fields.edit_named', { name })} onPress={() => onEdit(field)}>
                  {text('act.edit')}
                </Button>
                {field.ended ? (
                  <Button kind="quiet" onPress={() => void change(field, { ended: false })}>
                    {text('fields.bring_back')}
                  </Button>
                ) : (
                  <Button kind="quiet" aria-label={text('fields.end_named', { name })} onPress={() => setEnding(field)}>
                    {text('fields.end')}
                  </Button>
                )}
              </div>
            </li>
          );
        })}
      </ul>
      {ending && (
        <Sure
          title={text('fields.end_title', { name: fieldLabel(ending, language) })}
          label={text('fields.end')}
          onClose={() => setEnding(null)}
          run={async () => {
            await changeField(http, ending.name, { ended: true });
            onChanged();
          }}
        >
          <p>{text('fields.end_why')}</p>
        </Sure>
      )}
    </>
  );
}

function Tags() {
  const text = useText();
  const { http } = useDesk();
  const load = useCallback(() => listTags(http), [http]);
  const loaded = useLoaded(load);
  return (
    <section aria-labelledby="tags-title">
      <h2 id="tags-title">{text('fields.tags')}</h2>
      <p className="quiet">{text('fields.tags_about')}</p>
      <Waiting of={loaded} rows={2} />
      {loaded.value?.tags.length === 0 && <p className="empty">{text('fields.no_tags')}</p>}
      <ul className="tag-list">
        {loaded.value?.tags.map(({ tag, conversations }) => (
          <li key={tag} className="tag-chip">
            <bdi>{tag}</bdi>
            <small>{text('fields.tag_count', { count: conversations })}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

type Words = Omit<FieldDefinition, 'ended'>;
const BLANK: Words = { name: '', label_en: '', label_zh: '', kind: 'text', choices: [], topics: [] };
const LABELS = { en: 'label_en', 'zh-CN': 'label_zh' } as const;
const CHOICES_AT_MOST = 100;

function FieldForm({ field, onClose, onSaved }: { field: FieldDefinition | null; onClose: () => void; onSaved: () => void }) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const [words, setWords] = useState<Words>(() => {
    if (!field) return BLANK;
    const { name, label_en, label_zh, kind, choices, topics } = field;
    return { name, label_en, label_zh, kind, choices, topics };
  });
  const set = (change: Partial<Words>) => {
    setWords((now) => ({ ...now, ...change }));
    act.forget();
  };
  const here = (name: string) => (act.error instanceof Problem && act.error.field === name ? at(name) : null);
  const submit = async () => {
    const { name, label_en, label_zh, choices, topics } = words;
    await (field ? changeField(http, name, { label_en, label_zh, choices, topics }) : addField(http, words));
    toast(text('fields.saved'));
    onSaved();
    onClose();
  };
  return (
    <section className="field-form" aria-labelledby="field-title">
      <h2 id="field-title">{field ? text('fields.edit_title', { name: field.name }) : text('fields.add_title')}</h2>
      <Form act={act} submit={submit} label={text('fields.save')} fields={['name', 'label_en', 'label_zh']} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        {!field && (
          <Field label={text('fields.name')} isRequired autoFocus value={words.name} onChange={(name) => set({ name })} error={here('name')} help={text('fields.name_help')} input={{ maxLength: 60, dir: 'ltr', spellCheck: 'false', autoCapitalize: 'none' }} />
        )}
        <div className="both-languages">
          {LANGUAGES.map((each) => (
            <fieldset key={each}>
              <legend>{text(`language.${each}`)}</legend>
              <Field label={text('fields.label')} isRequired value={words[LABELS[each]]} onChange={(label) => set({ [LABELS[each]]: label })} error={here(LABELS[each])} input={{ maxLength: 80, dir: 'auto' }} />
            </fieldset>
          ))}
        </div>
        {!field && (
          <SelectField
            label={text('fields.kind')}
            value={words.kind}
            onChange={(kind) => set({ kind, choices: kind === 'choice' ? [{ value: '', label_en: '', label_zh: '' }] : [] })}
            options={FIELD_KINDS.map((kind) => [kind, text(`fields.kind.${kind}`)] as const)}
            help={text('fields.kind_help')}
          />
        )}
        {words.kind === 'choice' && <Choices choices={words.choices} onChange={(choices) => set({ choices })} />}
        <fieldset className="field-topics">
          <legend>{text('fields.topics')}</legend>
          <ToggleButtonGroup className="condition-choices" aria-label={text('fields.topics')} selectionMode="multiple" selectedKeys={words.topics} onSelectionChange={(keys) => set({ topics: TOPICS.filter((topic: Topic) => keys.has(topic)) })}>
            {TOPICS.map((topic) => (
              <ToggleButton key={topic} id={topic}>
                {text(`topic.${topic}`)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
          <small className="field-help">{text('fields.topics_help')}</small>
        </fieldset>
      </Form>
    </section>
  );
}

function Choices({ choices, onChange }: { choices: readonly FieldChoice[]; onChange: (choices: FieldChoice[]) => void }) {
  const text = useText();
  const change = (place: number, what: Partial<FieldChoice>) => onChange(choices.map((each, index) => (index === place ? { ...each, ...what } : each)));
  return (
    <fieldset className="field-topics">
      <legend>{text('fields.choices')}</legend>
      {choices.map((choice, place) => (
        // By their place: what they are called is being typed.
        <div key={place} className="field-choice" role="group" aria-label={text('fields.choice', { count: place + 1 })}>
          <Field label={text('fields.choice_value')} value={choice.value} onChange={(value) => change(place, { value })} input={{ maxLength: 60, dir: 'ltr', spellCheck: 'false', autoCapitalize: 'none' }} />
          <Field label={text('language.zh-CN')} value={choice.label_zh} onChange={(label_zh) => change(place, { label_zh })} input={{ maxLength: 80, dir: 'auto' }} />
          <Field label={text('language.en')} value={choice.label_en} onChange={(label_en) => change(place, { label_en })} input={{ maxLength: 80, dir: 'auto' }} />
          <IconButton label={text('fields.choice_remove', { count: place + 1 })} onPress={() => onChange(choices.filter((_, index) => index !== place))}>
            <X size={16} />
          </IconButton>
        </div>
      ))}
      <Button kind="quiet" isDisabled={choices.length >= CHOICES_AT_MOST} onPress={() => onChange([...choices, { value: '', label_en: '', label_zh: '' }])}>
        <Plus size={14} aria-hidden="true" />
        {text('fields.choice_add')}
      </Button>
    </fieldset>
  );
}
