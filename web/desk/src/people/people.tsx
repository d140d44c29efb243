// Who works here: everybody may look, an admin adds people, changes roles and closes accounts.
import { useEffect, useState } from 'react';
import { UserPlus } from 'lucide-react';
import type { RoleRow } from '@ombud/shared/access';
import { changeStaff, Problem, type StaffRow } from '@ombud/shared/api';
import { useDesk } from '../desk';
import { useLanguage } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { problemText, useText } from '../text';
import { toast } from '@ombud/ui/toast';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { Face } from '../ui/face';
import { AddPerson } from './add-person';
import { roleName } from './permissions';
import { RoleSelect, useRoles } from './role-select';

export function People() {
  const text = useText();
  const desk = useDesk();
  const people = useStore(desk.people);
  const [error, setError] = useState<unknown>(null);
  const [adding, setAdding] = useState(false);
  const [asked, setAsked] = useState(0);
  const manages = desk.can('manage_people');
  const roles = useRoles();
  useEffect(() => {
    let here = true;
    desk.loadPeople().then(
      () => here && setError(null),
      (problem: unknown) => here && setError(problem),
    );
    return () => {
      here = false;
    };
  }, [desk, asked]);

  return (
    <section className="people" aria-labelledby="people-title">
      <header>
        <div>
          <h1 id="people-title">{text('people.title')}</h1>
          <p>{text(manages ? 'people.about_admin' : 'people.about')}</p>
        </div>
        {manages && (
          <Button kind="primary" onPress={() => setAdding(true)}>
            <UserPlus size={16} aria-hidden="true" />
            {text('people.add')}
          </Button>
        )}
      </header>
      {error !== null && (
        <div className="notice" data-tone="danger" role="alert">
          <p>{problemText(text, error)}</p>
          <Button onPress={() => setAsked(asked + 1)}>{text('act.retry')}</Button>
        </div>
      )}
      {!people && error === null && <PeopleSkeleton />}
      {people && <Table people={people} roles={roles} manages={manages} />}
      {adding && <AddPerson roles={roles} onClose={() => setAdding(false)} onAdded={() => setAsked(asked + 1)} />}
    </section>
  );
}

function PeopleSkeleton() {
  const text = useText();
  return (
    <div className="skeleton-rows" role="img" aria-busy="true" aria-label={text('people.loading')}>
      {Array.from({ length: 4 }, (_, index) => (
        <div key={index} className="skeleton-row">
          <span />
          <span />
        </div>
      ))}
    </div>
  );
}

function Table({ people, roles, manages }: { people: readonly StaffRow[]; roles: readonly RoleRow[]; manages: boolean }) {
  const text = useText();
  const sorted = [...people].sort((a, b) => Number(b.active) - Number(a.active) || a.name.localeCompare(b.name));
  return (
    <table data-manages={manages || undefined}>
      <thead>
        <tr>
          <th scope="col">{text('people.person')}</th>
          <th scope="col">{text('field.public_name')}</th>
          <th scope="col">{text('field.role')}</th>
          <th scope="col">{text('people.state')}</th>
          {manages && (
            <th scope="col">
              <span className="hidden">{text('people.acts')}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {sorted.map((person) => (
          <PersonRow key={person.id} person={person} roles={roles} manages={manages} />
        ))}
      </tbody>
    </table>
  );
}

function PersonRow({ person, roles, manages }: { person: StaffRow; roles: readonly RoleRow[]; manages: boolean }) {
  const text = useText();
  const language = useLanguage();
  const desk = useDesk();
  const [closing, setClosing] = useState(false);
  const mine = person.id === desk.me.id;

  const change = async (wanted: { role?: string; active?: boolean }) => {
    try {
      const changed = await changeStaff(desk.http, person.id, wanted);
      desk.people.change((all) => all && all.map((each) => (each.id === person.id ? { ...each, ...changed } : each)));
      toast(text('people.changed', { name: person.name }));
    } catch (problem) {
      if (problem instanceof Problem && problem.code === 'cancelled') return;
      toast(problemText(text, problem), 'danger');
    }
  };

  return (
    <tr data-inactive={person.active ? undefined : true}>
      <th scope="row">
        <Face id={person.id} name={person.name} />
        <span>
          <span>
            <bdi>{person.name}</bdi> {mine && <small className="you">{text('people.you')}</small>}
          </span>
          {person.email && <small className="email">{person.email}</small>}
        </span>
      </th>
      <td data-field="public" data-label={text('field.public_name')}>
        <bdi>{person.public_name}</bdi>
      </td>
      <td data-field="role">
        {manages && person.active && !mine ? (
          <RoleSelect label={text('people.role_of', { name: person.name })} roles={roles} shown={roleName(text, language, person)} value={person.role} onChange={(role) => void change({ role })} />
        ) : (
          <bdi>{roleName(text, language, person)}</bdi>
        )}
      </td>
      <td data-field="state">
        <span className="presence" data-online={(person.active && person.online) || undefined}>
          {text(!person.active ? 'people.inactive' : person.online ? 'people.online' : 'people.offline')}
        </span>
      </td>
      {manages && (
        <td className="person-acts">
          {!mine &&
            (person.active ? (
              <Button kind="quiet" onPress={() => setClosing(true)}>
                {text('people.deactivate')}
              </Button>
            ) : (
              <Button kind="quiet" onPress={() => void change({ active: true })}>
                {text('people.activate')}
              </Button>
            ))}
          {closing && (
            <Dialog role="alertdialog" title={text('people.deactivate_title', { name: person.name })} onClose={() => setClosing(false)}>
              <p>{text('people.deactivate_why')}</p>
              <footer>
                <Button onPress={() => setClosing(false)}>{text('act.cancel')}</Button>
                <Button
                  kind="danger"
                  onPress={() => {
                    setClosing(false);
                    void change({ active: false });
                  }}
                >
                  {text('people.deactivate')}
                </Button>
              </footer>
            </Dialog>
          )}
        </td>
      )}
    </tr>
  );
}
