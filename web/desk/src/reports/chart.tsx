// Figures by day as bars or lines, drawn in the page's own colours; beside each stands the same as a table, for whoever reads rather than looks.
import { useLayoutEffect, useRef, useState } from 'react';
import { useLanguage } from '@ombud/ui/settings';
import { useText } from '../text';
import { dayText, figureText, marks, type FigureKind } from './figures';

export interface Series {
  name: string;
  values: readonly (number | null)[];
  /** Opens what is behind its figure of that day. */
  open?: (day: string) => void;
}
interface ChartProps {
  title: string;
  about?: string;
  kind: 'bars' | 'lines';
  shape: FigureKind['shape'];
  days: readonly string[];
  series: readonly Series[];
}

const HEIGHT = 200;
const LEFT = 56;
const RIGHT = 8;
const TOP = 8;
const BOTTOM = 24;

function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    watch.observe(ref.current!);
    return () => watch.disconnect();
  }, []);
  return [ref, width] as const;
}

export function Chart(props: ChartProps) {
  const text = useText();
  const { title, about, series } = props;
  const [ref, width] = useWidth();
  const empty = series.every(({ values }) => values.every((value) => !value));
  return (
    <figure className="chart">
      <figcaption>
        <h3>{title}</h3>
        {about && <p className="quiet">{about}</p>}
        <ul className="chart-legend">
          {series.map(({ name }, index) => (
            <li key={name}>
              <svg width="20" height="12" aria-hidden="true">
                {props.kind === 'bars' ? (
                  <rect className={`series series-${index}`} x="1" y="1" width="18" height="10" />
                ) : (
                  <path className={`series line series-${index}`} d="M0 6H20" />
                )}
              </svg>
              {name}
            </li>
          ))}
        </ul>
      </figcaption>
      <div ref={ref} className="chart-area">
        {empty ? <p className="empty">{text('figures.nothing')}</p> : width > 0 && <Drawing {...props} width={width} />}
      </div>
      <details className="chart-table">
        <summary>{text('figures.as_table')}</summary>
        <Table {...props} />
      </details>
    </figure>
  );
}

/** Where each thing stands, in pixels. */
function layout({ days, series, shape, width }: ChartProps & { width: number }) {
  const all = marks(Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0))), shape);
  const room = width - LEFT - RIGHT;
  const step = room / days.length;
  const height = HEIGHT - TOP - BOTTOM;
  return {
    all,
    step,
    x: (index: number) => LEFT + step * index,
    y: (value: number) => TOP + height * (1 - value / all.at(-1)!),
    ground: TOP + height,
  };
}

function Drawing(props: ChartProps & { width: number }) {
  const text = useText();
  const language = useLanguage();
  const { days, series, kind, shape, width, title } = props;
  const { all, step, x, y, ground } = layout(props);
  const named = new Set([0, Math.floor((days.length - 1) / 2), days.length - 1]);
  return (
    <svg className="chart-drawing" width={width} height={HEIGHT} role="img" aria-label={text('figures.chart_of', { title })}>
      {all.map((mark) => (
        <g key={mark}>
          <line className="chart-mark" x1={LEFT} x2={width - RIGHT} y1={y(mark)} y2={y(mark)} />
          <text className="chart-text" x={LEFT - 8} y={y(mark) + 4} textAnchor="end">
            {mark === 0 ? '0' : figureText(text, shape, mark)}
          </text>
        </g>
      ))}
      {days.map(
        (day, index) =>
          named.has(index) && (
            <text
              key={day}
              className="chart-text"
              x={index === 0 ? LEFT : index === days.length - 1 ? width - RIGHT : x(index) + step / 2}
              y={HEIGHT - 6}
              textAnchor={index === 0 ? 'start' : index === days.length - 1 ? 'end' : 'middle'}
            >
              {dayText(language, day)}
            </text>
          ),
      )}
      {kind === 'bars'
        ? series.map(({ name, values }, which) => {
            const wide = Math.max(1, (step * 0.8) / series.length);
            return values.map((value, index) =>
              value ? (
                <rect
                  key={name + days[index]!}
                  className={`series series-${which}`}
                  x={x(index) + step * 0.1 + wide * which}
                  y={y(value)}
                  width={Math.max(1, wide - 1)}
                  height={ground - y(value)}
                />
              ) : null,
            );
          })
        : series.map(({ name, values }, which) => (
            <path key={name} className={`series line series-${which}`} d={pathOf(values, (index) => x(index) + step / 2, y)} />
          ))}
      {days.map((day, index) => (
        <rect key={day} className="chart-day" x={x(index)} y={TOP} width={step} height={ground - TOP} data-opens={series[0]?.open ? true : undefined} onClick={() => series[0]?.open?.(day)}>
          <title>
            {[dayText(language, day), ...series.map(({ name, values }) => `${name}: ${figureText(text, shape, values[index] ?? null)}`)].join('\n')}
          </title>
        </rect>
      ))}
    </svg>
  );
}

/** A day without a figure is a gap; one that stands alone is a dot. */
export function pathOf(values: readonly (number | null)[], x: (index: number) => number, y: (value: number) => number): string {
  let out = '';
  values.forEach((value, index) => {
    if (value === null) return;
    const at = `${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    const before = index > 0 && values[index - 1] !== null;
    out += (before ? 'L' : 'M') + at;
    if (!before && (values[index + 1] ?? null) === null) out += 'h0.01';
  });
  return out;
}

function Table({ days, series, shape, title }: ChartProps) {
  const text = useText();
  const language = useLanguage();
  return (
    <div className="wide-table" tabIndex={0} role="group" aria-label={title}>
      <table className="figures-table">
        <thead>
          <tr>
            <th scope="col">{text('figures.day')}</th>
            {series.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day, index) => (
            <tr key={day}>
              <th scope="row">{dayText(language, day)}</th>
              {series.map(({ name, values, open }) => {
                const value = values[index] ?? null;
                const words = figureText(text, shape, value);
                return (
                  <td key={name}>
                    {open && value ? (
                      <button type="button" className="figure-link" aria-label={text('figures.open_of', { figure: name, value: words, of: dayText(language, day) })} onClick={() => open(day)}>
                        {words}
                      </button>
                    ) : (
                      words
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
