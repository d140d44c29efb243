// The name over the door: the platform's own where the program wrote it into the page, else Ombud's; and a seat.
import { useSharedText } from './text';

export function useBrand(): string {
  const text = useSharedText();
  return document.querySelector<HTMLMetaElement>('meta[name="application-name"]')?.content || text('brand');
}

export function Brand() {
  const name = useBrand();
  return (
    <span className="brand">
      <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
        <rect className="brand-ground" width="32" height="32" rx="8" />
        <path className="brand-seat" d="M9 8v10.5M9 18.5h14M23 24v-5.5M9 24v-5.5" />
      </svg>
      {name}
    </span>
  );
}
