// Administration: the roles, each shown as what it may do, who has it, and how it differs from another.
import { useCallback, useState } from 'react';
import { Check, Copy, Minus, Pencil, Trash2 } from 'lucide-react';
import { addRole, changeRole, endRole, listRoles, PERMISSIONS, type Permission, type RoleRow } from '@ombud/shared/access';
import type { StaffRow } from '@ombud/shared/api';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Field } from '@ombud/ui/field';
import { useLanguage } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { adminPath, go, useRoute } from '../route';
import { useText } from '../text';
import { Face } from '../ui/face';
import { SelectField } from '../ui/inputs';
import { Sure } from '../ui/sure';
import { Waiting } from '../ui/waiting';
import { PermissionTicks } from './permission-ticks';
import { difference, GROUPS, IN_GROUP, nameOf } from './permissions';

type Editing = { from: RoleRow; makes: boolean };

export default function Roles() {
  const text = useText();
  const language = useLanguage();
  const desk = useDesk();
  const route = useRoute();
  const loaded = useLoaded(useCallback(async () => (await Promise.all([listRoles(desk.http), desk.loadPeople()]))[0], [desk]));
  const people = useStore(desk.people) ?? [];
  const [editing, setEditing] = useState<Editing | null>(null);
  const roles = loaded.value?.roles ?? [];
  const wanted = route.page === 'admin' ? route.item : null;
  const open = roles.find(({ id }) => id === wanted) ?? roles[0];
  if (editing) {
    return (
      <section className="page roles" aria-labelledby="role-form-title">
        <RoleForm
          {...editing}
          onClose={() => setEditing(null)}
          onSaved={(role) => {
            toast(text(editing.makes ? 'roles.made' : 'roles.saved'));
            setEditing(null);
            loaded.again();
            go(adminPath('roles', role.id));
          }}
        />
      </section>
    );
  }
  return (
    <section className="page roles" aria-labelledby="roles-title">
      <header>
        <div>
          <h1 id="roles-title">{text('roles.title')}</h1>
          <p>{text('roles.about')}</p>
        </div>
      </header>
      <Waiting of={loaded} />
      {open && (
        <div className="roles-panes">
          <nav aria-label={text('roles.title')}>
            {roles.map((role) => {
              const count = people.filter((person) => person.active && person.role === role.id).length;
              return (
                <a key={role.id} href={adminPath('roles', role.id)} aria-current={role.id === open.id ? 'page' : undefined}>
                  <strong>
                    <bdi>{nameOf(text, language, role)}</bdi>
                  </strong>
                  <small>
                    {text('roles.may_count', { held: role.permissions.length, all: PERMISSIONS.length })} · {text('roles.people', { count })}
                  </small>
                </a>
              );
            })}
          </nav>
          <OneRole
            key={open.id}
            role={open}
            roles={roles}
            people={people.filter((person) => person.active && person.role === open.id)}
            onEdit={setEditing}
            onEnded={() => {
              toast(text('roles.removed'));
              loaded.again();
              go(adminPath('roles'));
            }}
          />
        </div>
      )}
    </section>
  );
}

interface OneRoleProps {
  role: RoleRow;
  roles: readonly RoleRow[];
  people: readonly StaffRow[];
  onEdit: (editing: Editing) => void;
  onEnded: () => void;
}

function OneRole({ role, roles, people, onEdit, onEnded }: OneRoleProps) {
  const text = useText();
  const language = useLanguage();
  const desk = useDesk();
  const [other, setOther] = useState('');
  const [ending, setEnding] = useState(false);
  const second = roles.find(({ id }) => id === other);
  const name = nameOf(text, language, role);
  const origin = roles.find(({ id }) => id === role.copied_from);
  const manages = desk.can('manage_access');
  const own = desk.me.role === role.id;
  return (
    <article aria-labelledby="role-title">
      <header>
        <h2 id="role-title">
          <bdi>{name}</bdi>
        </h2>
        {role.built_in && <span className="chip">{text('roles.built_in')}</span>}
        {manages && (
          <div className="acts">
            <Button onPress={() => onEdit({ from: role, makes: true })}>
              <Copy size={16} aria-hidden="true" />
              {text('roles.copy')}
            </Button>
            {!role.built_in && !own && (
              <>
                <Button onPress={() => onEdit({ from: role, makes: false })}>
                  <Pencil size={16} aria-hidden="true" />
                  {text('act.edit')}
                </Button>
                <Button kind="quiet" isDisabled={people.length > 0} onPress={() => setEnding(true)}>
                  <Trash2 size={16} aria-hidden="true" />
                  {text('roles.remove')}
                </Button>
              </>
            )}
          </div>
        )}
      </header>
      {origin && <p className="quiet">{text('roles.copied_from', { name: nameOf(text, language, origin) })}</p>}
      {manages && !role.built_in && own && <p className="quiet">{text('roles.own')}</p>}
      {manages && !role.built_in && !own && people.length > 0 && <p className="quiet">{text('roles.remove_in_use')}</p>}
      <SelectField
        label={text('roles.compare')}
        value={other}
        onChange={setOther}
        options={[['', text('roles.compare_none')], ...roles.filter(({ id }) => id !== role.id).map(({ id, ...rest }) => [id, nameOf(text, language, { id, ...rest })] as const)]}
      />
      <Permissions role={role} second={second ?? null} />
      <section aria-labelledby="role-people">
        <h3 id="role-people">{text('roles.has')}</h3>
        {people.length === 0 && <p className="quiet">{text('roles.nobody')}</p>}
        <ul className="role-people">
          {people.map((person) => (
            <li key={person.id}>
              <Face id={person.id} name={person.name} />
              <bdi>{person.name}</bdi>
            </li>
          ))}
        </ul>
      </section>
      {ending && (
        <Sure
          title={text('roles.remove_title', { name })}
          label={text('roles.remove')}
          onClose={() => setEnding(false)}
          run={async () => {
            await endRole(desk.http, role.id);
            onEnded();
          }}
        >
          <p>{text('roles.remove_why')}</p>
        </Sure>
      )}
    </article>
  );
}

