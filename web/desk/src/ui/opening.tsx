// What stands there while a screen itself is on its way: for a moment nothing, then where its words will be.
import { Waiting } from './waiting';

const NOTHING_YET = { value: null, error: null, again: () => undefined, busy: true };

export function Opening() {
  return (
    <div className="page">
      <Waiting of={NOTHING_YET} />
    </div>
  );
}
