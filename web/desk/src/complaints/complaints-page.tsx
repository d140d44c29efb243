// The register of complaints: what is due stands first, each row leads to its conversation; the report of a year; what letters say of us.
import { useCallback, useState } from 'react';
import { ArrowLeft, ChartColumn, Download, Settings2 } from 'lucide-react';
import { listComplaints, STAGES, takeRegister, type RegisterFilters, type RegisterPage, type RegisterRow, type Stage } from '@ombud/shared/complaints';
import { Button } from '@ombud/ui/button';
import { useTicking } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { usePages } from '../paging';
import { go, inboxPath, useRoute } from '../route';
import { problemText, useText } from '../text';
import { LanguageTag } from '../ui/chips';
import { Day } from '../ui/day';
import { SelectField } from '../ui/inputs';
import { Waiting } from '../ui/waiting';
import { ReportPage } from './report';
import { saveFile } from './save-file';
import { TermsWindow } from './terms';
import { daysLeft, TONES } from './words';

export default function ComplaintsPage() {
  const text = useText();
  const route = useRoute();
  const desk = useDesk();
  if (route.page === 'complaints' && route.tab === 'report') {
    return (
      <section className="page complaints" aria-labelledby="complaints-title">
        <header className="only-screen">
          {desk.can('handle_complaints') && (
            <a className="button" data-kind="quiet" href="/desk/complaints">
              <ArrowLeft size={16} aria-hidden="true" />
              <span className="label">{text('complaints.back')}</span>
            </a>
          )}
        </header>
        <ReportPage />
      </section>
    );
  }
  return <RegisterView />;
}

function RegisterView() {
  const text = useText();
  const desk = useDesk();
  const { http } = desk;
  const [filters, setFilters] = useState<RegisterFilters>({});
  const [terms, setTerms] = useState(false);
  const standing = useLoaded(useCallback(() => listComplaints(http, {}), [http]));
  const load = useCallback(
    async (cursor: string | null) => {
      const page = await listComplaints(http, { ...filters, ...(cursor === null ? {} : { cursor }) });
      return { rows: page.rows, next: page.next };
    },
    [http, filters],
  );
  const { rows, next, error, busy, more } = usePages<RegisterRow, string>(load);
  const years = standing.value?.years ?? [];
  const year = filters.year ?? years[0];
  const sifted = Object.keys(filters).length > 0;
  const save = async () => {
    if (year === undefined) return;
    try {
      saveFile(await takeRegister(http, year));
    } catch (problem) {
      toast(problemText(text, problem), 'danger');
    }
  };
  const put = (change: { [Name in keyof RegisterFilters]: RegisterFilters[Name] | undefined }) =>
    setFilters((now) => Object.fromEntries(Object.entries({ ...now, ...change }).filter(([, value]) => value !== undefined)));
  return (
    <section className="page complaints" aria-labelledby="complaints-title">
      <header>
        <div>
          <h1 id="complaints-title">{text('complaints.title')}</h1>
          <p>{text('complaints.about')}</p>
        </div>
        <div className="acts">
          <Button isDisabled={year === undefined} onPress={() => void save()}>
            <Download size={16} aria-hidden="true" />
            {text('complaints.download')}
          </Button>
          {desk.can('see_reports') && (
            <Button onPress={() => go('/desk/complaints/report')}>
              <ChartColumn size={16} aria-hidden="true" />
              {text('complaints.report')}
            </Button>
          )}
          {desk.can('manage_work') && (
            <Button kind="quiet" onPress={() => setTerms(true)}>
              <Settings2 size={16} aria-hidden="true" />
              {text('complaints.terms')}
            </Button>
          )}
        </div>
      </header>
      {standing.value && <Standing page={standing.value} put={put} />}
      <div className="complaint-filters" role="group" aria-label={text('complaints.filter')}>
        <SelectField label={text('complaints.year')} value={filters.year === undefined ? '' : String(filters.year)} options={[['', text('complaints.any_year')] as const, ...years.map((each) => [String(each), String(each)] as const)]} onChange={(value) => put({ year: value === '' ? undefined : Number(value) })} />
        <SelectField<Stage | 'open' | ''>
          label={text('complaints.stage')}
          value={filters.stage ?? ''}
          options={[['', text('complaints.any_stage')] as const, ['open', text('complaints.only_open')] as const, ...STAGES.map((each) => [each, text(`complaints.stage.${each}`)] as const)]}
          onChange={(value) => put({ stage: value === '' ? undefined : value })}
        />
        <SelectField<'due_soon' | 'late' | ''>
          label={text('complaints.due')}
          value={filters.due ?? ''}
          options={[['', text('complaints.any_due')] as const, ['due_soon', text('complaints.due_soon')] as const, ['late', text('complaints.late')] as const]}
          onChange={(value) => put({ due: value === '' ? undefined : value })}
        />
      </div>
      {(rows === null || error !== null) && <Waiting of={{ value: rows, error, busy, again: more }} />}
      {rows?.length === 0 && <p className="empty">{text(sifted ? 'complaints.none_so' : 'complaints.none')}</p>}
      {rows !== null && rows.length > 0 && <Table rows={rows} />}
      {next !== null && rows !== null && error === null && (
        <Button isPending={busy} onPress={more}>
          {text('complaints.more')}
        </Button>
      )}
      {terms && <TermsWindow onClose={() => setTerms(false)} />}
    </section>
  );
}

