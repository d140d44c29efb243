// What was typed into the intake survives a reload and a wrong turn. No secret is kept, and nothing once it was sent.
import { holdsSecret } from './guard';

const PREFIX = 'ombud.site.draft.';
const LIFE = 24 * 3_600_000;
const QUIET = 300;

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
interface Draft { at: number; values: Record<string, string> }

const keyOf = (form: HTMLFormElement) =>
  PREFIX + new URL(form.action).pathname + ' ' + (form.querySelector<HTMLInputElement>('[name="topic"]')?.value ?? '');

function controls(form: HTMLFormElement): Control[] {
  return [...form.querySelectorAll<Control>('input, textarea, select')].filter(({ type }) => type !== 'hidden' && type !== 'file');
}

function read(key: string): Draft | null {
  try {
    const draft = JSON.parse(localStorage.getItem(key) ?? 'null') as Draft | null;
    return draft && Date.now() - draft.at < LIFE ? draft : null;
  } catch {
    return null;
  }
}

const isFilled = (control: Control) => (control.type === 'radio' ? (control as HTMLInputElement).checked : control.value.trim() !== '');
/** What cannot be looked at is not kept either. */
const mayStay = async (control: Control) => !('guarded' in control.dataset) || !(await holdsSecret(control.value).catch(() => true));

async function valuesOf(form: HTMLFormElement): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const control of controls(form).filter(isFilled)) {
    const { name, value } = control;
    if (await mayStay(control)) values[name] = value;
  }
  return values;
}

/** True when something that the page did not hold was put back. */
function restore(form: HTMLFormElement, { values }: Draft): boolean {
  let changed = false;
  for (const control of controls(form)) {
    const value = values[control.name];
    if (value === undefined) continue;
    if (control.type === 'radio') (control as HTMLInputElement).checked = control.value === value;
    else if (control.value === '') {
      control.value = value;
      changed = true;
    }
  }
  return changed;
}

function tellRestored(form: HTMLFormElement, forget: () => void): void {
  const note = document.createElement('p');
  note.className = 'restored help';
  note.append(form.dataset['draft']!);
  const away = document.createElement('button');
  away.type = 'button';
  away.className = 'button';
  away.textContent = form.dataset['draftAway']!;
  away.addEventListener('click', () => {
    forget();
    form.reset();
    note.remove();
    form.dispatchEvent(new Event('input'));
  });
  note.append(away);
  form.prepend(note);
}

export function keepDrafts(): void {
  try {
    // It is on our side now, or too old to be meant.
    const sent = document.querySelector('.sent') !== null;
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX) && (sent || !read(key))) localStorage.removeItem(key);
  } catch {
    return; // a browser that keeps nothing
  }
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-intake]')) {
    const key = keyOf(form);
    const draft = read(key);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const forget = () => {
      clearTimeout(timer);
      localStorage.removeItem(key);
    };
    if (draft && restore(form, draft)) tellRestored(form, forget);
    const keep = async () => {
      const values = await valuesOf(form);
      try {
        localStorage.setItem(key, JSON.stringify({ at: Date.now(), values } satisfies Draft));
      } catch {
        // Full: what is typed still stands in the form.
      }
    };
    form.addEventListener('input', ({ target }) => {
      clearTimeout(timer);
      if (target !== form) timer = setTimeout(() => void keep(), QUIET);
    });
    form.addEventListener('submit', () => clearTimeout(timer));
    form.querySelector<HTMLElement>('[data-kept]')!.hidden = false;
  }
}
