// What whoever is signed in did themselves in the last thirty days, beside the thirty before. Nobody else sees it here.
import { useCallback, useMemo } from 'react';
import { readOwnFigures } from '@ombud/shared/reports';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { useText } from '../text';
import { Waiting } from '../ui/waiting';
import { Chart } from './chart';
import { OWN_TILES } from './figures';
import { Scores, Tiles } from './tiles';

export default function OwnPage() {
  const text = useText();
  const { http } = useDesk();
  const loaded = useLoaded(useCallback(() => readOwnFigures(http), [http]));
  const report = loaded.value;
  const days = useMemo(() => report?.days.map(({ day }) => day) ?? [], [report]);
  const series = (name: 'answers' | 'resolved' | 'first_answer_middle' | 'resolution_middle') => ({
    name: text(`figures.figure.${name}`),
    values: report?.days.map(({ figures }) => figures[name]) ?? [],
  });

  return (
    <section className="page figures" aria-labelledby="own-figures-title">
      <header>
        <div>
          <h1 id="own-figures-title">{text('my-figures.title')}</h1>
          <p>{text('my-figures.about')}</p>
        </div>
      </header>
      <Waiting of={loaded} rows={6} />
      {report && (
        <>
          {!report.complete && <p className="notice">{text('figures.counting')}</p>}
          <Tiles kinds={OWN_TILES} report={report} />
          <section aria-labelledby="own-figures-days">
            <h2 id="own-figures-days">{text('figures.by_day')}</h2>
            <div className="charts">
              <Chart kind="bars" shape="count" title={text('my-figures.work')} days={days} series={[series('answers'), series('resolved')]} />
              <Chart kind="lines" shape="span" title={text('my-figures.spans')} days={days} series={[series('first_answer_middle'), series('resolution_middle')]} />
              <Scores scores={report.scores} />
            </div>
          </section>
        </>
      )}
    </section>
  );
}
