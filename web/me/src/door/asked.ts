// People here were asked to recover or unfreeze an account: the page that shows how it goes, and asking again for another code.
import { go } from '../route';
import { keep, kept, SIGN_IN, type Begun } from '../kept';

type Page = 'recovery' | 'unfreeze';
interface Asked { tracking: string }

export function follow(page: Page, begun: Begun, { tracking }: Asked, replace = false): void {
  keep(SIGN_IN, { ...begun, tracking });
  go(`/me/${page}#tracking=${encodeURIComponent(tracking)}`, replace);
}

/** Only the sign-in that asked can ask again: null where it was another browser's, or is over. */
export function askAgain(page: Page, tracking: string, ask: (begun: Begun) => Promise<Asked>): (() => Promise<void>) | null {
  const begun = kept<Begun>(SIGN_IN);
  return begun?.tracking === tracking ? async () => follow(page, begun, await ask(begun), true) : null;
}
