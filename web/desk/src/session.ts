// Who is signed in here, what still has to be proved, and what happens when that ends or is locked.
import { Http, Problem, signOutStaff } from '@ombud/shared/api';
import type { Assertion, Method, StepUp } from '@ombud/shared/account';
import {
  getMyself, giveSecondFactor, lockStaff, setUpStaff, signInStaff, signInStaffByPasskey, stepUpStaff, type Myself, type SignedInStaff,
} from '@ombud/shared/staff';
import { Desk } from './desk';
import { setGivenLanguage } from '@ombud/ui/settings';
import { stepUpQuestion, withStepUp } from '@ombud/ui/step-up';
import { Store } from '@ombud/ui/store';

export type Session =
  | { state: 'asking' }
  | { state: 'unreachable' }
  | { state: 'nobody'; ended: boolean }
  | { state: 'second factor'; methods: readonly Method[] }
  | { state: 'enrolment' }
  | { state: 'locked' }
  | { state: 'signed in'; desk: Desk };

export const session = new Store<Session>({ state: 'asking' });

/** For calls that decide who we are: their 401 is an answer, not an end. */
export const door = new Http({ base: '' });

/** What is refused for want of a fresh proof is made again once that is given; a locked session covers the desk at once. */
class Inside extends Http {
  override async send(method: string, path: string, body?: unknown, signal?: AbortSignal, renewed = false): Promise<Response> {
    try {
      return await withStepUp(() => super.send(method, path, body, signal, renewed));
    } catch (error) {
      if (error instanceof Problem && error.code === 'session.locked') leave({ state: 'locked' });
      throw error;
    }
  }
}

const renew = () => {
  leave({ state: 'nobody', ended: true });
  return Promise.resolve(false);
};
export const inside: Http = new Inside({ base: '', renew });

/** For what waits for somebody else's server, which may take its time to say no. */
const PATIENCE = 90_000;
export const patient: Http = new Inside({ base: '', renew, timeout: PATIENCE });

function begin(me: Myself): void {
  const before = session.get();
  if (before.state === 'signed in') before.desk.stop();
  if (me.language) setGivenLanguage(me.language);
  const desk = new Desk(me, inside, () => void findSession());
  desk.start();
  session.set({ state: 'signed in', desk });
}

/** Nothing of the desk stays on the screen; drafts and unsent messages wait for the next session. */
function leave(next: Session): void {
  const now = session.get();
  if (now.state !== 'signed in') return;
  stepUpQuestion.get()?.answer(false);
  now.desk.stop();
  session.set(next);
}

/** What a refused look at ourselves says about the session. */
export function sessionAfter(error: unknown, wasHere: boolean): Session {
  if (!(error instanceof Problem) || (error.status !== 401 && error.status !== 403)) return { state: 'unreachable' };
  if (error.code === 'session.locked') return { state: 'locked' };
  return { state: 'nobody', ended: wasHere };
}

export async function findSession(): Promise<void> {
  const before = session.get();
  const wasHere = before.state === 'signed in' || before.state === 'locked';
  if (before.state === 'signed in') before.desk.stop();
  if (before.state !== 'locked') session.set({ state: 'asking' });
  try {
    begin(await getMyself(door));
  } catch (error) {
    const after = sessionAfter(error, wasHere);
    // A locked screen stays one while the server is away.
    if (before.state === 'locked' && after.state === 'unreachable') throw error;
    session.set(after);
  }
}

async function enter(answer: SignedInStaff): Promise<void> {
  if (answer.needs === 'second_factor') session.set({ state: 'second factor', methods: answer.methods });
  else if (answer.needs === 'enrolment') session.set({ state: 'enrolment' });
  else begin(await getMyself(door));
}

export const signIn = async (email: string, password: string): Promise<void> => enter(await signInStaff(door, email, password));
export const signInByPasskey = async (assertion: Assertion): Promise<void> => enter(await signInStaffByPasskey(door, assertion));
export const secondFactor = async (proof: StepUp): Promise<void> => enter(await giveSecondFactor(door, proof));
export const setUp = async (wanted: Parameters<typeof setUpStaff>[1]): Promise<void> => enter(await setUpStaff(door, wanted));

/** The new factor opens the desk, or is asked for once. */
export async function enrolled(method: Method): Promise<void> {
  try {
    begin(await getMyself(door));
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'second_factor.required')) throw error;
    session.set({ state: 'second factor', methods: [method] });
  }
}

/** Covers the desk first: what the server says comes after. */
export async function lock(): Promise<void> {
  leave({ state: 'locked' });
  await lockStaff(door);
}

export async function unlock(proof: StepUp): Promise<void> {
  await stepUpStaff(door, proof);
  await findSession();
}

export async function signOut(desk: Desk): Promise<void> {
  await signOutStaff(inside);
  desk.drafts.forget();
  desk.outbox.forget();
  leave({ state: 'nobody', ended: false });
}

/** Away from a door that is not open yet, or from a locked desk. */
export async function giveUp(): Promise<void> {
  try {
    await signOutStaff(door);
  } catch (error) {
    // Over already: as wished.
    if (!(error instanceof Problem && error.status === 401)) throw error;
  }
  session.set({ state: 'nobody', ended: false });
}
