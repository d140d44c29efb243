// The windows of recovery codes: made, and shown once.
import { useState } from 'react';
import { newRecoveryCodes, type Profile } from '@ombud/shared/account';
import { Dialog } from '@ombud/ui/dialog';
import { RecoveryCodes } from '@ombud/ui/enrol';
import { Form, useAct } from '@ombud/ui/act';
import { inside, refresh } from '../session';
import { useText } from './text';

/** What recovery codes stand in for: without it there are none. */
export const hasFactor = ({ totp, passkeys }: Profile): boolean => totp || passkeys.length > 0;

export function MakeRecoveryCodes({ left, onClose }: { left: number; onClose: () => void }) {
  const text = useText();
  const act = useAct();
  const [codes, setCodes] = useState<string[] | null>(null);
  if (codes) return <ShowCodes codes={codes} onClose={() => void refresh().finally(onClose)} />;
  return (
    <Dialog title={text('codes.title')} onClose={onClose}>
      <p>{text('codes.why')}</p>
      {left > 0 && <p className="notice">{text('codes.replaces')}</p>}
      <Form act={act} submit={async () => setCodes((await newRecoveryCodes(inside)).recovery_codes)} label={text('codes.make')} />
    </Dialog>
  );
}

export function ShowCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  return (
    <Dialog role="alertdialog" title={useText()('codes.save_title')}>
      <RecoveryCodes codes={codes} done={onClose} />
    </Dialog>
  );
}
