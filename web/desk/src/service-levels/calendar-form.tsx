// One calendar: its names, its zone, its week, its holidays, and when something would be due by it.
import { useEffect, useId, useState } from 'react';
import { Plus, Trash2 } from 'lucide-react';
import { Problem } from '@ombud/shared/api';
import { addCalendar, changeCalendar, tryCalendar, type Calendar, type CalendarWords, type Holiday } from '@ombud/shared/service-levels';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button, IconButton } from '@ombud/ui/button';
import { Field } from '@ombud/ui/field';
import { useLanguage } from '@ombud/ui/settings';
import { useTicking } from '@ombud/ui/time';
import { useDesk } from '../desk';
import { fromInput, toInput } from '../moments';
import { useText } from '../text';
import { MomentField, Tick } from '../ui/inputs';
import { DAYS, dayName, hoursOf, offsetOf, weekOf, ZONES, type Week } from './hours';
import { MinutesField } from './minutes-field';

const OFFICE = DAYS.slice(0, 5).map((day) => ({ day, opens: 540, closes: 1080 }));
const PAUSE = 400;

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'Etc/UTC';

interface FormProps { calendar: Calendar | null; onClose: () => void; onSaved: () => void }

export function CalendarForm({ calendar, onClose, onSaved }: FormProps) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const [names, setNames] = useState({ name_en: calendar?.name_en ?? '', name_zh: calendar?.name_zh ?? '' });
  const [zone, setZone] = useState(calendar?.zone ?? ownZone());
  const [week, setWeek] = useState<Week>(() => weekOf(calendar?.hours ?? OFFICE));
  const [holidays, setHolidays] = useState<readonly Holiday[]>(calendar?.holidays ?? []);
  const { spans, wrong } = hoursOf(week);
  const words: CalendarWords = { ...names, zone, hours: spans, holidays: holidays.filter(({ date, name }) => date !== '' || name !== '') };
  const submit = async () => {
    if (wrong.length > 0) throw new Problem('calendar.hours', 400, 'hours');
    await (calendar ? changeCalendar(http, calendar.id, words) : addCalendar(http, words));
    onSaved();
  };
  const name = (field: 'name_en' | 'name_zh') => ({
    value: names[field],
    onChange: (value: string) => {
      setNames((now) => ({ ...now, [field]: value }));
      act.forget();
    },
    error: act.error instanceof Problem && act.error.field === field ? at(field) : null,
  });
  return (
    <>
      <h1 id="edit-title">{text(calendar ? 'hours.edit_calendar' : 'hours.add_calendar')}</h1>
      <Form act={act} submit={submit} label={text('hours.save')} fields={['name_en', 'name_zh', 'zone', 'hours', 'holidays']} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <div className="both-languages">
          <Field label={text('hours.name_zh')} isRequired autoFocus={!calendar} input={{ maxLength: 80, dir: 'auto' }} {...name('name_zh')} />
          <Field label={text('hours.name_en')} isRequired input={{ maxLength: 80, dir: 'auto' }} {...name('name_en')} />
        </div>
        <Zone zone={zone} error={at('zone')} onChange={setZone} />
        <WeekEditor week={week} wrong={act.error === null ? [] : wrong} error={at('hours')} onChange={setWeek} />
        <Holidays holidays={holidays} error={at('holidays')} onChange={setHolidays} />
        <TryIt words={words} ready={wrong.length === 0 && spans.length > 0} />
      </Form>
    </>
  );
}

