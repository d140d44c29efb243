// One rule: what sets it off, under which conditions, what it does; and what it would have done in the last month.
import { useRef, useState } from 'react';
import { Problem } from '@ombud/shared/api';
import { addRule, changeRule, RULE_EVENTS, tryRule, type Rule, type RuleWords, type Trial, type Would } from '@ombud/shared/replies';
import { NO_CONDITIONS } from '@ombud/shared/work';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Field } from '@ombud/ui/field';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { useDesk } from '../desk';
import { ConditionsEditor, unfilledIn } from '../handling/conditions';
import { useActNames } from '../replies/act-names';
import { kindsText } from '../replies/act-words';
import { ActsEditor } from '../replies/acts-editor';
import { inboxPath } from '../route';
import { problemText, useText } from '../text';
import { Tick } from '../ui/inputs';

const BLANK: RuleWords = { name: '', on: ['opened'], conditions: NO_CONDITIONS, acts: [], active: true };

export function RuleForm({ rule, onClose, onSaved }: { rule: Rule | null; onClose: () => void; onSaved: () => void }) {
  const text = useText();
  const { http } = useDesk();
  const names = useActNames();
  const act = useAct();
  const at = useErrorAt(act);
  const [words, setWords] = useState<RuleWords>(() => {
    if (!rule) return BLANK;
    const { name, on, conditions, acts, active } = rule;
    return { name, on, conditions, acts, active };
  });
  const [wrong, setWrong] = useState<string | null>(null);
  const change = (part: Partial<RuleWords>) => {
    setWords((now) => ({ ...now, ...part }));
    setWrong(null);
    act.forget();
  };
  /** Refuses what has a gap before the desk does. */
  const whole = (): RuleWords => {
    const unfilled = unfilledIn(words.conditions);
    setWrong(unfilled);
    if (unfilled) throw new Problem('condition.value', 400, unfilled);
    return words;
  };
  const submit = async () => {
    try {
      await (rule ? changeRule(http, rule.id, whole()) : addRule(http, whole()));
    } catch (error) {
      if (error instanceof Problem) setWrong(error.field);
      throw error;
    }
    onSaved();
  };
  return (
    <>
      <h1 id="edit-title">{text(rule ? 'rules.edit_title' : 'rules.add')}</h1>
      <Form act={act} submit={submit} label={text('rules.save')} fields={['name', 'on']} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <Field label={text('rules.name')} isRequired autoFocus={!rule} value={words.name} onChange={(name) => change({ name })} error={wrong === 'name' ? at('name') : null} input={{ maxLength: 80, dir: 'auto' }} />
        <fieldset className="rule-events">
          <legend>{text('rules.when')}</legend>
          {RULE_EVENTS.map((event) => (
            <Tick
              key={event}
              label={text(`rules.event.${event}`)}
              value={words.on.includes(event)}
              onChange={(on) => change({ on: RULE_EVENTS.filter((each) => (each === event ? on : words.on.includes(each))) })}
            />
          ))}
          {words.on.includes('time_passed') && <p className="quiet">{text('rules.time_help')}</p>}
          {at('on') !== null && (
            <small className="field-error" role="alert">
              {at('on')}
            </small>
          )}
        </fieldset>
        <fieldset>
          <legend>{text('rules.if')}</legend>
          <ConditionsEditor value={words.conditions} onChange={(conditions) => change({ conditions })} wrong={wrong} />
        </fieldset>
        <ActsEditor value={words.acts} onChange={(acts) => change({ acts })} names={names} wrong={wrong} />
        <Tick label={text('rules.on_at_once')} value={words.active} onChange={(active) => change({ active })} />
        <Try words={words} whole={whole} />
      </Form>
    </>
  );
}

interface Tried { of: string; would: Would[]; looked_at: number; left_out: number; since: string; next: Trial['next'] }

/** Changes nothing: page by page what the last month would have looked like. */
function Try({ words, whole }: { words: RuleWords; whole: () => RuleWords }) {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const [tried, setTried] = useState<Tried | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const asked = useRef(0);
  const of = JSON.stringify({ ...words, name: '' });
  const stale = tried !== null && tried.of !== of;
  const look = async (more: boolean) => {
    const mine = ++asked.current;
    setBusy(true);
    setError(null);
    try {
      const rule = { ...whole(), name: words.name.trim() || text('rules.untitled') };
      const page = await tryRule(http, rule, more ? (tried?.next ?? null) : null);
      if (mine !== asked.current) return;
      const before = more && tried ? tried : { would: [], looked_at: 0, left_out: 0 };
      setTried({
        of, since: page.since, next: page.next, would: [...before.would, ...page.would], looked_at: before.looked_at + page.looked_at, left_out: before.left_out + page.left_out,
      });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="rule-trial" aria-labelledby="trial-title" aria-busy={busy}>
      <div className="tab-head">
        <div>
          <h2 id="trial-title">{text('rules.trial')}</h2>
          <p className="quiet">{text('rules.trial_about')}</p>
        </div>
        <Button isPending={busy} onPress={() => void look(false)}>
          {text('rules.try')}
        </Button>
      </div>
      <div role="status">
        {error !== null && (
          <p className="notice" data-tone="danger">
            {problemText(text, error)}
          </p>
        )}
        {tried && (
          <p>
            {text('rules.tried', { count: tried.looked_at, since: dateAndTime(language, tried.since) })} {text('rules.would', { count: tried.would.length })}
            {tried.left_out > 0 && ' ' + text('rules.left_out', { count: tried.left_out })}
          </p>
        )}
        {stale && <p className="notice">{text('rules.trial_stale')}</p>}
      </div>
      {tried && tried.would.length > 0 && (
        <ul className="rule-runs" data-stale={stale || undefined}>
          {tried.would.flatMap((each) =>
            each.times.map((time, index) => (
              <li key={each.conversation_id + String(index)}>
                <time dateTime={time.at} title={exactTime(language, time.at)}>
                  {dateAndTime(language, time.at)}
                </time>
                <a href={inboxPath('all', each.conversation_id)} target="_blank" rel="noreferrer">
                  {each.reference}
                </a>
                <span>{kindsText(text, time.done)}</span>
              </li>
            )),
          )}
        </ul>
      )}
      {tried?.next && !stale && (
        <Button kind="quiet" isPending={busy} onPress={() => void look(true)}>
          {text('rules.try_more')}
        </Button>
      )}
    </section>
  );
}
