// Giving a conversation to a colleague, or back to the queue: who is here comes first.
import { useEffect } from 'react';
import { Undo2 } from 'lucide-react';
import type { Id, StaffRow } from '@ombud/shared/api';
import { useDesk } from './desk';
import { useStore } from '@ombud/ui/store';
import { problemText, useText } from './text';
import { toast } from '@ombud/ui/toast';
import { Chooser, type Choice } from './ui/chooser';
import { Presence } from './ui/chips';
import { Face } from './ui/face';

export default function HandOver({ conversation, onClose }: { conversation: Id; onClose: () => void }) {
  const text = useText();
  const desk = useDesk();
  const people = useStore(desk.people) ?? [];
  const assignee = desk.conversation(conversation).state.get().conversation?.assignee ?? null;
  useEffect(() => {
    desk.loadPeople().catch((error: unknown) => toast(problemText(text, error), 'danger'));
  }, [desk, text]);

  const give = async (to: Id | null, name: string) => {
    if (await desk.assign(conversation, to)) toast(to ? text('hand_over.done', { name }) : text('hand_over.released'));
  };
  const others = people
    .filter((person) => person.active && person.id !== assignee?.id)
    .sort((a, b) => Number(b.online) - Number(a.online) || a.name.localeCompare(b.name));
  const release: Choice = {
    id: 'release',
    words: text('hand_over.release'),
    start: <Undo2 size={18} aria-hidden="true" />,
    label: text('hand_over.release'),
    run: () => void give(null, ''),
  };
  return (
    <Chooser
      title={text('hand_over.title')}
      empty={text('hand_over.empty')}
      groups={[
        { id: 'people', title: text('hand_over.people'), choices: others.map((person) => choiceOf(person, (name) => void give(person.id, name))) },
        { id: 'queue', title: text('hand_over.queue'), choices: assignee ? [release] : [] },
      ].filter((group) => group.choices.length > 0)}
      onClose={onClose}
    />
  );

  function choiceOf(person: StaffRow, run: (name: string) => void): Choice {
    const mine = person.id === desk.me.id;
    return {
      id: person.id,
      words: person.name + ' ' + person.public_name,
      start: <Face id={person.id} name={person.name} />,
      label: (
        <>
          <bdi>{person.name}</bdi> {mine && <small>{text('people.you')}</small>}
        </>
      ),
      end: <Presence online={person.online} />,
      run: () => run(person.name),
    };
  }
}
