// An address or transaction id: shown whole, since poisoned ones differ in the middle; a click copies it.
import { useState } from 'react';
import { Check, Copy } from 'lucide-react';
import { useTellCopied } from '../insiders/confidential';
import { useText } from '../text';

export function Code({ value }: { value: string }) {
  const text = useText();
  const tell = useTellCopied();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    tell(value);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <span className="code" title={text(copied ? 'act.copied' : 'act.copy')} onClick={() => void copy()}>
      <code dir="ltr">{value}</code>
      <button type="button" aria-label={text('act.copy')}>
        {copied ? <Check size={12} aria-hidden="true" /> : <Copy size={12} aria-hidden="true" />}
      </button>
      <span className="hidden" aria-live="polite">
        {copied ? text('act.copied') : ''}
      </span>
    </span>
  );
}
