// Administration: keys by which other programs work here, what each may do, from where, until when.
import { useCallback, useState } from 'react';
import { KeyRound, Plus } from 'lucide-react';
import { endProgramKey, FOR_PEOPLE, listProgramKeys, makeProgramKey, type Permission, type ProgramKey } from '@ombud/shared/access';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Copyable } from '@ombud/ui/copy';
import { Dialog } from '@ombud/ui/dialog';
import { Field } from '@ombud/ui/field';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { PermissionTicks } from '../people/permission-ticks';
import { useText } from '../text';
import { AreaField, SelectField } from '../ui/inputs';
import { Sure } from '../ui/sure';
import { Waiting } from '../ui/waiting';

const DAYS = [30, 90, 180, 365] as const;
const holds = (key: ProgramKey): boolean => key.ended_at === null && Date.parse(key.expires_at) > Date.now();

export default function Keys() {
  const text = useText();
  const { http } = useDesk();
  const loaded = useLoaded(useCallback(() => listProgramKeys(http), [http]));
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<ProgramKey | null>(null);
  const keys = loaded.value?.keys ?? [];
  const past = keys.filter((key) => !holds(key));
  return (
    <section className="page integrations" aria-labelledby="keys-title">
      <header>
        <div>
          <h1 id="keys-title">{text('program_keys.title')}</h1>
          <p>{text('program_keys.about')}</p>
        </div>
        <Button kind="primary" onPress={() => setAdding(true)}>
          <Plus size={16} aria-hidden="true" />
          {text('program_keys.add')}
        </Button>
      </header>
      <Waiting of={loaded} />
      {loaded.value && keys.length === past.length && <p className="empty">{text('program_keys.none')}</p>}
      <ul className="integration-list">
        {keys.filter(holds).map((key) => (
          <KeyRow key={key.id} row={key} onEnd={() => setEnding(key)} />
        ))}
      </ul>
      {past.length > 0 && (
        <details>
          <summary>{text('program_keys.past')}</summary>
          <ul className="integration-list">
            {past.map((key) => (
              <KeyRow key={key.id} row={key} />
            ))}
          </ul>
        </details>
      )}
      {adding && <NewKey onClose={() => setAdding(false)} onMade={loaded.again} />}
      {ending && (
        <Sure
          title={text('program_keys.end_title', { name: ending.name })}
          label={text('program_keys.end')}
          onClose={() => setEnding(null)}
          run={async () => {
            await endProgramKey(http, ending.id);
            toast(text('program_keys.ended_now'));
            loaded.again();
          }}
        >
          <p>{text('program_keys.end_why')}</p>
        </Sure>
      )}
    </section>
  );
}

function KeyRow({ row, onEnd }: { row: ProgramKey; onEnd?: () => void }) {
  const text = useText();
  const language = useLanguage();
  const time = (at: string) => dateAndTime(language, at);
  const until =
    row.ended_at !== null
      ? text('program_keys.ended', { name: row.ended_by ?? '', time: time(row.ended_at) })
      : text(holds(row) ? 'program_keys.holds_until' : 'program_keys.expired', { time: time(row.expires_at) });
  return (
    <li data-over={onEnd ? undefined : true}>
      <header>
        <KeyRound size={18} aria-hidden="true" />
        <strong>
          <bdi>{row.name}</bdi>
        </strong>
        {onEnd && (
          <Button kind="quiet" aria-label={text('program_keys.end_named', { name: row.name })} onPress={onEnd}>
            {text('program_keys.end')}
          </Button>
        )}
      </header>
      <ul className="may">
        {row.permissions.map((each) => (
          <li key={each}>{text(`permission.${each}`)}</li>
        ))}
      </ul>
      <p>
        {row.networks.length === 0 ? text('program_keys.anywhere') : row.networks.map((each) => <code key={each} dir="ltr">{each}</code>)}
      </p>
      <p className="quiet">
        <span>{until}</span>
        <span>{row.used_at === null ? text('program_keys.unused') : text('program_keys.used', { time: time(row.used_at), network: row.used_network ?? '' })}</span>
        <span>{text('program_keys.made_by', { name: row.made_by, time: time(row.made_at) })}</span>
        {!row.maker_works_here && <span data-tone="wait">{text('program_keys.maker_left', { name: row.made_by })}</span>}
      </p>
    </li>
  );
}

function NewKey({ onClose, onMade }: { onClose: () => void; onMade: () => void }) {
  const text = useText();
  const desk = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const [name, setName] = useState('');
  const [permissions, setPermissions] = useState<readonly Permission[]>([]);
  const [networks, setNetworks] = useState('');
  const [days, setDays] = useState('90');
  const [token, setToken] = useState<string | null>(null);
  const change = <Value,>(set: (value: Value) => void) => (value: Value) => {
    set(value);
    act.forget();
  };
  if (token !== null) {
    // No way out but the one that says it was kept: it is never shown again.
    return (
      <Dialog title={text('program_keys.made_title', { name })}>
        <div className="shown-once">
          <p>{text('program_keys.made_why')}</p>
          <Copyable label={text('program_keys.secret')} value={token} />
          <footer>
            <Button kind="primary" onPress={onClose}>
              {text('program_keys.kept')}
            </Button>
          </footer>
        </div>
      </Dialog>
    );
  }
  const submit = async () => {
    const lines = networks.split('\n').map((line) => line.trim()).filter(Boolean);
    setToken((await makeProgramKey(desk.http, { name, permissions, networks: lines, days: Number(days) })).token);
    onMade();
  };
  return (
    <Dialog title={text('program_keys.add')} size="wide" onClose={onClose}>
      <Form act={act} submit={submit} label={text('program_keys.make')} fields={['name', 'permissions', 'permission', 'networks', 'network', 'days']} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <Field label={text('program_keys.name')} isRequired autoFocus autoComplete="off" value={name} onChange={change(setName)} error={at('name')} help={text('program_keys.name_help')} input={{ maxLength: 80, dir: 'auto' }} />
        <PermissionTicks
          label={text('program_keys.may')}
          help={text('program_keys.least')}
          value={permissions}
          hidden={(each) => FOR_PEOPLE.includes(each)}
          disabled={(each) => !desk.can(each)}
          why={text('roles.not_held')}
          error={at('permissions', 'permission')}
          onChange={change(setPermissions)}
        />
        <AreaField label={text('program_keys.networks')} code value={networks} onChange={change(setNetworks)} error={at('networks', 'network')} help={text('program_keys.networks_help')} />
        <SelectField label={text('program_keys.expires')} value={days} onChange={change(setDays)} options={DAYS.map((each) => [String(each), text('program_keys.days', { count: each })] as const)} error={at('days')} />
      </Form>
    </Dialog>
  );
}
