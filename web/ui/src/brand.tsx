// The name of the house: a seat, and 安席.
import { useSharedText } from './text';

export function Brand() {
  const text = useSharedText();
  return (
    <span className="brand">
      <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
        <rect className="brand-ground" width="32" height="32" rx="8" />
        <path className="brand-seat" d="M9 8v10.5M9 18.5h14M23 24v-5.5M9 24v-5.5" />
      </svg>
      {text('brand')}
    </span>
  );
}
