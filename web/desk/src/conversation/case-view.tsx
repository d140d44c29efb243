// A case as it was told: its fields, what is missing, whether it is urgent; in the log and beside it.
import { Siren } from 'lucide-react';
import type { Case } from '@ombud/shared/diagnosis';
import { MarkedText } from '../insiders/marked-text';
import { useText } from '../text';
import { isCode, nameOf } from './case-words';
import { Code } from './code';

export function CaseHead({ told }: { told: Case }) {
  const text = useText();
  return (
    <p className="case-head">
      <strong>{nameOf(text, 'topic.', told.topic)}</strong>
      {told.urgent && (
        <span className="chip" data-tone="danger">
          <Siren size={12} aria-hidden="true" />
          {text('case.urgent')}
        </span>
      )}
    </p>
  );
}

export function CaseFields({ told: { fields, missing } }: { told: Case }) {
  const text = useText();
  return (
    <>
      {fields.length > 0 && (
        <dl className="case-fields">
          {fields.map(({ name, value }, index) => (
            <div key={name + index}>
              <dt>{nameOf(text, 'case.field.', name)}</dt>
              <dd>
                {isCode(name) ? (
                  <Code value={value} />
                ) : (
                  <span dir="auto">
                    <MarkedText text={value} seq={index} />
                  </span>
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {missing.length > 0 && (
        <p className="case-missing">
          <strong>{text('case.missing')}</strong> {missing.map((name) => nameOf(text, 'case.field.', name)).join(text('list.and'))}
        </p>
      )}
    </>
  );
}
