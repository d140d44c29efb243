// What a person needs to take over: asked only where it is missing, how complete it is, and how surely we know who asks.
import type { ComponentChildren } from 'preact';
import type { IntakeField, Run } from './api';
import { wantedBy, type Guide } from './guide';
import { Line } from './draw';

const LONG: IntakeField[] = ['what_happened', 'exact_error', 'steps', 'impostor'];
const EXACT: IntakeField[] = ['transaction_id', 'address'];

export function drawIntake(of: Guide, run: Run): ComponentChildren {
  const { t, talk } = of;
  const wanted = wantedBy(run);
  const missing = wanted.filter(({ known }) => known === null);
  const known = wanted.filter((each) => each.known !== null);
  const told = (field: IntakeField) => (field === 'pictures' ? talk.hasFiles : of.typed('field.' + field).trim() !== '');
  const done = known.length + missing.filter(({ field }) => told(field)).length;
  return (
    <form
      class="card intake"
      noValidate
      aria-label={t('hand_over')}
      onSubmit={(event) => {
        event.preventDefault();
        void of.hand();
      }}
    >
      <p class="strong">{t('hand_over')}{run.ending?.urgent && <span class="chip">{t('urgent')}</span>}</p>
      <p>{t('hand_over_text')}</p>
      <p>{t(`assurance_${run.assurance}`)}</p>
      {known.length > 0 && (
        <dl>
          {known.map(({ field, known: value }) => <div><dt>{of.label(field)}</dt><dd dir="auto">{value}</dd></div>)}
        </dl>
      )}
      {missing.map(({ field }) => (
        <label key={field}>
          <span>{of.label(field)}</span>
          {field === 'pictures' ? (
            <input
              type="file"
              multiple
              accept="image/*"
              onChange={(event) => {
                talk.addFiles([...(event.currentTarget.files ?? [])]);
                event.currentTarget.value = '';
              }}
            />
          ) : (
            <Line of={of} name={'field.' + field} label={of.label(field)} input={LONG.includes(field) ? 'text' : EXACT.includes(field) ? 'address' : null} />
          )}
        </label>
      ))}
      <p role="status">{done === wanted.length ? t('complete') : t('meter', { done, all: wanted.length })}</p>
      <button class="button main" type="submit">{t('hand_over_send')}</button>
    </form>
  );
}
