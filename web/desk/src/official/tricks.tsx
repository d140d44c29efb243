// How something passes itself off as ours.
import type { Trick } from '@ombud/shared/official';
import { useText } from '../text';

export function Tricks({ why }: { why: readonly Trick[] }) {
  const text = useText();
  if (why.length === 0) return null;
  return <small className="quiet tricks">{why.map((trick) => text(`official.trick.${trick}`)).join(text('list.and'))}</small>;
}
