// Figures at a glance, beside those of the time before, and ratings by score; each opens to what is behind it where whoever looks may see that.
import { SCORES, type FactKind, type Filters, type OwnReport, type Span } from '@ombud/shared/reports';
import { useText, type Text } from '../text';
import { changeOf, figureText, lengthOf, type FigureKind } from './figures';

export type Open = (title: string, figure: FactKind, more?: { filters?: Filters; span?: Span; score?: number }) => void;

export function Tiles({ kinds, report, open }: { kinds: readonly FigureKind[]; report: OwnReport; open?: Open }) {
  const text = useText();
  const days = lengthOf(report);
  return (
    <section aria-labelledby="figures-tiles">
      <h2 id="figures-tiles" className="hidden">
        {text('figures.overview')}
      </h2>
      <ul className="tiles">
        {kinds.filter(({ name }) => report.total[name] !== null || name === 'score' || name.endsWith('_middle')).map((kind) => (
          <li key={kind.name}>
            <Tile kind={kind} report={report} days={days} open={open} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What is beside the figure: what nine of ten kept within, or of how many it is the average. */
function besides(text: Text, { name }: FigureKind, { total }: OwnReport): string | null {
  if (name === 'first_answer_middle' && total.first_answer_most !== null) return text('figures.most', { span: figureText(text, 'span', total.first_answer_most) });
  if (name === 'resolution_middle' && total.resolution_most !== null) return text('figures.most', { span: figureText(text, 'span', total.resolution_most) });
  if (name === 'score' && total.rated > 0) return text('figures.of_ratings', { count: total.rated });
  return null;
}

function Tile({ kind, report, days, open }: { kind: FigureKind; report: OwnReport; days: number; open: Open | undefined }) {
  const text = useText();
  const value = report.total[kind.name];
  const change = changeOf(value, report.before[kind.name]);
  const name = text(`figures.figure.${kind.name}`);
  const beside = besides(text, kind, report);
  const inside = (
    <>
      <span className="tile-name">{name}</span>
      <strong className="tile-value">{figureText(text, kind.shape, value)}</strong>
      {beside && <span className="tile-beside">{beside}</span>}
      <span className="tile-change">
        {change ? text(`figures.change.${change.direction}`, { percent: change.percent, count: days, before: figureText(text, kind.shape, report.before[kind.name]) }) : text('figures.change.unknown')}
      </span>
    </>
  );
  if (!open) return <div className="tile">{inside}</div>;
  return (
    <button type="button" className="tile" onClick={() => open(name, kind.fact)} disabled={value === null}>
      {inside}
    </button>
  );
}

export function Scores({ scores, open }: { scores: readonly number[]; open?: (score: number) => void }) {
  const text = useText();
  const largest = Math.max(1, ...scores);
  const all = scores.reduce((sum, count) => sum + count, 0);
  return (
    <figure className="chart">
      <figcaption>
        <h3>{text('figures.chart.scores')}</h3>
      </figcaption>
      {all === 0 && <p className="empty">{text('figures.no_ratings')}</p>}
      {all > 0 && (
        <ul className="scores">
          {[...SCORES].reverse().map((score) => {
            const count = scores[score - 1] ?? 0;
            const inside = (
              <>
                <span>{text(`rating.score.${score}`)}</span>
                <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                  <rect className="series series-0" width={(count / largest) * 100} height="10" />
                </svg>
                <strong>{text('number', { value: count })}</strong>
              </>
            );
            return (
              <li key={score}>
                {open ? (
                  <button type="button" className="score-row" disabled={count === 0} onClick={() => open(score)}>
                    {inside}
                  </button>
                ) : (
                  <div className="score-row">{inside}</div>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </figure>
  );
}
