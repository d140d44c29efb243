// Colleagues named in a note: who is being typed after an @, and who of those chosen still stands there.
import type { Person } from '@ombud/shared/api';

/** The words after the last @ before the caret; null where none is being typed. */
export interface Naming { words: string; from: number }

export function namingAt(body: string, caret: number): Naming | null {
  const found = /(?:^|[\s，。！？、；：,.!?;:（(])@([^\s@，。！？、；：]{0,40})$/u.exec(body.slice(0, caret));
  return found ? { words: found[1]!, from: caret - found[1]!.length - 1 } : null;
}

const plain = (text: string) => text.toLocaleLowerCase().normalize('NFKC');

/** Those whose name begins so, or a part of it; who is here comes first. */
export function named<Somebody extends { name: string; public_name: string; online: boolean }>(people: readonly Somebody[], words: string): Somebody[] {
  const wanted = plain(words);
  const rank = ({ name, public_name }: Somebody) => {
    const names = [plain(name), plain(public_name)];
    if (names.some((each) => each.startsWith(wanted))) return 0;
    return names.some((each) => each.split(/\s+/).some((part) => part.startsWith(wanted)) || each.includes(wanted)) ? 1 : null;
  };
  return people
    .map((person) => ({ person, rank: rank(person) }))
    .filter((each): each is { person: Somebody; rank: number } => each.rank !== null)
    .sort((a, b) => a.rank - b.rank || Number(b.person.online) - Number(a.person.online) || a.person.name.localeCompare(b.person.name))
    .map(({ person }) => person);
}

export function namedIn(body: string, naming: Naming, caret: number, name: string): { body: string; caret: number } {
  const words = `@${name} `;
  return { body: body.slice(0, naming.from) + words + body.slice(caret).replace(/^ /, ''), caret: naming.from + words.length };
}

/** Of those who were chosen, whose names are in the text: whoever was deleted is told nothing. */
export const stillNamed = (body: string, chosen: readonly Person[]): Person[] =>
  chosen.filter(({ id, name }, index) => body.includes('@' + name) && chosen.findIndex((each) => each.id === id) === index);
