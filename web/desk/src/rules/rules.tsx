// Administration: rules, what the program does by itself; in their order, on or off, and tried on the last month before they are let loose.
import { useCallback, useState } from 'react';
import { ArrowDown, ArrowUp, Plus, TriangleAlert } from 'lucide-react';
import {
  listRuleRuns, listRules, orderRules, removeRule, switchRule, type Rule,
} from '@ombud/shared/replies';
import { Button, IconButton } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { conditionsText, useNames } from '../handling/conditions';
import { useLoaded, type Loaded } from '../loaded';
import { useActNames } from '../replies/act-names';
import { actsText, kindsText } from '../replies/act-words';
import { inboxPath } from '../route';
import { isKey, problemText, useText, type Text } from '../text';
import { Tick } from '../ui/inputs';
import { Sure } from '../ui/sure';
import { Waiting } from '../ui/waiting';
import { RuleForm } from './rule-form';

export default function Rules() {
  const text = useText();
  const { http } = useDesk();
  const load = useCallback(() => listRules(http), [http]);
  const loaded = useLoaded(load);
  const [editing, setEditing] = useState<Rule | 'new' | null>(null);
  if (editing !== null) {
    return (
      <section className="page rules" aria-labelledby="edit-title">
        <RuleForm
          rule={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={() => {
            toast(text('rules.saved'));
            setEditing(null);
            loaded.again();
          }}
        />
      </section>
    );
  }
  return (
    <section className="page rules" aria-labelledby="rules-title">
      <header>
        <div>
          <h1 id="rules-title">{text('admin.rules')}</h1>
          <p>{text('rules.about')}</p>
        </div>
        <Button kind="primary" onPress={() => setEditing('new')}>
          <Plus size={16} aria-hidden="true" />
          {text('rules.add')}
        </Button>
      </header>
      <Waiting of={loaded} />
      {loaded.value && <RuleTable loaded={loaded} rules={loaded.value.rules} onEdit={setEditing} />}
    </section>
  );
}

const whyText = (text: Text, why: string): string => {
  const key = 'rules.stopped.' + why;
  return text(isKey(key) ? key : 'rules.stopped.rule.refused');
};

function RuleTable({ loaded, rules, onEdit }: { loaded: Loaded<{ rules: Rule[] }>; rules: readonly Rule[]; onEdit: (rule: Rule) => void }) {
  const text = useText();
  const { http } = useDesk();
  const [busy, setBusy] = useState(false);
  const [removing, setRemoving] = useState<Rule | null>(null);
  const [looking, setLooking] = useState<Rule | null>(null);
  const act = async (work: () => Promise<{ rules: Rule[] }>) => {
    setBusy(true);
    try {
      loaded.set(await work());
    } catch (error) {
      toast(problemText(text, error), 'danger');
      loaded.again();
    } finally {
      setBusy(false);
    }
  };
  const move = (from: number, to: number) => {
    const ids = rules.map(({ id }) => id);
    ids.splice(to, 0, ...ids.splice(from, 1));
    void act(() => orderRules(http, ids));
  };
  const turn = (rule: Rule, active: boolean) =>
    void act(async () => {
      const changed = await switchRule(http, rule.id, active);
      return { rules: rules.map((each) => (each.id === rule.id ? changed : each)) };
    });
  return (
    <>
      {rules.length === 0 && <p className="empty">{text('rules.none')}</p>}
      <ol className="rule-list">
        {rules.map((rule, index) => (
          <li key={rule.id} data-off={!rule.active || undefined}>
            <RuleCard rule={rule} />
            <div className="acts">
              <Tick label={text('rules.on')} value={rule.active} onChange={(active) => turn(rule, active)} />
              <IconButton label={text('rules.up', { name: rule.name })} isDisabled={busy || index === 0} onPress={() => move(index, index - 1)}>
                <ArrowUp size={16} />
              </IconButton>
              <IconButton label={text('rules.down', { name: rule.name })} isDisabled={busy || index === rules.length - 1} onPress={() => move(index, index + 1)}>
                <ArrowDown size={16} />
              </IconButton>
              <Button aria-label={text('rules.runs_named', { name: rule.name })} onPress={() => setLooking(rule)}>
                {text('rules.runs')}
              </Button>
              <Button aria-label={text('replies.edit_named', { title: rule.name })} onPress={() => onEdit(rule)}>
                {text('act.edit')}
              </Button>
              <Button kind="quiet" aria-label={text('replies.remove_named', { title: rule.name })} onPress={() => setRemoving(rule)}>
                {text('replies.remove')}
              </Button>
            </div>
          </li>
        ))}
      </ol>
      {looking && <Runs rule={looking} onClose={() => setLooking(null)} />}
      {removing && (
        <Sure
          title={text('rules.remove_title', { name: removing.name })}
          label={text('replies.remove')}
          onClose={() => setRemoving(null)}
          run={async () => {
            await removeRule(http, removing.id);
            toast(text('rules.removed'));
            loaded.again();
          }}
        >
          <p>{text('rules.remove_why')}</p>
        </Sure>
      )}
    </>
  );
}

function RuleCard({ rule }: { rule: Rule }) {
  const text = useText();
  const language = useLanguage();
  const names = useNames();
  const acts = useActNames();
  const conditions = rule.conditions.all.length + rule.conditions.any.length > 0 ? conditionsText(text, rule.conditions, { ...names, queues: acts.queues }) : null;
  return (
    <div className="rule-card">
      <strong>
        <bdi>{rule.name}</bdi>
      </strong>
      {rule.stopped_why !== null && (
        <p className="notice" data-tone="danger">
          <TriangleAlert size={16} aria-hidden="true" />
          <span>
            {rule.stopped_at !== null && <time dateTime={rule.stopped_at}>{dateAndTime(language, rule.stopped_at)}</time>} {whyText(text, rule.stopped_why)}
          </span>
        </p>
      )}
      <dl>
        <div>
          <dt>{text('rules.when')}</dt>
          <dd>{rule.on.map((each) => text(`rules.event.${each}`)).join(text('acts.or'))}</dd>
        </div>
        {conditions !== null && (
          <div>
            <dt>{text('rules.if')}</dt>
            <dd dir="auto">{conditions}</dd>
          </div>
        )}
        <div>
          <dt>{text('rules.then')}</dt>
          <dd dir="auto">{actsText(text, rule.acts, acts)}</dd>
        </div>
      </dl>
      <small className="quiet">
        {text('rules.ran', { count: rule.runs })}
        {rule.ran_at !== null && (
          <>
            {text('rules.last')}
            <time dateTime={rule.ran_at} title={exactTime(language, rule.ran_at)}>
              {dateAndTime(language, rule.ran_at)}
            </time>
          </>
        )}
      </small>
    </div>
  );
}

function Runs({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const load = useCallback(() => listRuleRuns(http, rule.id), [http, rule.id]);
  const loaded = useLoaded(load);
  return (
    <Dialog title={text('rules.runs_named', { name: rule.name })} size="wide" onClose={onClose}>
      <Waiting of={loaded} />
      {loaded.value?.runs.length === 0 && <p className="empty">{text('rules.no_runs')}</p>}
      <ul className="rule-runs">
        {loaded.value?.runs.map((run) => (
          <li key={run.conversation_id + run.at}>
            <time dateTime={run.at} title={exactTime(language, run.at)}>
              {dateAndTime(language, run.at)}
            </time>
            <a href={inboxPath('all', run.conversation_id)}>{run.reference}</a>
            <span>{kindsText(text, run.done)}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
