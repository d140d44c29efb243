// How did it go: five faces with their words, a few words if somebody wants to add them, then thanks. Comes when a conversation was resolved.
import { Component } from 'preact';
import { newClientId, Problem } from '@ombud/shared/api';
import { SCORES } from '@ombud/shared/reports';
import type { Talk } from '../chat/chat';

export { default as css } from './rating.css?inline';

const LONGEST = 1_000;
/** The mouth of each. */
const MOUTHS = ['M8 17c2.5-3.5 5.5-3.5 8 0', 'M8 16.5c2.5-2 5.5-2 8 0', 'M8 15.5h8', 'M8 15c2.5 2 5.5 2 8 0', 'M8 14.5c2.5 3.5 5.5 3.5 8 0'];

interface State { score: number; words: string; busy: boolean; error: string }

export class Rating extends Component<{ of: Talk }, State> {
  override state: State = { score: 0, words: '', busy: false, error: '' };
  /** The same again while it may have arrived already. */
  private sent: { key: string; id: string } | null = null;

  private readonly send = async (event: Event): Promise<void> => {
    event.preventDefault();
    // The card goes; whoever came by the keyboard stays in the conversation.
    const log = (event.currentTarget as HTMLElement).closest<HTMLElement>('[role=log]');
    const { score, words } = this.state;
    const key = `${score} ${words}`;
    if (this.sent?.key !== key) this.sent = { key, id: newClientId() };
    this.setState({ busy: true, error: '' });
    try {
      await this.props.of.rate({ client_id: this.sent.id, score, ...(words.trim() ? { words } : {}) });
      log?.focus();
    } catch (problem) {
      this.setState({ busy: false, error: problem instanceof Problem ? problem.code : 'other' });
    }
  };

  render({ of: { t } }: { of: Talk }, { score, words, busy, error }: State) {
    return (
      <form class="card rating" onSubmit={(event) => void this.send(event)}>
        <fieldset disabled={busy}>
          <legend class="strong">{t('rate_title')}</legend>
          <div class="faces">
            {SCORES.map((each) => (
              <label key={each}>
                <input type="radio" name="score" value={each} checked={score === each} onChange={() => this.setState({ score: each })} />
                <svg viewBox="0 0 24 24" aria-hidden="true">
                  <circle cx="12" cy="12" r="9" />
                  <path d={'M9 9.5v.5m6-.5v.5' + MOUTHS[each - 1]!} />
                </svg>
                <span>{t(`score_${each}`)}</span>
              </label>
            ))}
          </div>
          {score > 0 && (
            <>
              <label class="words">
                {t('rate_words')}
                <textarea rows={3} maxLength={LONGEST} dir="auto" value={words} onInput={(event) => this.setState({ words: event.currentTarget.value })} />
              </label>
              <button class="button" type="submit">{t('rate_send')}</button>
            </>
          )}
        </fieldset>
        {error && <p class="danger" role="alert">{t.first(['error_' + error, 'rate_failed'])}</p>}
      </form>
    );
  }
}
