// One text in both languages, side by side, each with a look at what its customers will see.
import { LONGEST_UPDATE } from '@ombud/shared/incidents';
import { useText } from '../text';
import { AreaField } from '../ui/inputs';

export interface Words { zh: string; en: string }
export const NO_WORDS: Words = { zh: '', en: '' };

interface BothProps {
  words: Words;
  onChange: (words: Words) => void;
  at: (...fields: string[]) => string | null;
  /** For staff: then one language is enough, and no customer sees it. */
  internal?: boolean;
  /** Both must be there. */
  required?: boolean;
}

export function BothTexts({ words, onChange, at, internal = false, required = false }: BothProps) {
  const text = useText();
  return (
    <div className="both-texts">
      <div>
        <AreaField label={text('incidents.text_zh')} lang="zh-CN" rows={4} longest={LONGEST_UPDATE} required={required} value={words.zh} onChange={(zh) => onChange({ ...words, zh })} error={at('text_zh')} />
        {!internal && <Seen words={words.zh} lang="zh-CN" />}
      </div>
      <div>
        <AreaField label={text('incidents.text_en')} lang="en" rows={4} longest={LONGEST_UPDATE} required={required} value={words.en} onChange={(en) => onChange({ ...words, en })} error={at('text_en')} />
        {!internal && <Seen words={words.en} lang="en" />}
      </div>
    </div>
  );
}

function Seen({ words, lang }: { words: string; lang: string }) {
  const text = useText();
  const shown = words.trim();
  if (!shown) return null;
  return (
    <figure className="as-seen">
      <figcaption>{text('incidents.as_seen')}</figcaption>
      <p className="bubble" lang={lang} dir="auto">
        {shown}
      </p>
    </figure>
  );
}
