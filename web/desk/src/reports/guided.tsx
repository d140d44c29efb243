// What guided answers came to: how many began, how many solved it, how many went on to a person.
import { useCallback } from 'react';
import type { Language } from '@ombud/shared/api';
import { readGuidedReport, type GuidedFigures, type Span } from '@ombud/shared/reports';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { isKey, useText } from '../text';
import { Waiting } from '../ui/waiting';
import { Chart } from './chart';
import { changeOf, lengthOf } from './figures';

const share = (part: number, whole: number) => (whole === 0 ? null : Math.round((part / whole) * 100));

export function Guided({ span, language }: { span: Span; language: string | undefined }) {
  const text = useText();
  const { http } = useDesk();
  const load = useCallback(() => readGuidedReport(http, span, language as Language | undefined), [http, span, language]);
  const loaded = useLoaded(load);
  const report = loaded.value;
  return (
    <section aria-labelledby="figures-guided">
      <h2 id="figures-guided">{text('figures.guided')}</h2>
      <p className="quiet">{text('figures.guided_about')}</p>
      <Waiting of={loaded} rows={3} />
      {report && report.total.begun === 0 && <p className="empty">{text('figures.no_guided')}</p>}
      {report && report.total.begun > 0 && (
        <>
          <ul className="tiles">
            <Count name={text('figures.begun')} now={report.total.begun} before={report.before.begun} days={lengthOf(report)} />
            <Share name={text('figures.without_person')} of={report.total} part={({ begun, handed_over }) => begun - handed_over} />
            <Share name={text('figures.said_solved')} of={report.total} part={({ solved }) => solved} />
            <Share name={text('figures.to_person')} of={report.total} part={({ handed_over }) => handed_over} />
          </ul>
          <Chart
            kind="bars"
            shape="count"
            title={text('figures.chart.guided')}
            days={report.days.map(({ key }) => key)}
            series={[
              { name: text('figures.begun'), values: report.days.map(({ begun }) => begun) },
              { name: text('figures.to_person'), values: report.days.map(({ handed_over }) => handed_over) },
            ]}
          />
          <div className="wide-table" tabIndex={0} role="group" aria-labelledby="figures-guided">
            <table className="figures-table">
              <thead>
                <tr>
                  <th scope="col">{text('figures.flow')}</th>
                  <th scope="col">{text('figures.begun')}</th>
                  <th scope="col">{text('figures.without_person')}</th>
                  <th scope="col">{text('figures.said_solved')}</th>
                  <th scope="col">{text('figures.to_person')}</th>
                </tr>
              </thead>
              <tbody>
                {report.flows.map((flow) => (
                  <tr key={flow.key}>
                    <th scope="row">
                      <a href={'/desk/flows/' + flow.key}>{isKey('flow.' + flow.key) ? text(('flow.' + flow.key) as 'flow.deposit') : flow.key}</a>
                    </th>
                    <td>{text('number', { value: flow.begun })}</td>
                    {[flow.begun - flow.handed_over, flow.solved, flow.handed_over].map((part, index) => (
                      <td key={index}>{text('figures.share', { count: part, percent: share(part, flow.begun) ?? 0 })}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}

function Count({ name, now, before, days }: { name: string; now: number; before: number; days: number }) {
  const text = useText();
  const change = changeOf(now, before);
  return (
    <li className="tile">
      <span className="tile-name">{name}</span>
      <strong className="tile-value">{text('number', { value: now })}</strong>
      <span className="tile-change">{change ? text(`figures.change.${change.direction}`, { percent: change.percent, count: days, before }) : text('figures.change.unknown')}</span>
    </li>
  );
}

function Share({ name, of, part }: { name: string; of: GuidedFigures; part: (of: GuidedFigures) => number }) {
  const text = useText();
  return (
    <li className="tile">
      <span className="tile-name">{name}</span>
      <strong className="tile-value">{text('figures.percent', { value: share(part(of), of.begun) ?? 0 })}</strong>
      <span className="tile-change">{text('figures.of_begun', { count: part(of), all: of.begun })}</span>
    </li>
  );
}
