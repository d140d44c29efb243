// Setting up an authenticator: the picture or the secret goes into the app, a code proves it, recovery codes follow.
import { useEffect, useState } from 'react';
import { confirmTotp, startTotp, type Totp } from '@ombud/shared/account';
import { Problem } from '@ombud/shared/api';
import { Dialog } from '@ombud/ui/dialog';
import { EnrolAuthenticator } from '@ombud/ui/enrol';
import { toast } from '@ombud/ui/toast';
import { Trouble, useAct } from '@ombud/ui/act';
import { Waiting } from '@ombud/ui/waiting';
import { inside, refresh } from '../session';
import { ShowCodes } from './recovery-codes';
import { useText } from './text';

export function SetUpTotp({ onClose }: { onClose: () => void }) {
  const text = useText();
  const begin = useAct();
  const [totp, setTotp] = useState<Totp | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  useEffect(() => {
    let here = true;
    void begin.run(async () => {
      try {
        const made = await startTotp(inside);
        if (here) setTotp(made);
      } catch (error) {
        if (here && error instanceof Problem && error.code === 'cancelled') onClose();
        throw error;
      }
    });
    return () => {
      here = false;
    };
    // Begun once for each window.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  const confirm = async (code: string) => {
    const { recovery_codes } = await confirmTotp(inside, code);
    toast(text('totp.added'));
    if (recovery_codes) return setCodes(recovery_codes);
    await refresh();
    onClose();
  };
  if (codes) return <ShowCodes codes={codes} onClose={() => void refresh().finally(onClose)} />;
  return (
    <Dialog title={text('totp.set_up')} onClose={onClose}>
      <Trouble act={begin} />
      {totp === null && begin.error === null && <Waiting />}
      {totp && <EnrolAuthenticator totp={totp} confirm={confirm} />}
    </Dialog>
  );
}
