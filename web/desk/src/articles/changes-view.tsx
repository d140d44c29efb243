// Two states of a text, with what went struck out and what came marked.
import { useMemo } from 'react';
import type { Language } from '@ombud/shared/api';
import { useText } from '../text';
import { changedLines, withoutTheSame } from './changes';
import type { Words } from './editing';

const whole = ({ title, summary, keywords, markdown }: Words): string => [title, summary, keywords, '', markdown].join('\n');

export function Changes({ before, after, lang }: { before: Words; after: Words; lang: Language }) {
  const text = useText();
  const lines = useMemo(() => withoutTheSame(changedLines(whole(before), whole(after))), [before, after]);
  if (lines.every((line) => line.kind === 'left out')) return <p className="quiet">{text('articles.no_difference')}</p>;
  return (
    <div className="changes" lang={lang} tabIndex={0} role="group" aria-label={text('articles.changes')}>
      {lines.map((line, index) => {
        if (line.kind === 'left out') {
          return (
            <p key={index} className="left-out">
              {text('articles.left_out', { count: line.count })}
            </p>
          );
        }
        if (line.kind === 'gone') return <del key={index}>{line.line || ' '}</del>;
        if (line.kind === 'new') return <ins key={index}>{line.line || ' '}</ins>;
        return <span key={index}>{line.line || ' '}</span>;
      })}
    </div>
  );
}