function Zone({ zone, error, onChange }: { zone: string; error: string | null; onChange: (zone: string) => void }) {
  const text = useText();
  const id = useId();
  const offset = useTicking((now) => offsetOf(zone, now));
  return (
    <div className="field" data-invalid={error ? true : undefined}>
      <label htmlFor={id}>{text('hours.zone')}</label>
      <input id={id} list={id + 'list'} dir="ltr" autoComplete="off" spellCheck={false} maxLength={64} value={zone} onChange={(event) => onChange(event.target.value)} aria-describedby={id + 'help'} aria-invalid={error ? true : undefined} />
      <datalist id={id + 'list'}>
        {ZONES.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <small id={id + 'help'} className="field-help">
        {offset ? text('hours.zone_now', { offset }) : text('hours.zone_help')}
      </small>
      {error && (
        <small className="field-error" role="alert">
          {error}
        </small>
      )}
    </div>
  );
}

function WeekEditor({ week, wrong, error, onChange }: { week: Week; wrong: readonly number[]; error: string | null; onChange: (week: Week) => void }) {
  const text = useText();
  const language = useLanguage();
  const set = (day: number, spans: Week[number]) => onChange(week.map((each, index) => (index + 1 === day ? spans : each)));
  return (
    <fieldset className="week">
      <legend>{text('hours.week')}</legend>
      <p className="quiet">{text('hours.week_help')}</p>
      <div className="week-acts">
        <Button onPress={() => onChange(weekOf(OFFICE))}>{text('hours.office')}</Button>
        <Button onPress={() => onChange(DAYS.map(() => [{ from: '00:00', to: '00:00' }]))}>{text('hours.always')}</Button>
      </div>
      <ul>
        {DAYS.map((day) => {
          const name = dayName(language, day, 'long');
          const spans = week[day - 1] ?? [];
          return (
            <li key={day} data-wrong={wrong.includes(day) || undefined}>
              <strong>{name}</strong>
              <div className="spans">
                {spans.length === 0 && <span className="quiet">{text('hours.shut')}</span>}
                {spans.map((span, index) => {
                  const change = (part: 'from' | 'to') => (value: string) => set(day, spans.map((each, at) => (at === index ? { ...each, [part]: value } : each)));
                  return (
                    <span key={index} className="span">
                      <TimeInput label={text('hours.from', { day: name })} value={span.from} onChange={change('from')} />
                      <span aria-hidden="true">–</span>
                      <TimeInput label={text('hours.to', { day: name })} value={span.to} onChange={change('to')} />
                      <IconButton label={text('hours.remove_span', { day: name })} onPress={() => set(day, spans.filter((_, at) => at !== index))}>
                        <Trash2 size={16} />
                      </IconButton>
                    </span>
                  );
                })}
              </div>
              <IconButton label={text('hours.add_span', { day: name })} isDisabled={spans.length >= 12} onPress={() => set(day, [...spans, { from: spans.at(-1)?.to ?? '09:00', to: '18:00' }])}>
                <Plus size={16} />
              </IconButton>
            </li>
          );
        })}
      </ul>
      {error && (
        <small className="field-error" role="alert">
          {error}
        </small>
      )}
    </fieldset>
  );
}

function TimeInput({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return <input type="time" aria-label={label} value={value} required onChange={(event) => onChange(event.target.value)} />;
}

function Holidays({ holidays, error, onChange }: { holidays: readonly Holiday[]; error: string | null; onChange: (holidays: readonly Holiday[]) => void }) {
  const text = useText();
  const change = (index: number, part: Partial<Holiday>) => onChange(holidays.map((each, at) => (at === index ? { ...each, ...part } : each)));
  return (
    <fieldset className="holidays">
      <legend>{text('hours.holidays')}</legend>
      <p className="quiet">{text('hours.holidays_help')}</p>
      <ul>
        {holidays.map((holiday, index) => (
          <li key={index}>
            <MomentField type="date" label={text('hours.date')} value={holiday.date} onChange={(date) => change(index, { date })} />
            <Field label={text('hours.holiday_name')} value={holiday.name} onChange={(name) => change(index, { name })} input={{ maxLength: 80, dir: 'auto' }} />
            <Tick label={text('hours.yearly')} value={holiday.yearly} onChange={(yearly) => change(index, { yearly })} />
            <IconButton label={text('hours.remove_named', { name: holiday.name || holiday.date })} onPress={() => onChange(holidays.filter((_, at) => at !== index))}>
              <Trash2 size={16} />
            </IconButton>
          </li>
        ))}
      </ul>
      {error && (
        <small className="field-error" role="alert">
          {error}
        </small>
      )}
      <Button isDisabled={holidays.length >= 400} onPress={() => onChange([...holidays, { date: '', name: '', yearly: false }])}>
        <Plus size={16} aria-hidden="true" />
        {text('hours.add_holiday')}
      </Button>
    </fieldset>
  );
}

interface Tried { of: string; due: string | null; failed: boolean }

/** As the server counts, a moment after the last key. */
function TryIt({ words, ready }: { words: CalendarWords; ready: boolean }) {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const [from, setFrom] = useState(() => toInput(new Date().toISOString()));
  const [minutes, setMinutes] = useState<number | null>(60);
  const [tried, setTried] = useState<Tried>({ of: '', due: null, failed: false });
  // Names are not what counts.
  const wanted = JSON.stringify([{ ...words, name_en: 'a', name_zh: 'a' }, fromInput(from), minutes]);
  const can = ready && fromInput(from) !== null && minutes !== null && offsetOf(words.zone, 0) !== '';
  useEffect(() => {
    if (!can) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const [calendar, moment, span] = JSON.parse(wanted) as [CalendarWords, string, number];
      tryCalendar(http, calendar, moment, span, stop.signal).then(
        ({ due_at }) => setTried({ of: wanted, due: due_at, failed: false }),
        () => !stop.signal.aborted && setTried({ of: wanted, due: null, failed: true }),
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [http, wanted, can]);
  const there = (at: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short', hourCycle: 'h23', timeZone: words.zone }).format(Date.parse(at));
  return (
    <fieldset className="try-it">
      <legend>{text('hours.try')}</legend>
      <div className="try-fields">
        <MomentField label={text('hours.try_from')} value={from} onChange={setFrom} />
        <MinutesField label={text('hours.try_target')} value={minutes} onChange={setMinutes} />
      </div>
      <p role="status" aria-busy={can && tried.of !== wanted}>
        {!can || tried.failed ? (
          <span className="quiet">{text('hours.try_needs')}</span>
        ) : tried.of === '' ? (
          text('app.opening')
        ) : tried.due === null ? (
          text('hours.try_never')
        ) : (
          <time dateTime={tried.due}>{text('hours.try_due', { time: there(tried.due) })}</time>
        )}
      </p>
    </fieldset>
  );
}
