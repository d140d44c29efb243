// The networks that the platform offers: what status, guided answers and customers can name.
import { useCallback, useState } from 'react';
import { Problem } from '@ombud/shared/api';
import { listNetworks, offerNetworks } from '@ombud/shared/status';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { useText } from '../text';
import { AreaField } from '../ui/inputs';
import { Waiting } from '../ui/waiting';
import { asLines, fromLines } from './scope';

export function NetworksWindow({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const text = useText();
  const { http } = useDesk();
  const load = useCallback(async () => (await listNetworks(http)).networks, [http]);
  const loaded = useLoaded(load);
  const [typed, setTyped] = useState<string | null>(null);
  const act = useAct();
  const at = useErrorAt(act);
  const lines = typed ?? asLines(loaded.value ?? []);
  const { networks, wrong } = fromLines(lines);
  const submit = async () => {
    if (wrong.length > 0) throw new Problem('networks.lines', 400, 'networks');
    await offerNetworks(http, networks);
    toast(text('status.networks_saved'));
    onDone();
    onClose();
  };
  return (
    <Dialog title={text('status.networks')} size="wide" onClose={onClose}>
      <p>{text('status.networks_about')}</p>
      <Waiting of={loaded} />
      {loaded.value && (
        <Form act={act} submit={submit} label={text('status.networks_save')} fields={['networks']} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
          <AreaField
            label={text('status.networks_label')}
            rows={12}
            code
            value={lines}
            onChange={(value) => {
              setTyped(value);
              act.forget();
            }}
            error={wrong.length > 0 && act.error !== null ? text('status.networks_wrong', { lines: wrong.join(text('list.and')) }) : at('networks', 'symbol')}
            help={text('status.networks_count', { count: networks.length })}
          />
        </Form>
      )}
    </Dialog>
  );
}