/** What it may do in plain words; what it may not stays in sight, quietly. */
function Permissions({ role, second }: { role: RoleRow; second: RoleRow | null }) {
  const text = useText();
  const language = useLanguage();
  const differs = second ? difference(role.permissions, second.permissions) : null;
  const only = (each: Permission): string | null => {
    if (!differs || !second) return null;
    if (differs.first.includes(each)) return nameOf(text, language, role);
    return differs.second.includes(each) ? nameOf(text, language, second) : null;
  };
  return (
    <>
      {differs && (
        <p role="status" className="role-differences">
          {text('roles.differences', { count: differs.first.length + differs.second.length })}
        </p>
      )}
      <div className="role-groups">
        {GROUPS.map((group) => (
          <section key={group} aria-labelledby={'role-group-' + group}>
            <h3 id={'role-group-' + group}>{text(`permission_group.${group}`)}</h3>
            <ul>
              {IN_GROUP[group].map((each) => {
                const held = role.permissions.includes(each);
                const owner = only(each);
                return (
                  <li key={each} data-held={held || undefined} data-differs={owner !== null || undefined}>
                    {held ? <Check size={16} aria-hidden="true" /> : <Minus size={16} aria-hidden="true" />}
                    <span>
                      <span className="hidden">{text(held ? 'roles.may' : 'roles.may_not')}: </span>
                      {text(`permission.${each}`)}
                      {owner !== null && (
                        <>
                          {' '}
                          <span className="chip">
                            <bdi>{text('roles.only_first', { name: owner })}</bdi>
                          </span>
                        </>
                      )}
                    </span>
                  </li>
                );
              })}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}

interface RoleFormProps extends Editing { onClose: () => void; onSaved: (role: RoleRow) => void }

function RoleForm({ from, makes, onClose, onSaved }: RoleFormProps) {
  const text = useText();
  const language = useLanguage();
  const desk = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const [names, setNames] = useState(makes ? { name_en: '', name_zh: '' } : { name_en: from.name_en ?? '', name_zh: from.name_zh ?? '' });
  const can = (each: Permission) => desk.can(each);
  // What the role may do already needs not be held to stay.
  const mayChoose = (each: Permission) => can(each) || (!makes && from.permissions.includes(each));
  const [permissions, setPermissions] = useState<readonly Permission[]>(() => from.permissions.filter(mayChoose));
  const submit = async () => {
    const words = { ...names, permissions };
    onSaved(await (makes ? addRole(desk.http, words, from.id) : changeRole(desk.http, from.id, words)));
  };
  const name = (field: 'name_en' | 'name_zh') => ({
    value: names[field],
    onChange: (value: string) => {
      setNames((now) => ({ ...now, [field]: value }));
      act.forget();
    },
    error: at(field),
    input: { maxLength: 80, dir: 'auto' as const },
    autoComplete: 'off',
  });
  return (
    <>
      <header>
        <div>
          <h1 id="role-form-title">{makes ? text('roles.new_title') : text('roles.edit_title', { name: nameOf(text, language, from) })}</h1>
          {makes && <p>{text('roles.copied_from', { name: nameOf(text, language, from) })}</p>}
        </div>
      </header>
      <Form act={act} submit={submit} label={text(makes ? 'roles.create' : 'roles.save')} fields={['name_en', 'name_zh', 'permissions']} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <div className="both-languages">
          <Field label={text('roles.name_zh')} isRequired autoFocus={makes && language === 'zh-CN'} {...name('name_zh')} />
          <Field label={text('roles.name_en')} isRequired autoFocus={makes && language === 'en'} {...name('name_en')} />
        </div>
        <PermissionTicks
          label={text('roles.may')}
          value={permissions}
          disabled={(each) => !mayChoose(each)}
          why={text('roles.not_held')}
          error={at('permissions', 'permission')}
          onChange={(next) => {
            setPermissions(next);
            act.forget();
          }}
        />
      </Form>
    </>
  );
}
