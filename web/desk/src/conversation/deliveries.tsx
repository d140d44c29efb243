// How answers fare that went out as letters: asked for while the conversation is shown, told below each of them.
import { useEffect, useState } from 'react';
import { Clock, MailCheck, MailX } from 'lucide-react';
import type { Id } from '@ombud/shared/api';
import { listDeliveries, type AnswerDelivery } from '@ombud/shared/mail';
import { useLanguage } from '@ombud/ui/settings';
import { clockTime, dateAndTime, exactTime } from '@ombud/ui/time';
import { useDesk } from '../desk';
import { isKey, useText, type Text } from '../text';

const FIRST_LOOK = 3_000;
const SELDOM = 60_000;
const NONE: ReadonlyMap<number, AnswerDelivery> = new Map();

/** Often while there is something new, then once a minute: a letter may come back hours later. */
export function useDeliveries(conversation: Id, byMail: boolean, lastAnswer: number): ReadonlyMap<number, AnswerDelivery> {
  const { http } = useDesk();
  const [known, setKnown] = useState<{ of: Id; deliveries: ReadonlyMap<number, AnswerDelivery> }>({ of: conversation, deliveries: NONE });
  useEffect(() => {
    if (!byMail || lastAnswer === 0) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let here = true;
    let pause = FIRST_LOOK;
    const look = async () => {
      try {
        const { deliveries } = await listDeliveries(http, conversation);
        if (here) setKnown({ of: conversation, deliveries: new Map(deliveries.map((each) => [each.seq, each])) });
      } catch {
        // A line below an answer: what was known stays.
      }
      if (!here) return;
      timer = setTimeout(() => void look(), pause);
      pause = Math.min(SELDOM, pause * 2);
    };
    void look();
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [http, conversation, byMail, lastAnswer]);
  return known.of === conversation ? known.deliveries : NONE;
}

const SHOWN = {
  queued: { tone: undefined, Icon: Clock },
  deferred: { tone: 'wait', Icon: Clock },
  accepted: { tone: undefined, Icon: MailCheck },
  bounced: { tone: 'danger', Icon: MailX },
  suppressed: { tone: 'danger', Icon: MailX },
} as const;

const outcomeWords = (text: Text, outcome: string): string =>
  isKey('letters.outcome.' + outcome) ? text(('letters.outcome.' + outcome) as Parameters<Text>[0]) : outcome;

export function DeliveryLine({ delivery }: { delivery: AnswerDelivery }) {
  const text = useText();
  const language = useLanguage();
  const { state, at, reply, next_try, attempts } = delivery;
  const { tone, Icon } = SHOWN[state];
  const line = (
    <>
      <Icon size={14} aria-hidden="true" />
      <span title={exactTime(language, at)}>
        {text(`delivery.${state}`, { time: clockTime(language, at) })}
        {(state === 'bounced' || state === 'deferred') && reply && (
          <>
            {text('row.colon')}
            <bdi className="delivery-reply">{reply}</bdi>
          </>
        )}
      </span>
    </>
  );
  if (attempts.length === 0) {
    return (
      <p className="delivery" data-tone={tone}>
        {line}
      </p>
    );
  }
  return (
    <details className="delivery" data-tone={tone}>
      <summary>{line}</summary>
      {next_try && <p>{text('letters.next_try', { time: dateAndTime(language, next_try) })}</p>}
      {state === 'bounced' && <p>{text('delivery.bounced_why')}</p>}
      <ol>
        {attempts.map((attempt, index) => (
          <li key={index}>
            <time dateTime={attempt.at} title={exactTime(language, attempt.at)}>
              {dateAndTime(language, attempt.at)}
            </time>
            <span>{outcomeWords(text, attempt.outcome)}</span>
            {attempt.reply && <code dir="ltr">{attempt.reply}</code>}
          </li>
        ))}
      </ol>
    </details>
  );
}
