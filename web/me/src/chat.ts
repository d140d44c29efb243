// Tells the chat of this page who is signed in, and in which language the page speaks.
import { useEffect } from 'react';
import { useLanguage } from '@ombud/ui/settings';
import { useSelected } from '@ombud/ui/store';
import { session } from './session';

interface ChatElement extends HTMLElement {
  account?: { id: string; name: string; phrase: string | null } | null;
  setOpen?: (open: boolean) => void;
}

const chat = () => document.querySelector<ChatElement>('ombud-chat');

export function useChat(): void {
  const language = useLanguage();
  const id = useSelected(session, (who) => (who.state === 'signed in' ? who.profile.id : null));
  const name = useSelected(session, (who) => (who.state === 'signed in' ? (who.profile.name ?? '') : ''));
  const phrase = useSelected(session, (who) => (who.state === 'signed in' ? who.profile.phrase : null));
  useEffect(() => {
    const element = chat();
    if (element) element.lang = language;
  }, [language]);
  useEffect(() => {
    const element = chat();
    if (element) element.account = id === null ? null : { id, name, phrase };
  }, [id, name, phrase]);
}

export const talk = (): void => chat()?.setOpen?.(true);
