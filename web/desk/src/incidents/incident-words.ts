// Incidents in words: what they are called in the reader's language, what they are about, and how bad they look.
import type { Language } from '@ombud/shared/api';
import type { Incident, IncidentState } from '@ombud/shared/incidents';
import type { Notice } from '@ombud/shared/status';
import type { Text } from '../text';

export const TONES: Record<IncidentState, 'danger' | 'wait' | 'good'> = { open: 'danger', monitoring: 'wait', resolved: 'good' };

type Titled = Pick<Incident, 'title_en' | 'title_zh'>;
export const titleOf = (language: Language, { title_en, title_zh }: Titled): string => (language === 'en' ? title_en : title_zh);

type About = Pick<Incident, 'kind' | 'asset' | 'network' | 'service'>;
export function aboutText(text: Text, { kind, asset, network, service }: About): string {
  const what = text(`incidents.kind.${kind}`);
  const where = [service && text(`status.component.${service}`), asset, network].filter(Boolean).join(' · ');
  return where ? what + text('row.colon') + where : what;
}

/** What the status page says about the same thing. */
export function noticesAbout({ asset, network, service }: About, notices: readonly Notice[]): Notice[] {
  if (!asset && !network && !service) return [];
  const fits = (of: string | null, wanted: string | null) => of === null || wanted === null || of === wanted;
  return notices.filter((notice) => fits(notice.asset, asset) && fits(notice.network, network) && (!service || notice.components.includes(service)));
}

/** How many of them have everything, in whole percent. */
export const broughtPercent = ({ conversations, owed }: Pick<Incident, 'conversations' | 'owed'>): number =>
  conversations === 0 ? 100 : Math.floor(((conversations - owed) * 100) / conversations);
