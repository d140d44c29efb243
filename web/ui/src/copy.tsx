// Something to carry elsewhere: shown whole, copied by a click.
import { useState } from 'react';
import { Check, Copy } from 'lucide-react';
import { Button } from './button';
import { useSharedText } from './text';

const SAID_FOR = 2_000;

export function Copyable({ label, value, shown = value }: { label: string; value: string; shown?: string }) {
  return (
    <div className="copyable">
      <span>{label}</span>
      <code dir="ltr">{shown}</code>
      <CopyButton value={value} />
    </div>
  );
}

interface CopyButtonProps {
  value: string;
  label?: string;
  kind?: 'primary' | 'plain';
}

export function CopyButton({ value, label, kind = 'plain' }: CopyButtonProps) {
  const text = useSharedText();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), SAID_FOR);
  };
  // Without a safe connection browsers have no clipboard: the text can still be selected.
  if (!('clipboard' in navigator)) return null;
  return (
    <Button kind={kind} onPress={() => void copy()}>
      {copied ? <Check size={16} aria-hidden="true" /> : <Copy size={16} aria-hidden="true" />}
      {copied ? text('act.copied') : (label ?? text('act.copy'))}
    </Button>
  );
}
