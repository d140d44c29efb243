// How the desk does: figures beside those of the time before, by day and by group; each opens to the conversations behind it.
import { useCallback, useMemo, useState } from 'react';
import { Download, MonitorUp, X } from 'lucide-react';
import { TOPICS } from '@ombud/shared/api';
import { GROUPINGS, readReport, reportFile, type FactKind, type Filters, type GroupFigures, type Grouping, type Report, type Span } from '@ombud/shared/reports';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { isKey, problemText, useText } from '../text';
import { MomentField, SelectField } from '../ui/inputs';
import { Waiting } from '../ui/waiting';
import { Chart } from './chart';
import { FactsWindow, type Behind } from './facts-window';
import { COLUMNS, dayText, figureText, isSpan, lastDays, TILES, type FigureKind } from './figures';
import { Guided } from './guided';
import { Scores, Tiles, type Open } from './tiles';

const LENGTHS = ['7', '28', '90', '365'] as const;
type Length = (typeof LENGTHS)[number] | 'own';
/** Rows of a group until more are asked for. */
const AT_FIRST = 50;

export default function ReportsPage() {
  const text = useText();
  const { http } = useDesk();
  const [length, setLength] = useState<Length>('28');
  const [span, setSpan] = useState<Span>(() => lastDays(28, Date.now()));
  const [by, setBy] = useState<Grouping>('topic');
  const [filters, setFilters] = useState<Filters>({});
  const [named, setNamed] = useState<Partial<Record<Grouping, string>>>({});
  const [behind, setBehind] = useState<Behind | null>(null);
  const asked = isSpan(span);
  const load = useCallback(() => (asked ? readReport(http, span, filters, by) : new Promise<Report>(() => undefined)), [http, asked, span, filters, by]);
  const loaded = useLoaded(load);
  const report = loaded.value;

  const choose = (chosen: Length) => {
    setLength(chosen);
    if (chosen !== 'own') setSpan(lastDays(Number(chosen), Date.now()));
  };
  const only = (group: Grouping, value: string, name: string) => {
    setFilters((now) => ({ ...now, [group]: value }));
    setNamed((now) => ({ ...now, [group]: name }));
  };
  const drop = (group: Grouping) => setFilters((now) => Object.fromEntries(Object.entries(now).filter(([key]) => key !== group)));
  const open = (title: string, figure: FactKind, more: { filters?: Filters; span?: Span; score?: number } = {}) =>
    setBehind({ title, figure, span: more.span ?? span, filters: { ...filters, ...more.filters }, ...(more.score === undefined ? {} : { score: more.score }) });
  const save = async () => {
    try {
      const file = await (await reportFile(http, span, filters, by)).blob();
      const link = document.createElement('a');
      link.href = URL.createObjectURL(file);
      link.download = `ombud-${span.from}-${span.to}-${by}.csv`;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (problem) {
      toast(problemText(text, problem), 'danger');
    }
  };

  return (
    <section className="page figures" aria-labelledby="figures-title">
      <header>
        <div>
          <h1 id="figures-title">{text('figures.title')}</h1>
          <p>{text('figures.about')}</p>
        </div>
        <div className="figures-acts">
          <a className="button" data-kind="plain" href="/desk/wall">
            <MonitorUp size={16} aria-hidden="true" />
            <span className="label">{text('live.title')}</span>
          </a>
          <Button onPress={() => void save()} isDisabled={!asked}>
            <Download size={16} aria-hidden="true" />
            {text('figures.save')}
          </Button>
        </div>
      </header>
      <div className="figures-pick">
        <SelectField
          label={text('figures.span')}
          value={length}
          onChange={choose}
          options={[...LENGTHS.map((each) => [each, text('figures.last_days', { count: Number(each) })] as const), ['own', text('figures.own_span')] as const]}
        />
        {length === 'own' && (
          <>
            <MomentField type="date" label={text('figures.from')} value={span.from} onChange={(from) => setSpan({ ...span, from })} />
            <MomentField type="date" label={text('figures.to')} value={span.to} onChange={(to) => setSpan({ ...span, to })} error={asked ? null : text('figures.wrong_span')} />
          </>
        )}
        <SelectField label={text('figures.split')} value={by} onChange={setBy} options={GROUPINGS.map((each) => [each, text(`figures.by.${each}`)] as const)} />
      </div>
      {Object.keys(filters).length > 0 && (
        <ul className="figures-filters" aria-label={text('figures.filters')}>
          {GROUPINGS.filter((group) => filters[group] !== undefined).map((group) => (
            <li key={group}>
              <Button kind="quiet" onPress={() => drop(group)} aria-label={text('figures.drop', { name: named[group] ?? '' })}>
                {text(`figures.by.${group}`)}
                {text('row.colon')}
                <bdi>{named[group]}</bdi>
                <X size={14} aria-hidden="true" />
              </Button>
            </li>
          ))}
        </ul>
      )}
      {asked && <Waiting of={loaded} rows={6} />}
      {report && (
        <>
          {!report.complete && <p className="notice">{text('figures.counting')}</p>}
          <Tiles kinds={TILES} report={report} open={open} />
          <Charts report={report} ofAgent={filters.agent !== undefined} open={open} />
          <Groups key={by} report={report} by={by} only={only} open={open} />
        </>
      )}
      {asked && <Guided span={span} language={filters.language} />}
      {behind && <FactsWindow of={behind} onClose={() => setBehind(null)} />}
    </section>
  );
}

function Charts({ report, ofAgent, open }: { report: Report; ofAgent: boolean; open: Open }) {
  const text = useText();
  const language = useLanguage();
  const days = useMemo(() => report.days.map(({ day }) => day), [report]);
  const series = (kind: FigureKind) => {
    const name = text(`figures.figure.${kind.name}`);
    return {
      name,
      values: report.days.map(({ figures }) => figures[kind.name]),
      open: (day: string) => open(`${name}, ${dayText(language, day)}`, kind.fact, { span: { from: day, to: day } }),
    };
  };
  return (
    <section aria-labelledby="figures-days">
      <h2 id="figures-days">{text('figures.by_day')}</h2>
      <div className="charts">
        <Chart
          kind="bars"
          shape="count"
          title={text('figures.chart.volume')}
          days={days}
          series={[
            ...(ofAgent ? [] : [series({ name: 'opened', fact: 'opened', shape: 'count' })]),
            series({ name: 'resolved', fact: 'resolved', shape: 'count' }),
          ]}
        />
        {!ofAgent && (
          <Chart kind="lines" shape="count" title={text('figures.chart.backlog')} days={days} series={[series({ name: 'backlog', fact: 'backlog', shape: 'count' })]} />
        )}
        <Chart
          kind="lines"
          shape="span"
          title={text('figures.chart.first_answer')}
          days={days}
          series={[
            series({ name: 'first_answer_middle', fact: 'first_answer', shape: 'span' }),
            series({ name: 'first_answer_most', fact: 'first_answer', shape: 'span' }),
          ]}
        />
        <Scores scores={report.scores} open={(score) => open(text('figures.score_of', { score }), 'rated', { score })} />
      </div>
    </section>
  );
}

function useGroupName(by: Grouping) {
  const text = useText();
  const language = useLanguage();
  return ({ key, name_en, name_zh }: GroupFigures): string => {
    if (key === null) return text(`figures.without.${by === 'queue' || by === 'agent' ? by : 'topic'}`);
    if (by === 'topic' && TOPICS.some((topic) => topic === key)) return text(`topic.${key as (typeof TOPICS)[number]}`);
    if (by === 'channel' && isKey('conditions.channel.' + key)) return text(('conditions.channel.' + key) as 'conditions.channel.chat');
    if (by === 'language' && isKey('language.' + key)) return text(('language.' + key) as 'language.en');
    return (language === 'en' ? name_en : name_zh) ?? key;
  };
}

function Groups({ report, by, only, open }: { report: Report; by: Grouping; only: (group: Grouping, value: string, name: string) => void; open: Open }) {
  const text = useText();
  const nameOf = useGroupName(by);
  const [all, setAll] = useState(false);
  const shown = all ? report.rows : report.rows.slice(0, AT_FIRST);
  const columns = COLUMNS.filter(({ name }) => report.rows.some(({ figures }) => figures[name] !== null));
  return (
    <section aria-labelledby="figures-groups">
      <h2 id="figures-groups">{text(`figures.each.${by}`)}</h2>
      {report.rows.length === 0 && <p className="empty">{text('figures.nothing')}</p>}
      {report.rows.length > 0 && (
        <div className="wide-table" tabIndex={0} role="group" aria-labelledby="figures-groups">
          <table className="figures-table">
            <thead>
              <tr>
                <th scope="col">{text(`figures.by.${by}`)}</th>
                {columns.map(({ name }) => (
                  <th key={name} scope="col">
                    {text(`figures.figure.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => {
                const name = nameOf(row);
                const value = row.key ?? 'none';
                return (
                  <tr key={value}>
                    <th scope="row">
                      <button type="button" className="figure-link" aria-label={text('figures.only', { name })} onClick={() => only(by, value, name)}>
                        <bdi>{name}</bdi>
                      </button>
                    </th>
                    {columns.map((kind) => {
                      const figure = row.figures[kind.name];
                      const words = figureText(text, kind.shape, figure);
                      const title = `${text(`figures.figure.${kind.name}`)}, ${name}`;
                      return (
                        <td key={kind.name}>
                          {figure ? (
                            <button
                              type="button"
                              className="figure-link"
                              aria-label={text('figures.open_of', { figure: text(`figures.figure.${kind.name}`), value: words, of: name })}
                              onClick={() => open(title, kind.fact, { filters: { [by]: value } })}
                            >
                              {words}
                            </button>
                          ) : (
                            words
                          )}
                        </td>
                      );
                    })}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      {report.rows.length > shown.length && <Button onPress={() => setAll(true)}>{text('figures.show_all', { count: report.rows.length })}</Button>}
    </section>
  );
}
