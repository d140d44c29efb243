// Small facts: status, language, a moment, how long somebody waits.
import type { ConversationStatus, Language, Timestamp } from '@ombud/shared/api';
import { Clock, Mail } from 'lucide-react';
import { useLanguage } from '@ombud/ui/settings';
import { useText } from '../text';
import { duration, exactTime, shortTime, useTicking } from '@ombud/ui/time';

export function StatusChip({ status }: { status: ConversationStatus }) {
  const text = useText();
  return (
    <span className="chip" data-status={status}>
      {text(`status.${status}`)}
    </span>
  );
}

export function LanguageTag({ language }: { language: Language }) {
  const text = useText();
  return (
    <abbr className="language-tag" title={text(`language.${language}`)}>
      {language === 'en' ? 'EN' : '中'}
    </abbr>
  );
}

/** Whether a colleague is here now. */
export function Presence({ online }: { online: boolean }) {
  const text = useText();
  return (
    <span className="presence" data-online={online || undefined}>
      {text(online ? 'people.online' : 'people.offline')}
    </span>
  );
}

/** Of a customer who is never here and reads our answers in a mailbox. */
export function ByMail() {
  const text = useText();
  return (
    <span className="by-mail">
      <Mail size={12} aria-hidden="true" />
      {text('customer.by_mail')}
    </span>
  );
}

export function Moment({ at }: { at: Timestamp }) {
  const language = useLanguage();
  const shown = useTicking((now) => shortTime(language, at, now));
  return (
    <time dateTime={at} title={exactTime(language, at)}>
      {shown}
    </time>
  );
}

export function WaitingFor({ since }: { since: Timestamp }) {
  const text = useText();
  const language = useLanguage();
  const shown = useTicking((now) => duration(text, Math.max(0, now - Date.parse(since))));
  return (
    <span className="waiting" title={text('row.waiting_since', { time: exactTime(language, since) })}>
      <Clock size={12} aria-hidden="true" />
      <span className="hidden">{text('row.waiting')} </span>
      {shown}
    </span>
  );
}
