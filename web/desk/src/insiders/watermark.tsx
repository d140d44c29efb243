// The visible mark over what is confidential: who reads and when, again and again, so that no photo of it is anonymous. On paper, too.
import { useId } from 'react';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, useTicking } from '@ombud/ui/time';
import { useDesk } from '../desk';
import { shortReader } from './hidden-mark';

const LONGEST_NAME = 32;
const ROW = 76;
const MARGIN = 44;
const HAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** About how wide it is drawn. */
const widthOf = (words: string): number => Array.from(words).reduce((sum, character) => sum + (HAN.test(character) ? 12 : 6.6), 0);

export function Watermark() {
  const id = useId();
  const language = useLanguage();
  const { me } = useDesk();
  const minute = useTicking((now) => String(Math.floor(now / 60_000)));
  const name = Array.from(me.name);
  const shown = name.length > LONGEST_NAME ? name.slice(0, LONGEST_NAME - 1).join('') + '…' : me.name;
  const when = dateAndTime(language, new Date(Number(minute) * 60_000).toISOString());
  // The name may be written from right to left: what follows it is not.
  const words = `\u2068${shown}\u2069 · ${shortReader(me.id)} · ${when}`;
  const width = Math.ceil(widthOf(words)) + MARGIN;
  return (
    <svg className="watermark" aria-hidden="true" focusable="false">
      <defs>
        <pattern id={id} width={width} height={ROW} patternUnits="userSpaceOnUse" patternTransform="rotate(-22)">
          <text x={0} y={ROW / 4}>
            {words}
          </text>
          {/* Every other row begins in the middle of the one above. */}
          <text x={-width / 2} y={(ROW * 3) / 4}>
            {words}
          </text>
          <text x={width / 2} y={(ROW * 3) / 4}>
            {words}
          </text>
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill={`url(#${id})`} />
    </svg>
  );
}
