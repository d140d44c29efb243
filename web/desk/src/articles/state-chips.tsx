// How one language of an article stands, in small words: published, draft, planned, out of date, missing.
import type { Timestamp } from '@ombud/shared/api';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { useText } from '../text';

interface StandingProps {
  published: boolean;
  hasDraft: boolean;
  publishAt: Timestamp | null;
  outOfDateSince: Timestamp | null;
}

export function StateChips({ published, hasDraft, publishAt, outOfDateSince }: StandingProps) {
  const text = useText();
  const language = useLanguage();
  return (
    <span className="chips">
      <span className="chip" data-tone={published ? 'good' : undefined}>
        {text(published ? 'articles.state.published' : 'articles.state.unpublished')}
      </span>
      {hasDraft && (
        <span className="chip" data-tone="accent">
          {text('articles.state.draft')}
        </span>
      )}
      {publishAt && (
        <span className="chip" data-tone="accent" title={exactTime(language, publishAt)}>
          {text('articles.state.planned', { time: dateAndTime(language, publishAt) })}
        </span>
      )}
      {outOfDateSince && (
        <span className="chip" data-tone="wait" title={exactTime(language, outOfDateSince)}>
          {text('articles.state.out_of_date', { time: dateAndTime(language, outOfDateSince) })}
        </span>
      )}
    </span>
  );
}
