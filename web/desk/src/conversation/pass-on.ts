// What a guided answer says, as words for the customer: the explanation, and where its links lead.
import type { Language } from '@ombud/shared/api';
import type { LinkView } from '@ombud/shared/diagnosis';

interface Said { for_customer: string | null; links: readonly LinkView[] }

/** null where there is nothing that the customer should read. */
export function answerOf(said: Said | null, language: Language, origin: string): string | null {
  if (!said?.for_customer) return null;
  const pages = said.links.map(({ to, article, flow, label }) => {
    const path = to ?? `/${language}/` + (article ? 'articles/' + article : 'answers/' + (flow ?? ''));
    return (label ? label + '\n' : '') + origin + path;
  });
  return [said.for_customer, ...pages].join('\n\n');
}

/** After what is written already. */
export const joined = (written: string, more: string): string => (written.trim() === '' ? more : written.trimEnd() + '\n\n' + more);
