// Asks before signing out throws away what was typed and not sent.
import { useState } from 'react';
import { useDesk } from './desk';
import { signOut } from './session';
import { problemText, useText } from './text';
import { toast } from '@ombud/ui/toast';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';

export function SignOut({ onClose }: { onClose: () => void }) {
  const text = useText();
  const desk = useDesk();
  const [busy, setBusy] = useState(false);
  const unsent = desk.drafts.count() + desk.outbox.items.get().length;
  const leave = async () => {
    setBusy(true);
    try {
      await signOut(desk);
      onClose();
    } catch (error) {
      toast(problemText(text, error), 'danger');
      setBusy(false);
    }
  };
  return (
    <Dialog role="alertdialog" title={text('sign_out.title')} onClose={onClose}>
      <p>{unsent > 0 ? text('sign_out.unsent', { count: unsent }) : text('sign_out.plain')}</p>
      <footer>
        <Button onPress={onClose}>{text('act.cancel')}</Button>
        <Button kind={unsent > 0 ? 'danger' : 'primary'} isPending={busy} onPress={() => void leave()}>
          {text(unsent > 0 ? 'sign_out.discard' : 'sign_out.act')}
        </Button>
      </footer>
    </Dialog>
  );
}
