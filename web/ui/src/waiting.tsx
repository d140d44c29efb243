// Lines where words will stand.
import { useSharedText } from './text';

export function Waiting() {
  const text = useSharedText();
  return (
    <div className="skeleton-rows" aria-busy="true">
      <span className="hidden">{text('app.opening')}</span>
      <div className="skeleton-row" aria-hidden="true">
        <span />
        <span />
      </div>
    </div>
  );
}
