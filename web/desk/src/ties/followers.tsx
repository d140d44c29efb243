// Who of us follows the open conversation: beside the facts, with a button for oneself, and for others where that is allowed.
import { useEffect, useState } from 'react';
import { Bell, BellOff, UserPlus, X } from 'lucide-react';
import type { Id } from '@ombud/shared/api';
import { addFollower, removeFollower } from '@ombud/shared/ties';
import { Button } from '@ombud/ui/button';
import { useStore } from '@ombud/ui/store';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { problemText, textNow, useText } from '../text';
import { Chooser } from '../ui/chooser';
import { Presence } from '../ui/chips';
import { Face } from '../ui/face';
import { change, turnFollowing } from './following';

export function Followers({ conversation }: { conversation: Id }) {
  const text = useText();
  const desk = useDesk();
  const { ties } = desk.conversation(conversation);
  const followers = useStore(ties.followers);
  const [adding, setAdding] = useState(false);
  const [busy, setBusy] = useState(false);
  useEffect(() => void ties.loadFollowers(), [ties]);
  if (followers === null) return null;
  const mine = followers.some((each) => each.id === desk.me.id);
  const press = async () => {
    setBusy(true);
    await turnFollowing(desk, conversation);
    setBusy(false);
  };
  return (
    <section className="followers" aria-labelledby="followers-title">
      <h3 id="followers-title">{text('followers.title')}</h3>
      {followers.length === 0 && <p className="quiet">{text('followers.none')}</p>}
      <ul>
        {followers.map(({ id, name }) => (
          <li key={id}>
            <Face id={id} name={name} size="small" />
            <bdi>{name}</bdi>
            {id === desk.me.id && <small>{text('people.you')}</small>}
            {id !== desk.me.id && desk.can('assign') && (
              <button type="button" aria-label={text('followers.remove', { name })} onClick={() => void change(desk, conversation, removeFollower(desk.http, conversation, id))}>
                <X size={14} aria-hidden="true" />
              </button>
            )}
          </li>
        ))}
      </ul>
      <div className="acts">
        <Button isPending={busy} onPress={() => void press()}>
          {mine ? <BellOff size={16} aria-hidden="true" /> : <Bell size={16} aria-hidden="true" />}
          {text(mine ? 'followers.end' : 'followers.begin')}
        </Button>
        {desk.can('assign') && (
          <Button kind="quiet" onPress={() => setAdding(true)}>
            <UserPlus size={16} aria-hidden="true" />
            {text('followers.add')}
          </Button>
        )}
      </div>
      {adding && <AddFollower conversation={conversation} have={new Set(followers.map(({ id }) => id))} onClose={() => setAdding(false)} />}
    </section>
  );
}

function AddFollower({ conversation, have, onClose }: { conversation: Id; have: ReadonlySet<Id>; onClose: () => void }) {
  const text = useText();
  const desk = useDesk();
  const people = useStore(desk.people) ?? [];
  useEffect(() => {
    desk.loadPeople().catch((error: unknown) => toast(problemText(textNow(), error), 'danger'));
  }, [desk]);
  return (
    <Chooser
      title={text('followers.add')}
      empty={text('palette.empty')}
      groups={[
        {
          id: 'people',
          title: text('palette.people'),
          choices: people
            .filter(({ id, active }) => active && !have.has(id))
            .map(({ id, name, public_name, online }) => ({
              id,
              words: name + ' ' + public_name,
              start: <Face id={id} name={name} />,
              label: <bdi>{name}</bdi>,
              end: <Presence online={online} />,
              run: () => void change(desk, conversation, addFollower(desk.http, conversation, id)),
            })),
        },
      ]}
      onClose={onClose}
    />
  );
}
