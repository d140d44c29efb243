// What was looked up: each fact with its value, its fields and when it was true; times exact and relative.
import type { FactView, FieldView } from '@ombud/shared/diagnosis';
import { useLanguage } from '@ombud/ui/settings';
import { clockTime, dateAndTime, duration, exactTime, useTicking } from '@ombud/ui/time';
import { useText } from '../text';

export function FactList({ facts }: { facts: readonly FactView[] }) {
  const text = useText();
  const language = useLanguage();
  if (facts.length === 0) return null;
  return (
    <dl className="fact-list">
      {facts.map((fact) => (
        <div key={fact.name} data-unknown={fact.value === null || undefined}>
          <dt>
            {fact.label}
            <time dateTime={fact.at} title={exactTime(language, fact.at)}>
              {text('fact.looked_up', { time: clockTime(language, fact.at) })}
            </time>
          </dt>
          <dd>
            <strong>{fact.value === null ? text('fact.unknown') : fact.value_label}</strong>
            {fact.fields.map((field) => (
              <span key={field.name}>
                <span className="quiet">{field.label}</span> <Value field={field} />
              </span>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ field }: { field: FieldView }) {
  return field.type === 'time' && typeof field.value === 'string' ? <Both at={field.value} /> : <bdi>{field.text}</bdi>;
}

/** "Nov 28, 14:05, in 3 h" */
export function Both({ at }: { at: string }) {
  const text = useText();
  const language = useLanguage();
  const away = useTicking((now) => {
    const ahead = Date.parse(at) - now;
    return text(ahead > 0 ? 'time.in' : 'time.ago', { time: duration(text, Math.abs(ahead)) });
  });
  return (
    <time dateTime={at} title={exactTime(language, at)}>
      {dateAndTime(language, at)} ({away})
    </time>
  );
}
