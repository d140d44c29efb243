// Addresses that money may go to: a new one waits before it can be used, so that a thief's does not serve at once.
import { useState } from 'react';
import { bookAddress, listAddresses, removeAddress, type BookedAddress } from '@ombud/shared/account';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { Field } from '@ombud/ui/field';
import { useTicking } from '@ombud/ui/time';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { useLooking, When } from '../door/pieces';
import { inside } from '../session';
import { CopyButton } from '@ombud/ui/copy';
import { Confirm, Empty, Loaded, Section } from './pieces';
import { isKey, useText, type Text } from './text';

/** The chains that the server can check, most used first. */
const CHAINS = [
  'bitcoin', 'evm', 'tron', 'solana', 'ton', 'xrp', 'litecoin', 'dogecoin', 'bitcoin_cash', 'stellar', 'cardano', 'polkadot', 'cosmos',
] as const;

function chainName(text: Text, chain: string): string {
  const key = `chain.${chain}`;
  return isKey(key) ? text(key) : chain;
}

/** Begin and end are what people compare. */
export const shortened = (address: string): string => (address.length <= 20 ? address : `${address.slice(0, 8)}…${address.slice(-8)}`);

export function AddressBook() {
  const text = useText();
  const looked = useLooking(() => listAddresses(inside), () => 0, 'addresses');
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<BookedAddress | null>(null);
  const remove = async (address: BookedAddress) => {
    await removeAddress(inside, address.id);
    looked.again();
  };
  return (
    <>
      <header className="page-head">
        <h1>{text('page.addresses')}</h1>
        <p>{text('book.about')}</p>
      </header>
      <Section id="book" title={text('book.title')} acts={<Button onPress={() => setAdding(true)}>{text('book.add')}</Button>}>
        <Loaded of={looked}>
          {({ addresses }) =>
            addresses.length === 0 ? (
              <Empty>{text('book.none')}</Empty>
            ) : (
              <ul className="rows">
                {addresses.map((address) => (
                  <li key={address.id}>
                    <div>
                      <strong><bdi>{address.label}</bdi> <span className="chip">{chainName(text, address.chain)}</span></strong>
                      <code dir="ltr" title={address.address}>{shortened(address.address)}</code>
                      {address.memo && <small>{text('book.memo')}: <code dir="ltr">{address.memo}</code></small>}
                      <Usable at={address.usable_at} />
                    </div>
                    <div className="acts">
                      <CopyButton value={address.address} />
                      <Button kind="quiet" aria-label={text('book.remove_named', { name: address.label })} onPress={() => setLeaving(address)}>{text('act.remove')}</Button>
                    </div>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </Section>
      {adding && <AddAddress added={looked.again} onClose={() => setAdding(false)} />}
      {leaving && (
        <Confirm title={text('book.remove_title')} act={text('act.remove')} run={() => remove(leaving)} onClose={() => setLeaving(null)}>
          <p>{text('book.remove_why', { name: leaving.label })}</p>
        </Confirm>
      )}
    </>
  );
}

function Usable({ at }: { at: string }) {
  const text = useText();
  const usable = useTicking((now) => (now >= Date.parse(at) ? 'yes' : 'no')) === 'yes';
  return usable ? <small className="good">{text('book.usable')}</small> : <small className="wait">{text('book.usable_at')} <When at={at} /></small>;
}

function AddAddress({ added, onClose }: { added: () => void; onClose: () => void }) {
  const text = useText();
  const act = useAct();
  const at = useErrorAt(act);
  const [values, setValues] = useState({ label: '', chain: 'bitcoin', address: '', memo: '' });
  const set = (name: keyof typeof values) => (value: string) => setValues((now) => ({ ...now, [name]: value }));
  const submit = async () => {
    const { memo, ...rest } = values;
    await bookAddress(inside, { ...rest, address: rest.address.trim(), label: rest.label.trim(), ...(memo.trim() ? { memo: memo.trim() } : {}) });
    added();
    onClose();
  };
  const plain = { spellCheck: 'false' as const, autoCapitalize: 'none', dir: 'ltr' as const };
  return (
    <Dialog title={text('book.add')} onClose={onClose}>
      <p>{text('book.add_why')}</p>
      <Form act={act} submit={submit} label={text('book.add')} fields={['label', 'address', 'memo']}>
        <Field label={text('book.label')} isRequired autoFocus value={values.label} onChange={set('label')} error={at('label')} help={text('book.label_help')} input={{ dir: 'auto' }} />
        <div className="field">
          <label htmlFor="chain">{text('book.chain')}</label>
          <select id="chain" value={values.chain} onChange={(event) => set('chain')(event.target.value)}>
            {CHAINS.map((chain) => (
              <option key={chain} value={chain}>{chainName(text, chain)}</option>
            ))}
          </select>
        </div>
        <Field label={text('book.address')} isRequired value={values.address} onChange={set('address')} error={at('address')} input={plain} />
        <Field label={text('book.memo')} value={values.memo} onChange={set('memo')} error={at('memo')} help={text('book.memo_help')} input={plain} />
      </Form>
    </Dialog>
  );
}
