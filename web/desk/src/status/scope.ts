// What a notice is about, and networks as lines that people type.
import type { Component, OfferedNetwork } from '@ombud/shared/status';

/** Only of deposits and withdrawals can one network be singled out. */
export const onlyMoney = (components: readonly Component[]): boolean =>
  components.length > 0 && components.every((each) => each === 'deposits' || each === 'withdrawals');

/** What a notice can be narrowed to: one network of an asset, all of an asset, all assets on a network. */
export interface Scope { key: string; asset: string | null; network: string | null }

const repeated = (values: readonly string[]): string[] => [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];

export function scopesOf(networks: readonly OfferedNetwork[]): Scope[] {
  return [
    ...repeated(networks.map(({ asset }) => asset)).map((asset) => ({ key: 'asset ' + asset, asset, network: null })),
    ...repeated(networks.map(({ network }) => network)).map((network) => ({ key: 'network ' + network, asset: null, network })),
    ...networks.map(({ asset, network }) => ({ key: `one ${asset} ${network}`, asset, network })),
  ];
}

export const asLines = (networks: readonly OfferedNetwork[]): string => networks.map(({ asset, network }) => `${asset} ${network}`).join('\n');

/** As the server takes them: an asset and a network have so many letters at most. */
const LONGEST = 20;
const fits = (name: string | undefined): name is string => name !== undefined && Array.from(name).length <= LONGEST;

/** One a line, the asset's one word before the network's name; `wrong` holds the numbers of lines that are something else. */
export function fromLines(lines: string): { networks: OfferedNetwork[]; wrong: number[] } {
  const networks: OfferedNetwork[] = [];
  const wrong: number[] = [];
  const seen = new Set<string>();
  lines.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const [, asset, network] = /^([^\s·,，/|]+)(?:\s*[·,，/|]\s*|\s+)(.+)$/u.exec(line.trim()) ?? [];
    const key = `${asset} ${network}`.toLowerCase();
    if (!fits(asset) || !fits(network) || seen.has(key)) wrong.push(index + 1);
    else networks.push({ asset, network });
    seen.add(key);
  });
  return { networks, wrong };
}
