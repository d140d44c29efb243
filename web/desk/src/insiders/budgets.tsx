// The budgets of each role: from how many customers and reveals somebody is told, and where it stops.
import { useCallback, useState } from 'react';
import { listRoles, type RoleRow } from '@ombud/shared/access';
import { changeBudget, listBudgets, type Limits, type RoleBudget } from '@ombud/shared/insiders';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { useLanguage } from '@ombud/ui/settings';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { roleName } from '../people/permissions';
import { useText } from '../text';
import { Waiting } from '../ui/waiting';
import { NumberField } from './number-field';
import { wholeNumber } from './watching';

const MOST = 100_000;
const PARTS = ['customers_alert', 'customers_stop', 'reveals_alert', 'reveals_stop'] as const;

/** Names of the desk's own roles; without them their ids tell them apart. */
export function useRoleNames(): (role: string) => string {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const load = useCallback(() => listRoles(http), [http]);
  const roles: readonly RoleRow[] = useLoaded(load).value?.roles ?? [];
  return (role) => {
    const row = roles.find(({ id }) => id === role);
    return roleName(text, language, { role, role_name_en: row?.name_en ?? null, role_name_zh: row?.name_zh ?? null });
  };
}

export function Budgets({ nameOf }: { nameOf: (role: string) => string }) {
  const text = useText();
  const desk = useDesk();
  const load = useCallback(() => listBudgets(desk.http), [desk]);
  const loaded = useLoaded(load);
  const [editing, setEditing] = useState<RoleBudget | null>(null);
  const manages = desk.can('manage_access');
  return (
    <section aria-labelledby="budgets-title" className="budgets">
      <h2 id="budgets-title">{text('budgets.title')}</h2>
      <p className="quiet">{text('budgets.about')}</p>
      <Waiting of={loaded} rows={3} />
      {loaded.value && (
        <table>
          <thead>
            <tr>
              <th scope="col">{text('budgets.role')}</th>
              {PARTS.map((part) => (
                <th key={part} scope="col">
                  {text(`budgets.${part}`)}
                </th>
              ))}
              {manages && (
                <th scope="col">
                  <span className="hidden">{text('act.edit')}</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {loaded.value.budgets.map((budget) => (
              <tr key={budget.role}>
                <th scope="row">
                  <bdi>{nameOf(budget.role)}</bdi>
                </th>
                {PARTS.map((part) => (
                  <td key={part} data-label={text(`budgets.${part}`)}>
                    {text('number', { value: budget[part] })}
                  </td>
                ))}
                {manages && (
                  <td>
                    <Button aria-label={text('budgets.edit_named', { name: nameOf(budget.role) })} onPress={() => setEditing(budget)}>
                      {text('act.edit')}
                    </Button>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {editing && (
        <BudgetWindow
          budget={editing}
          name={nameOf(editing.role)}
          onClose={() => setEditing(null)}
          onSaved={() => {
            setEditing(null);
            toast(text('budgets.saved'));
            loaded.again();
          }}
        />
      )}
    </section>
  );
}

function BudgetWindow({ budget, name, onClose, onSaved }: { budget: RoleBudget; name: string; onClose: () => void; onSaved: () => void }) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const [typed, setTyped] = useState(() => Object.fromEntries(PARTS.map((part) => [part, String(budget[part])])) as Record<keyof Limits, string>);
  const [tried, setTried] = useState(false);
  const value = (part: keyof Limits) => wholeNumber(typed[part], 1, MOST);
  const wrong = (part: keyof Limits): string | null => {
    if (!tried) return at(part);
    const own = value(part);
    if (own === null) return text('budgets.number', { most: MOST });
    const alert = part === 'customers_stop' ? value('customers_alert') : part === 'reveals_stop' ? value('reveals_alert') : null;
    return alert !== null && own < alert ? text('budgets.below_alert') : at(part);
  };
  const submit = async () => {
    setTried(true);
    const [customers_alert, customers_stop, reveals_alert, reveals_stop] = PARTS.map(value);
    if (!customers_alert || !customers_stop || !reveals_alert || !reveals_stop || customers_stop < customers_alert || reveals_stop < reveals_alert) return;
    await changeBudget(http, budget.role, { customers_alert, customers_stop, reveals_alert, reveals_stop });
    onSaved();
  };
  return (
    <Dialog title={text('budgets.edit_title', { name })} onClose={onClose}>
      <Form act={act} submit={submit} kind="danger" label={text('budgets.save')} fields={PARTS} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <p>{text('budgets.edit_about')}</p>
        <div className="form-grid">
          {PARTS.map((part, index) => (
            <NumberField
              key={part}
              label={text(`budgets.${part}`)}
              value={typed[part]}
              onChange={(words) => {
                setTyped((now) => ({ ...now, [part]: words }));
                act.forget();
              }}
              error={wrong(part)}
              autoFocus={index === 0}
            />
          ))}
        </div>
      </Form>
    </Dialog>
  );
}
