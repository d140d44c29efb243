// What the complaints of a year add up to, on screen and on paper.
import { useCallback, useState, type ReactNode } from 'react';
import { Download, Printer } from 'lucide-react';
import { readComplaintReport, takeReport, type ComplaintReport, type NamedCount } from '@ombud/shared/complaints';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { isKey, problemText, useText, type Text } from '../text';
import { SelectField } from '../ui/inputs';
import { Waiting } from '../ui/waiting';
import { saveFile } from './save-file';

const FIGURES = ['received', 'answered', 'open', 'missed', 'extended', 'beyond_two_months', 'acknowledged_late'] as const;
const GROUPS = ['months', 'topics', 'services', 'outcomes', 'stages', 'languages'] as const;
const PREFIX: Record<(typeof GROUPS)[number], string> = { months: '', topics: 'complaints.topic.', services: 'complaints.service.', outcomes: 'complaints.outcome.', stages: 'complaints.stage.', languages: 'language.' };
const BACK = 7;
const HOURS_A_DAY = 24;

const nameOf = (text: Text, group: (typeof GROUPS)[number], name: string): string => {
  const key = PREFIX[group] + name;
  return isKey(key) ? text(key) : name;
};
const lengthOf = (text: Text, hours: number): string =>
  hours >= 2 * HOURS_A_DAY ? text('complaints.days', { days: Math.round((hours / HOURS_A_DAY) * 10) / 10 }) : text('complaints.hours', { hours: Math.round(hours * 10) / 10 });

export function ReportPage() {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const [now] = useState(() => new Date().getFullYear());
  const [year, setYear] = useState(now);
  const loaded = useLoaded(useCallback(() => readComplaintReport(http, year), [http, year]));
  const report = loaded.value;
  const save = async () => {
    try {
      saveFile(await takeReport(http, year));
    } catch (problem) {
      toast(problemText(text, problem), 'danger');
    }
  };
  const years = Array.from({ length: BACK }, (_, back) => String(now - back));
  return (
    <>
      <div className="tab-head">
        <div>
          <h1 id="complaints-title">{text('complaints.report_title', { year: String(year) })}</h1>
          {report && <p className="quiet">{text('complaints.report_about', { time: dateAndTime(language, report.at), zone: report.zone.replace(/^Etc\//, '') })}</p>}
        </div>
        <div className="acts only-screen">
          <SelectField label={text('complaints.year')} value={String(year)} options={years.map((each) => [each, each] as const)} onChange={(value) => setYear(Number(value))} />
          <Button onPress={() => print()}>
            <Printer size={16} aria-hidden="true" />
            {text('complaints.print')}
          </Button>
          <Button onPress={() => void save()}>
            <Download size={16} aria-hidden="true" />
            {text('complaints.report_csv')}
          </Button>
        </div>
      </div>
      <Waiting of={loaded} />
      {report && (report.received === 0 ? <p className="empty">{text('complaints.report_empty', { year: String(year) })}</p> : <Figures report={report} />)}
    </>
  );
}

function Figures({ report }: { report: ComplaintReport }) {
  const text = useText();
  return (
    <div className="complaint-report">
      <dl className="complaint-figures">
        {FIGURES.map((name) => (
          <div key={name} data-tone={(name === 'missed' || name === 'acknowledged_late') && report[name] > 0 ? 'danger' : undefined}>
            <dt>{text(`complaints.figure.${name}`)}</dt>
            <dd>{text('number', { value: report[name] })}</dd>
          </div>
        ))}
      </dl>
      <Block title={text('complaints.times')} columns={[text('complaints.times_step'), text('complaints.times_count'), text('complaints.times_mean')]}>
        {report.times.map(({ step, count, mean_hours }) => (
          <tr key={step}>
            <th scope="row">{text(`complaints.stage.${step === 'decided' ? 'admissible' : step}`)}</th>
            <td>{text('number', { value: count })}</td>
            <td>{mean_hours === null ? '—' : lengthOf(text, mean_hours)}</td>
          </tr>
        ))}
      </Block>
      {GROUPS.map((group) => (
        <Counts key={group} group={group} counts={report[group]} />
      ))}
    </div>
  );
}

function Counts({ group, counts }: { group: (typeof GROUPS)[number]; counts: readonly NamedCount[] }) {
  const text = useText();
  if (counts.length === 0) return null;
  const most = Math.max(...counts.map(({ count }) => count));
  return (
    <Block title={text(`complaints.by.${group}`)} columns={null}>
      {counts.map(({ name, count }) => (
        <tr key={name}>
          <th scope="row">{nameOf(text, group, name)}</th>
          <td>
            <svg className="count-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
              <rect width={(count / most) * 100} height="8" rx="1" />
            </svg>
          </td>
          <td>{text('number', { value: count })}</td>
        </tr>
      ))}
    </Block>
  );
}

function Block({ title, columns, children }: { title: string; columns: readonly string[] | null; children: ReactNode }) {
  return (
    <table className="complaint-block">
      <caption>{title}</caption>
      {columns && (
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
      )}
      <tbody>{children}</tbody>
    </table>
  );
}
