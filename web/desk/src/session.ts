// Who is signed in here, and what happens when that ends.
import { getMe, Http, Problem, setUpStaff, signInStaff, signOutStaff, type Staff } from '@ombud/shared/api';
import { Desk } from './desk';
import { setGivenLanguage } from '@ombud/ui/settings';
import { Store } from '@ombud/ui/store';

export type Session =
  | { state: 'asking' }
  | { state: 'unreachable' }
  | { state: 'nobody'; ended: boolean }
  | { state: 'signed in'; desk: Desk };

export const session = new Store<Session>({ state: 'asking' });

/** For calls that decide who we are: their 401 is an answer, not an end. */
export const door = new Http({ base: '' });

const inside = new Http({
  base: '',
  renew: () => {
    end();
    return Promise.resolve(false);
  },
});

function begin(me: Staff): void {
  if (me.language) setGivenLanguage(me.language);
  const desk = new Desk(me, inside, end);
  desk.start();
  session.set({ state: 'signed in', desk });
}

/** The session is over; drafts and unsent messages stay for the next one. */
function end(): void {
  const now = session.get();
  if (now.state !== 'signed in') return;
  now.desk.stop();
  session.set({ state: 'nobody', ended: true });
}

export async function findSession(): Promise<void> {
  session.set({ state: 'asking' });
  try {
    begin(await getMe(door));
  } catch (error) {
    const refused = error instanceof Problem && (error.status === 401 || error.status === 403);
    session.set(refused ? { state: 'nobody', ended: false } : { state: 'unreachable' });
  }
}

export async function signIn(email: string, password: string): Promise<void> {
  begin((await signInStaff(door, email, password)).staff);
}

export async function setUp(wanted: Parameters<typeof setUpStaff>[1]): Promise<void> {
  const before = session.get();
  const { staff } = await setUpStaff(door, wanted);
  if (before.state === 'signed in') before.desk.stop();
  begin(staff);
}

export async function signOut(desk: Desk): Promise<void> {
  await signOutStaff(inside);
  desk.drafts.forget();
  desk.outbox.forget();
  desk.stop();
  session.set({ state: 'nobody', ended: false });
}
