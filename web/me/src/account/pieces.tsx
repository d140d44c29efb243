// What the pages behind the door draw with: sections, rows, loading, empty, failed, and asking before something goes.
import type { ReactNode } from 'react';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { Trouble, useAct } from '@ombud/ui/act';
import {  type Looked } from '../door/pieces';
import { Waiting } from '@ombud/ui/waiting';
import { problemText, useText } from './text';

export function Section({ id, title, about, acts, children }: { id: string; title: string; about?: ReactNode; acts?: ReactNode; children?: ReactNode }) {
  return (
    <section className="section" aria-labelledby={id}>
      <header>
        <div>
          <h2 id={id}>{title}</h2>
          {about && <p>{about}</p>}
        </div>
        {acts && <div className="acts">{acts}</div>}
      </header>
      {children}
    </section>
  );
}

/** What was asked for, or that it is on its way, or why not. */
export function Loaded<T>({ of, children }: { of: Looked<T>; children: (value: T) => ReactNode }) {
  const text = useText();
  if (of.value !== null) return children(of.value);
  if (!of.error) return <Waiting />;
  return (
    <div className="notice" data-tone="danger" role="alert">
      <span>{problemText(text, of.error)}</span>
      <Button onPress={of.again}>{text('act.retry')}</Button>
    </div>
  );
}

export const Empty = ({ children }: { children: ReactNode }) => <p className="empty">{children}</p>;

interface ConfirmProps {
  title: string;
  act: string;
  /** Nothing changes until this is done; the window closes after it. */
  run: () => Promise<unknown>;
  onClose: () => void;
  children: ReactNode;
}

/** Asks before something goes away. */
export function Confirm({ title, act: label, run, onClose, children }: ConfirmProps) {
  const text = useText();
  const act = useAct();
  return (
    <Dialog role="alertdialog" title={title} onClose={onClose}>
      {children}
      <Trouble act={act} />
      <footer>
        <Button onPress={onClose}>{text('act.cancel')}</Button>
        <Button
          kind="danger"
          isPending={act.busy}
          onPress={() =>
            void act.run(async () => {
              await run();
              onClose();
            })
          }
        >
          {label}
        </Button>
      </footer>
    </Dialog>
  );
}
