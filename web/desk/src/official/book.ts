// The book in the order in which people read it, and what may be proposed; knows nothing of how it is drawn.
import { CHANNEL_KINDS, type Channel, type ChannelBook, type ChannelChange, type ChannelKind, type NewChannel } from '@ombud/shared/official';

export const byKind = (channels: readonly Channel[]): { kind: ChannelKind; channels: Channel[] }[] =>
  CHANNEL_KINDS.map((kind) => ({
    kind,
    channels: channels.filter((channel) => channel.kind === kind).sort((a, b) => a.value.localeCompare(b.value)),
  })).filter((group) => group.channels.length > 0);

export function foundIn(channels: readonly Channel[], typed: string): Channel[] {
  const wanted = typed.trim().toLocaleLowerCase();
  return channels.filter(({ value, label, network }) => [value, label, network ?? ''].some((each) => each.toLocaleLowerCase().includes(wanted)));
}

const newestFirst = (a: ChannelChange, b: ChannelChange) => b.at.localeCompare(a.at);
export const waitingOf = ({ changes }: ChannelBook): ChannelChange[] => changes.filter(({ state }) => state === 'waiting').sort(newestFirst);
export const historyOf = ({ changes }: ChannelBook): ChannelChange[] => changes.filter(({ state }) => state !== 'waiting').sort(newestFirst);

/** A name on a network, or an app in a store, means nothing without it. */
export const needsNetwork = (kind: ChannelKind): 'network' | 'store' | null => (kind === 'handle' ? 'network' : kind === 'app' ? 'store' : null);

/** Only what belongs to the kind goes out; what is empty does not. */
export function channelToPropose(typed: NewChannel): NewChannel {
  const { kind, network, value, with_below, label, note_zh, note_en, language, region } = typed;
  return {
    kind,
    value: value.trim(),
    label: label.trim(),
    ...(needsNetwork(kind) && network ? { network } : {}),
    ...(kind === 'site' && with_below ? { with_below } : {}),
    ...(note_zh?.trim() ? { note_zh: note_zh.trim() } : {}),
    ...(note_en?.trim() ? { note_en: note_en.trim() } : {}),
    ...(language ? { language } : {}),
    ...(region?.trim() ? { region: region.trim().toUpperCase() } : {}),
  };
}