type Put = (change: { [Name in keyof RegisterFilters]: RegisterFilters[Name] | undefined }) => void;

function Standing({ page, put }: { page: RegisterPage; put: Put }) {
  const text = useText();
  const tiles = [
    { name: 'late', value: page.late, tone: 'danger', filter: { due: 'late', stage: undefined } },
    { name: 'due_soon', value: page.due_soon, tone: 'wait', filter: { due: 'due_soon', stage: undefined } },
    { name: 'unacknowledged', value: page.unacknowledged, tone: 'wait', filter: { stage: 'received', due: undefined } },
    { name: 'open', value: page.open, tone: undefined, filter: { stage: 'open', due: undefined } },
  ] as const;
  return (
    <ul className="complaint-standing">
      {tiles.map(({ name, value, tone, filter }) => (
        <li key={name} data-tone={value > 0 ? tone : undefined}>
          <button type="button" onClick={() => put(filter)}>
            <strong>{text('number', { value })}</strong>
            <span>{text(`complaints.${name}`)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Table({ rows }: { rows: readonly RegisterRow[] }) {
  const text = useText();
  return (
    <div className="complaint-table" role="region" aria-label={text('complaints.table')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text('complaints.number')}</th>
            <th scope="col">{text('complaints.answer_by')}</th>
            <th scope="col">{text('complaints.subject')}</th>
            <th scope="col">{text('complaints.stage')}</th>
            <th scope="col">{text('complaints.received')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.reference} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row }: { row: RegisterRow }) {
  const text = useText();
  const { reference, conversation_id, subject, language, service, topic, stage, outcome, due, unsent, received_on, due_on, due_at } = row;
  const days = Number(useTicking((now) => String(daysLeft(due_at, now))));
  return (
    <tr>
      <th scope="row">
        <a href={inboxPath('all', conversation_id)}>
          <code>{reference}</code>
        </a>
      </th>
      <td data-tone={TONES[due]} data-label={text('complaints.answer_by')}>
        <Day day={due_on} />
        {due !== 'over' && <small>{days >= 0 ? text('complaints.days_left', { count: days }) : text('complaints.days_over', { count: -days })}</small>}
      </td>
      <td>
        <LanguageTag language={language} /> {subject === null ? <span className="quiet">{text('complaints.hidden')}</span> : <bdi>{subject}</bdi>}
        <small className="quiet">
          {text(`complaints.service.${service}`)} · {text(`complaints.topic.${topic}`)}
        </small>
      </td>
      <td>
        {text(`complaints.stage.${stage}`)}
        {outcome && stage !== 'inadmissible' && <small className="quiet">{text(`complaints.outcome.${outcome}`)}</small>}
        {unsent && (
          <small className="unsent" data-tone="danger">
            {text('complaints.unsent')}
          </small>
        )}
      </td>
      <td data-label={text('complaints.received')}>
        <Day day={received_on} />
      </td>
    </tr>
  );
}
