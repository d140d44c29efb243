// One policy: for which conversations, by which calendar, what is promised, and when a warning comes.
import { useState } from 'react';
import { PRIORITIES, Problem, type Priority } from '@ombud/shared/api';
import { addPolicy, changePolicy, CLOCK_KINDS, type Calendar, type ClockKind, type Policy, type PolicyWords, type Targets } from '@ombud/shared/service-levels';
import { NO_CONDITIONS } from '@ombud/shared/work';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Field } from '@ombud/ui/field';
import { useLanguage } from '@ombud/ui/settings';
import { useDesk } from '../desk';
import { ConditionsEditor, unfilledIn } from '../handling/conditions';
import { useText } from '../text';
import { SelectField } from '../ui/inputs';
import { minutesText } from './hours';
import { MinutesField } from './minutes-field';

const NONE: Targets = { first_answer: null, next_answer: null, resolution: null };
/** Time alone would change what is promised. */
const BY_TIME = ['waiting', 'age', 'idle', 'snoozed'] as const;

interface FormProps { policy: Policy | null; calendars: readonly Calendar[]; onClose: () => void; onSaved: () => void }

const begun = (policy: Policy | null, calendars: readonly Calendar[]): PolicyWords =>
  policy
    ? {
        name_en: policy.name_en, name_zh: policy.name_zh, calendar_id: policy.calendar_id, conditions: policy.conditions, targets: policy.targets,
        by_priority: policy.by_priority, warn_percent: policy.warn_percent, warn_left: policy.warn_left,
      }
    : {
        name_en: '', name_zh: '', calendar_id: calendars[0]?.id ?? '', conditions: NO_CONDITIONS, targets: { first_answer: 60, next_answer: 240, resolution: 2_880 },
        by_priority: { low: null, normal: null, high: null, urgent: null }, warn_percent: 80, warn_left: null,
      };

export function PolicyForm({ policy, calendars, onClose, onSaved }: FormProps) {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const [words, setWords] = useState(() => begun(policy, calendars));
  const [wrong, setWrong] = useState<string | null>(null);
  const change = (part: Partial<PolicyWords>) => {
    setWords((now) => ({ ...now, ...part }));
    setWrong(null);
    act.forget();
  };
  const submit = async () => {
    const unfilled = unfilledIn(words.conditions);
    setWrong(unfilled);
    if (unfilled) throw new Problem('condition.value', 400, unfilled);
    try {
      await (policy ? changePolicy(http, policy.id, words) : addPolicy(http, words));
    } catch (error) {
      if (error instanceof Problem && error.field && /^(all|any)\./.test(error.field)) setWrong(error.field);
      throw error;
    }
    onSaved();
  };
  const name = (field: 'name_en' | 'name_zh') => ({
    value: words[field],
    onChange: (value: string) => change({ [field]: value }),
    error: act.error instanceof Problem && act.error.field === field ? at(field) : null,
  });
  return (
    <>
      <h1 id="edit-title">{text(policy ? 'hours.edit_policy' : 'hours.add_policy')}</h1>
      <Form act={act} submit={submit} label={text('hours.save')} fields={['name_en', 'name_zh', 'calendar_id', 'targets', 'by_priority', 'warn_percent']} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <div className="both-languages">
          <Field label={text('hours.name_zh')} isRequired autoFocus={!policy} input={{ maxLength: 80, dir: 'auto' }} {...name('name_zh')} />
          <Field label={text('hours.name_en')} isRequired input={{ maxLength: 80, dir: 'auto' }} {...name('name_en')} />
        </div>
        <fieldset>
          <legend>{text('hours.for_which')}</legend>
          <ConditionsEditor value={words.conditions} onChange={(conditions) => change({ conditions })} wrong={wrong} without={BY_TIME} />
        </fieldset>
        <SelectField
          label={text('hours.calendar')}
          value={words.calendar_id}
          onChange={(calendar_id) => change({ calendar_id })}
          options={calendars.map((each) => [each.id, language === 'en' ? each.name_en : each.name_zh] as const)}
          error={at('calendar_id')}
        />
        <TargetsEditor words={words} error={at('targets', 'by_priority')} onChange={change} />
        <fieldset className="warn">
          <legend>{text('hours.warn')}</legend>
          <div className="try-fields">
            <Field
              label={text('hours.warn_percent')}
              inputMode="numeric"
              value={Number.isNaN(words.warn_percent) ? '' : String(words.warn_percent)}
              onChange={(value) => change({ warn_percent: Math.round(Number(value)) || 0 })}
              error={at('warn_percent')}
              help={text('hours.warn_percent_help')}
              input={{ maxLength: 2 }}
            />
            <MinutesField label={text('hours.warn_left')} value={words.warn_left} onChange={(warn_left) => change({ warn_left: warn_left || null })} placeholder="–" />
          </div>
        </fieldset>
      </Form>
    </>
  );
}

interface TargetsProps { words: PolicyWords; error: string | null; onChange: (part: Partial<PolicyWords>) => void }

function TargetsEditor({ words, error, onChange }: TargetsProps) {
  const text = useText();
  const set = (priority: Priority | null, kind: ClockKind, minutes: number | null) => {
    if (priority === null) return onChange({ targets: { ...words.targets, [kind]: minutes } });
    const own = { ...(words.by_priority[priority] ?? NONE), [kind]: minutes };
    onChange({ by_priority: { ...words.by_priority, [priority]: CLOCK_KINDS.some((each) => own[each] !== null) ? own : null } });
  };
  const rows = [null, ...[...PRIORITIES].reverse()];
  return (
    <fieldset className="targets">
      <legend>{text('hours.targets')}</legend>
      <p className="quiet">{text('hours.targets_help')}</p>
      {rows.map((priority) => {
        const row = priority === null ? text('hours.every_priority') : text(`priority.${priority}`);
        return (
          <div key={priority ?? 'all'} className="target-row" role="group" aria-label={row}>
            <strong>{row}</strong>
            {CLOCK_KINDS.map((kind) => {
              const general = words.targets[kind];
              return (
                <MinutesField
                  key={kind}
                  label={text(`clocks.kind.${kind}`)}
                  value={priority === null ? general : (words.by_priority[priority]?.[kind] ?? null)}
                  onChange={(minutes) => set(priority, kind, minutes)}
                  placeholder={priority === null || general === null ? text('hours.no_target') : minutesText(text, general)}
                />
              );
            })}
          </div>
        );
      })}
      {error && (
        <small className="field-error" role="alert">
          {error}
        </small>
      )}
    </fieldset>
  );
}
