// Short words that come and go: toasts to see, announcements to hear.
import { Store } from './store';

export interface Toast {
  key: number;
  text: string;
  tone: 'plain' | 'danger';
  /** What can be done about it, while it is shown. */
  act: ToastAct | null;
}
export interface ToastAct { label: string; run: () => void }

const LASTS = { plain: 4_000, danger: 10_000 };
/** Long enough to think it over. */
const ACT_LASTS = 10_000;

export const toasts = new Store<readonly Toast[]>([]);
export const announcement = new Store('');

let made = 0;

export function toast(text: string, tone: Toast['tone'] = 'plain', act: ToastAct | null = null): void {
  const key = ++made;
  toasts.change((now) => [...now.slice(-2), { key, text, tone, act }]);
  setTimeout(() => dismiss(key), act ? ACT_LASTS : LASTS[tone]);
}

export const dismiss = (key: number): void => toasts.change((now) => now.filter((each) => each.key !== key));

/** For screen readers, politely. */
export const announce = (text: string): void => announcement.set(text);
