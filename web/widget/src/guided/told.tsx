// What was told to the person who takes over, as the customer's own message shows it.
import type { ComponentChildren } from 'preact';
import type { Entry } from '@ombud/shared/api';
import type { Unsent } from '../chat/outbox';
import { kindName } from '../chat/texts';
import type { CaseField } from './api';
import type { Guide } from './guide';

interface Case {
  fields: CaseField[];
  diagnosis: { trail: { question: string; answer: string }[] } | null;
}

/** Of an entry the case that was told; of what is still on its way what it will say. */
function caseOf(what: Entry | Unsent): Case | null {
  if ('run' in what) return what.run ? { fields: what.run.fields, diagnosis: null } : null;
  return 'data' in what ? (what.data as unknown as Case | null) : null;
}

export function drawTold(of: Guide, what: Entry | Unsent): ComponentChildren {
  const told = caseOf(what);
  if (!told) return null;
  const { t } = of.talk;
  const trail = told.diagnosis?.trail ?? [];
  // The mark of a secret that was taken out.
  const plain = (text: string) => text.replace(/\[removed:(\w+)\]/g, (_, kind: string) => `[${t('removed', { kind: kindName(t, kind) })}]`);
  return (
    <>
      {told.fields.length > 0 && (
        <dl class="bubble told">
          {told.fields.map(({ name, value }) => <div><dt>{of.label(name)}</dt><dd dir="auto">{plain(value)}</dd></div>)}
        </dl>
      )}
      {trail.length > 0 && (
        <details class="bubble told">
          <summary>{of.t('told_trail')}</summary>
          <dl>{trail.map(({ question, answer }) => <div><dt dir="auto">{question}</dt><dd dir="auto">{plain(answer)}</dd></div>)}</dl>
        </details>
      )}
    </>
  );
}
