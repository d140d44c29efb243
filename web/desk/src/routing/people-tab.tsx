// Who takes what: languages, skills, how much of each channel at once, how much they have now.
import { useEffect, useState } from 'react';
import { Problem } from '@ombud/shared/api';
import { LANGUAGES } from '@ombud/shared/i18n';
import { CAPACITY_AT_MOST, CHANNELS, setRoutingProfile, type RoutedPerson, type RoutingState } from '@ombud/shared/routing';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { Field } from '@ombud/ui/field';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import type { Loaded } from '../loaded';
import { useText } from '../text';
import { Face } from '../ui/face';
import { Tick } from '../ui/inputs';
import { Waiting } from '../ui/waiting';
import { amountsOf, inOrder, standingOf, toggled, typedOf } from './profiles';
import { Skills } from './queue-form';

/** Whoever looks on sees who comes and goes. */
const AGAIN_EVERY = 10_000;

export function PeopleTab({ routing }: { routing: Loaded<RoutingState> }) {
  const text = useText();
  const [editing, setEditing] = useState<RoutedPerson | null>(null);
  const { again } = routing;
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) again();
    }, AGAIN_EVERY);
    return () => clearInterval(timer);
  }, [again]);
  const people = routing.value?.people ?? null;
  return (
    <>
      <p className="quiet">{text('routing.about')}</p>
      <Waiting of={routing} />
      {people?.length === 0 && <p className="empty">{text('routing.none')}</p>}
      {people && people.length > 0 && (
        <div className="routed-people">
          <table>
            <thead>
              <tr>
                <th scope="col">{text('people.person')}</th>
                <th scope="col">{text('people.state')}</th>
                <th scope="col">{text('routing.languages')}</th>
                {CHANNELS.map((channel) => (
                  <th key={channel} scope="col" data-number>
                    {text(`routing.channel.${channel}`)}
                  </th>
                ))}
                <th scope="col">
                  <span className="hidden">{text('people.acts')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {inOrder(people).map((person) => (
                <PersonRow key={person.id} person={person} edit={() => setEditing(person)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {editing && (
        <ProfileDialog
          person={editing}
          onClose={() => setEditing(null)}
          onSaved={(changed) => routing.value && routing.set({ ...routing.value, people: routing.value.people.map((each) => (each.id === changed.id ? changed : each)) })}
        />
      )}
    </>
  );
}

function PersonRow({ person, edit }: { person: RoutedPerson; edit: () => void }) {
  const text = useText();
  const standing = standingOf(person);
  const skills = person.skills.map((skill) => text(`topic.${skill}`)).join(text('queues.between'));
  return (
    <tr>
      <th scope="row">
        <span className="routed-person">
          <Face id={person.id} name={person.name} />
          <span>
            <bdi>{person.name}</bdi>
            {skills && <small>{skills}</small>}
          </span>
        </span>
      </th>
      <td data-label={text('people.state')}>
        <span className="presence" data-online={standing === 'taking' || standing === 'full' || undefined} data-standing={standing}>
          {text(`routing.standing.${standing}`)}
        </span>
      </td>
      <td data-label={text('routing.languages')}>
        {person.languages.length > 0 ? person.languages.map((each) => text(`language.${each}`)).join(text('queues.between')) : text('routing.no_language')}
        {!person.is_set && <small>{text('routing.guessed')}</small>}
      </td>
      {CHANNELS.map((channel) => (
        <td key={channel} data-number data-label={text(`routing.channel.${channel}`)} data-full={person.load[channel] >= person.capacity[channel] || undefined}>
          {text('routing.load', { load: person.load[channel], capacity: person.capacity[channel] })}
        </td>
      ))}
      <td className="person-acts">
        <Button kind="quiet" aria-label={text('routing.edit_named', { name: person.name })} onPress={edit}>
          {text('act.edit')}
        </Button>
      </td>
    </tr>
  );
}

interface ProfileProps { person: RoutedPerson; onClose: () => void; onSaved: (person: RoutedPerson) => void }

function ProfileDialog({ person, onClose, onSaved }: ProfileProps) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const [languages, setLanguages] = useState(person.languages);
  const [skills, setSkills] = useState(person.skills);
  const [typed, setTyped] = useState(() => typedOf(person.capacity));
  const submit = async () => {
    const capacity = amountsOf(typed);
    if (!capacity) throw new Problem('field.range', 422, 'capacity');
    onSaved(await setRoutingProfile(http, person.id, { languages, skills, capacity }));
    toast(text('routing.saved', { name: person.name }));
    onClose();
  };
  return (
    <Dialog title={text('routing.edit_title', { name: person.name })} onClose={onClose}>
      <Form act={act} submit={submit} label={text('queues.save')} fields={['capacity']} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <fieldset className="profile-part">
          <legend>{text('routing.languages')}</legend>
          <div className="ticks">
            {LANGUAGES.map((each) => (
              <Tick key={each} label={text(`language.${each}`)} value={languages.includes(each)} onChange={(on) => setLanguages(toggled(languages, each, on))} />
            ))}
          </div>
          {languages.length === 0 && <small className="field-help">{text('routing.no_language_about')}</small>}
        </fieldset>
        <fieldset className="profile-part">
          <legend>{text('routing.skills')}</legend>
          <Skills chosen={skills} onChange={setSkills} />
        </fieldset>
        <fieldset className="profile-part">
          <legend>{text('routing.capacity')}</legend>
          <div className="capacities">
            {CHANNELS.map((channel) => (
              <Field
                key={channel}
                label={text(`routing.channel.${channel}`)}
                inputMode="numeric"
                value={typed[channel]}
                onChange={(value) => {
                  setTyped({ ...typed, [channel]: value });
                  act.forget();
                }}
                input={{ maxLength: 3 }}
              />
            ))}
          </div>
          {at('capacity') ? (
            <small className="field-error" role="alert">
              {text('routing.capacity_wrong', { most: CAPACITY_AT_MOST })}
            </small>
          ) : (
            <small className="field-help">{text('routing.capacity_about')}</small>
          )}
        </fieldset>
      </Form>
    </Dialog>
  );
}
