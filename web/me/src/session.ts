// Who is signed in here, and the two ways to call the server: before the door and behind it.
import { getProfile, signOut as endHere, type Profile, type SignIn } from '@ombud/shared/account';
import { Http, Problem } from '@ombud/shared/api';
import { setGivenLanguage } from '@ombud/ui/settings';
import { stepUpQuestion, withStepUp } from '@ombud/ui/step-up';
import { Store } from '@ombud/ui/store';
import { keep, SIGN_IN } from './kept';

export type Session =
  | { state: 'asking' }
  | { state: 'unreachable' }
  | { state: 'nobody'; ended: boolean }
  | { state: 'signed in'; profile: Profile };

export const session = new Store<Session>({ state: 'asking' });

/** For calls that decide who we are: their 401 is an answer, not an end. */
export const door = new Http({ base: '' });

/** The last one: somebody else is known here, staff for example. */
const OVER = new Set(['session.required', 'session.expired', 'session.locked', 'permission.missing']);

/** What a refusal means behind the door: the session is over, or the person must prove again that it is them. */
class Inside extends Http {
  override async send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    try {
      return await withStepUp(() => super.send(method, path, body, signal));
    } catch (error) {
      if (error instanceof Problem && OVER.has(error.code)) leave(true);
      throw error;
    }
  }
}

export const inside: Http = new Inside({ base: '' });

/** The tabs of this browser share one session: where it ends in one, the others hear it. */
const tabs = new BroadcastChannel('ombud.me.session');

export function leave(ended: boolean): void {
  tabs.postMessage('left');
  keep(SIGN_IN, null);
  if (!isInside()) return;
  stepUpQuestion.get()?.answer(false);
  session.set({ state: 'nobody', ended });
}

/** The profile of this moment: most changes answer with it. */
export function know(profile: Profile): void {
  setGivenLanguage(profile.language);
  session.set({ state: 'signed in', profile });
}

const isInside = () => session.get().state === 'signed in';

export async function refresh(): Promise<void> {
  const profile = await getProfile(inside);
  // Whoever left meanwhile stays outside.
  if (isInside()) know(profile);
}

/** Another tab may have left, or another device ended this session: nothing stays on the screen of somebody who is gone. */
export function watchSession(): void {
  tabs.onmessage = () => void (isInside() && findSession(true));
  const look = () => void (isInside() && document.visibilityState === 'visible' && refresh().catch(() => undefined));
  addEventListener('focus', look);
  document.addEventListener('visibilitychange', look);
}

export async function findSession(ended = false): Promise<void> {
  session.set({ state: 'asking' });
  stepUpQuestion.get()?.answer(false);
  try {
    know(await getProfile(door));
  } catch (error) {
    const refused = error instanceof Problem && (error.status === 401 || error.status === 403);
    session.set(refused ? { state: 'nobody', ended } : { state: 'unreachable' });
  }
}

/** True when the sign-in is complete. */
export async function entered(answer: SignIn): Promise<boolean> {
  if (!answer.session) return false;
  know(await getProfile(door));
  return true;
}

export async function signOut(): Promise<void> {
  await endHere(inside);
  leave(false);
}
