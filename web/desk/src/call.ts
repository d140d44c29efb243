// Calling somebody who looks elsewhere: a desktop notification and a short sound, each only when asked for.
import type { InboxRow } from '@ombud/shared/api';
import { customerName } from './names';
import { go, inboxPath } from './route';
import { settings } from './settings';
import { textNow } from './text';
import { announce } from '@ombud/ui/toast';

export function callFor(row: InboxRow): void {
  const text = textNow();
  const { conversation, preview } = row;
  const name = customerName(text, conversation.customer);
  const title = text(conversation.last_seq === 1 ? 'call.new' : 'call.wrote', { name });
  announce(title);
  if (settings.get().sound) ring();
  if (!settings.get().notifications || document.hasFocus() || !('Notification' in window)) return;
  if (Notification.permission !== 'granted') return;
  const body = preview?.body || (preview?.kind === 'intake' ? text('row.case_told') : '');
  const notification = new Notification(title, { body, tag: conversation.id, silent: true });
  notification.onclick = () => {
    window.focus();
    go(inboxPath(conversation.assignee ? 'mine' : 'unassigned', conversation.id));
    notification.close();
  };
}

/** Two soft notes, made here: nothing to download. */
export function ring(): void {
  const context = new AudioContext();
  const volume = context.createGain();
  volume.connect(context.destination);
  [660, 880].forEach((frequency, index) => {
    const start = context.currentTime + index * 0.12;
    const note = context.createOscillator();
    note.frequency.value = frequency;
    note.connect(volume);
    note.start(start);
    note.stop(start + 0.18);
  });
  volume.gain.setValueAtTime(0.08, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.35);
  setTimeout(() => void context.close(), 600);
}
