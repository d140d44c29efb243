// Whether a code or a link holds, asked before a password is chosen: given none, the server judges what comes with it and keeps it usable.
import { Problem } from '@ombud/shared/api';

/** What is wrong with a password at all. */
const ABOUT_PASSWORD = 'password.';

/** `give` without a password: fine when the password is all that is missing. */
export async function askAhead(give: (password: string) => Promise<unknown>): Promise<void> {
  try {
    await give('');
  } catch (error) {
    if (!(error instanceof Problem && error.code.startsWith(ABOUT_PASSWORD))) throw error;
  }
}
