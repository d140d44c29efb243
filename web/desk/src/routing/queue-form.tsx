// One queue: its names, what falls into it, who works it and how.
import { useState } from 'react';
import { Problem, TOPICS, type Id, type Topic } from '@ombud/shared/api';
import { addQueue, changeQueue, STRATEGIES, type QueueWords, type RoutedPerson, type WorkQueue } from '@ombud/shared/routing';
import { NO_CONDITIONS } from '@ombud/shared/work';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Field } from '@ombud/ui/field';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { ConditionsEditor, unfilledIn } from '../handling/conditions';
import { useText } from '../text';
import { Tick } from '../ui/inputs';
import { toggled } from './profiles';

/** What a new conversation has not, or what time alone changes. */
const WITHOUT = ['queue', 'assignee', 'status', 'snoozed', 'waiting', 'age', 'idle'] as const;
/** More people than these are searched for. */
const FEW = 8;

const begun = (queue: WorkQueue | null): QueueWords =>
  queue
    ? {
        name_en: queue.name_en, name_zh: queue.name_zh, conditions: queue.conditions, everybody: queue.everybody, members: queue.members,
        strategy: queue.strategy, skills: queue.skills,
      }
    : { name_en: '', name_zh: '', conditions: NO_CONDITIONS, everybody: true, members: [], strategy: 'round_robin', skills: [] };

export function QueueForm({ queue, people, onClose }: { queue: WorkQueue | null; people: readonly RoutedPerson[]; onClose: () => void }) {
  const text = useText();
  const desk = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const [words, setWords] = useState(() => begun(queue));
  const [wrong, setWrong] = useState<string | null>(null);
  const change = (part: Partial<QueueWords>) => {
    setWords((now) => ({ ...now, ...part }));
    setWrong(null);
    act.forget();
  };
  const submit = async () => {
    const unfilled = unfilledIn(words.conditions);
    setWrong(unfilled);
    if (unfilled) throw new Problem('condition.value', 422, unfilled);
    const { conditions, ...rest } = words;
    try {
      await (queue ? changeQueue(desk.http, queue.id, queue.is_default ? rest : { ...rest, conditions }) : addQueue(desk.http, words));
    } catch (error) {
      if (error instanceof Problem && error.field && /^(all|any)\./.test(error.field)) setWrong(error.field);
      throw error;
    }
    await desk.queues.load();
    toast(text('queues.saved'));
    onClose();
  };
  const name = (field: 'name_en' | 'name_zh') => ({
    value: words[field],
    onChange: (value: string) => change({ [field]: value }),
    error: act.error instanceof Problem && act.error.field === field ? at(field) : null,
  });
  return (
    <>
      <h1 id="queue-title">{text(queue ? 'queues.edit' : 'queues.add')}</h1>
      <Form act={act} submit={submit} label={text('queues.save')} fields={['name_en', 'name_zh']} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <div className="both-languages">
          <Field label={text('queues.name_zh')} isRequired autoFocus={!queue} input={{ maxLength: 80, dir: 'auto' }} {...name('name_zh')} />
          <Field label={text('queues.name_en')} isRequired input={{ maxLength: 80, dir: 'auto' }} {...name('name_en')} />
        </div>
        <fieldset>
          <legend>{text('queues.what')}</legend>
          {queue?.is_default ? (
            <p className="quiet">{text('queues.default_about')}</p>
          ) : (
            <ConditionsEditor value={words.conditions} onChange={(conditions) => change({ conditions })} wrong={wrong} without={WITHOUT} />
          )}
        </fieldset>
        <fieldset>
          <legend>{text('queues.how')}</legend>
          {STRATEGIES.map((each) => (
            <Choice key={each} name="strategy" chosen={words.strategy === each} onChoose={() => change({ strategy: each })} label={text(`queues.strategy.${each}`)} help={text(`queues.strategy_about.${each}`)} />
          ))}
        </fieldset>
        <fieldset>
          <legend>{text('queues.who')}</legend>
          <Choice name="who" chosen={words.everybody} onChoose={() => change({ everybody: true })} label={text('queues.everybody')} help={text('queues.everybody_about')} />
          <Choice name="who" chosen={!words.everybody} onChoose={() => change({ everybody: false })} label={text('queues.these')} />
          {!words.everybody && <Members people={people} chosen={words.members} onChange={(members) => change({ members })} />}
        </fieldset>
        {words.strategy !== 'by_hand' && (
          <fieldset>
            <legend>{text('queues.skills')}</legend>
            <p className="quiet">{text('queues.skills_about')}</p>
            <Skills chosen={words.skills} onChange={(skills) => change({ skills })} />
          </fieldset>
        )}
      </Form>
    </>
  );
}

interface ChoiceProps { name: string; chosen: boolean; onChoose: () => void; label: string; help?: string }

function Choice({ name, chosen, onChoose, label, help }: ChoiceProps) {
  return (
    <label className="checkbox">
      <input type="radio" name={name} checked={chosen} onChange={onChoose} />
      <span>
        {label}
        {help && <small className="field-help">{help}</small>}
      </span>
    </label>
  );
}

export function Skills({ chosen, onChange }: { chosen: readonly Topic[]; onChange: (skills: Topic[]) => void }) {
  const text = useText();
  return (
    <div className="ticks">
      {TOPICS.map((topic) => (
        <Tick key={topic} label={text(`topic.${topic}`)} value={chosen.includes(topic)} onChange={(on) => onChange(toggled(chosen, topic, on))} />
      ))}
    </div>
  );
}

interface MembersProps { people: readonly RoutedPerson[]; chosen: readonly Id[]; onChange: (members: Id[]) => void }

function Members({ people, chosen, onChange }: MembersProps) {
  const text = useText();
  const [wanted, setWanted] = useState('');
  const shown = people.filter(({ name }) => name.toLocaleLowerCase().includes(wanted.trim().toLocaleLowerCase()));
  return (
    <div className="members">
      {people.length > FEW && <Field label={text('queues.find_person')} value={wanted} onChange={setWanted} input={{ dir: 'auto' }} />}
      <div className="ticks" tabIndex={shown.length > FEW ? 0 : undefined}>
        {shown.map(({ id, name }) => (
          <Tick key={id} label={<bdi>{name}</bdi>} value={chosen.includes(id)} onChange={(on) => onChange(toggled(chosen, id, on))} />
        ))}
      </div>
      {shown.length === 0 && <p className="quiet">{text('hand_over.empty')}</p>}
    </div>
  );
}
