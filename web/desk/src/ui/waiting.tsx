// What a screen shows before its matter is there, and when it could not be had.
import { Problem } from '@ombud/shared/api';
import { Button } from '@ombud/ui/button';
import type { Loaded } from '../loaded';
import { problemText, useText } from '../text';

/** Nothing at all once the matter is there and nothing went wrong. */
export function Waiting({ of, rows = 4 }: { of: Pick<Loaded<unknown>, 'value' | 'error' | 'again' | 'busy'>; rows?: number }) {
  const text = useText();
  if (of.error !== null) {
    return (
      <div className="notice" data-tone="danger" role="alert">
        <p>{problemText(text, of.error)}</p>
        {/* What is refused for good is not asked for again. */}
        {!(of.error instanceof Problem && !of.error.passing) && (
          <Button isPending={of.busy} onPress={of.again}>
            {text('act.retry')}
          </Button>
        )}
      </div>
    );
  }
  if (of.value !== null) return null;
  return (
    <div className="skeleton-rows" role="img" aria-busy="true" aria-label={text('app.opening')}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="skeleton-row">
          <span />
          <span />
        </div>
      ))}
    </div>
  );
}
