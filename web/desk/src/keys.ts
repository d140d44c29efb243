// Keyboard shortcuts: single keys that never fire while somebody types or a window is open.
import { useEffect, useEffectEvent } from 'react';
import { settings } from './settings';

const BUSY = 'input, textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"], [role="combobox"]';

export const isBusy = (target: EventTarget | null): boolean => target instanceof Element && target.closest(BUSY) !== null;

/** The name of a pressed shortcut, or null when the press is something else. */
export function shortcutOf(event: KeyboardEvent): string | null {
  if (event.defaultPrevented || event.isComposing) return null;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') return 'Ctrl-K';
  if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return null;
  if (event.key === 'Escape') return 'Escape';
  return settings.get().keys && event.key.length === 1 ? event.key.toLowerCase() : null;
}

/** A handler that answers false leaves the key to the browser. */
export function useKeys(handlers: Partial<Record<string, (event: KeyboardEvent) => unknown>>): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const shortcut = shortcutOf(event);
    const handler = shortcut === null ? undefined : handlers[shortcut];
    if (handler && handler(event) !== false) event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}
