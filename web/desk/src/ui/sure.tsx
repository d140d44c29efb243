// The last question before an act that cannot simply be taken back: what will happen, and to what.
import type { ReactNode } from 'react';
import { Form, useAct } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { useText } from '../text';

interface SureProps {
  title: string;
  label: string;
  run: () => Promise<unknown>;
  onClose: () => void;
  kind?: 'primary' | 'danger';
  /** What happens then. */
  children: ReactNode;
}

export function Sure({ title, label, run, onClose, kind = 'danger', children }: SureProps) {
  const text = useText();
  const act = useAct();
  const submit = async () => {
    await run();
    onClose();
  };
  return (
    <Dialog role="alertdialog" title={title} onClose={onClose}>
      {children}
      <Form act={act} submit={submit} label={label} kind={kind} more={<Button onPress={onClose}>{text('act.cancel')}</Button>} />
    </Dialog>
  );
}
