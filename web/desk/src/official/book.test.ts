import { describe, expect, test } from 'vitest';
import type { Channel, ChannelChange } from '@ombud/shared/official';
import { byKind, channelToPropose, foundIn, historyOf, waitingOf } from './book';

const channel = (kind: Channel['kind'], value: string): Channel => ({
  id: value, kind, network: kind === 'handle' ? 'telegram' : null, value, with_below: false, label: 'Ours', note_zh: null, note_en: null,
  language: null, region: null, since: '2026-01-01T00:00:00Z', ended_at: null,
});
const change = (id: string, state: ChannelChange['state'], at: string): ChannelChange => ({
  id, ends: false, channel: { kind: 'site', value: 'a.example', label: 'A' }, channel_id: null, state, by: 'b', by_name: 'B', at, decided_at: null, approval: null,
});

test('channels stand by kind, each kind by value', () => {
  const groups = byKind([channel('phone', '+1'), channel('site', 'b.example'), channel('site', 'a.example')]);
  expect(groups.map(({ kind, channels }) => [kind, channels.map(({ value }) => value)])).toEqual([['site', ['a.example', 'b.example']], ['phone', ['+1']]]);
});

test('a channel is found by part of its value or network', () => {
  const all = [channel('site', 'paiwallet.com'), channel('handle', 'pai_help')];
  expect(foundIn(all, 'TELE').map(({ value }) => value)).toEqual(['pai_help']);
  expect(foundIn(all, ' ').length).toBe(2);
});

test('what waits and what is over are apart, newest first', () => {
  const book = { channels: [], changes: [change('1', 'waiting', '2026-01-01'), change('2', 'done', '2026-01-02'), change('3', 'waiting', '2026-01-03')] };
  expect(waitingOf(book).map(({ id }) => id)).toEqual(['3', '1']);
  expect(historyOf(book).map(({ id }) => id)).toEqual(['2']);
});

describe('a proposal', () => {
  test('carries what its kind has and nothing else', () => {
    expect(channelToPropose({ kind: 'site', value: ' a.example ', label: 'A', network: 'x', with_below: true, note_zh: ' ', region: 'hk' })).toEqual({
      kind: 'site', value: 'a.example', label: 'A', with_below: true, region: 'HK',
    });
    expect(channelToPropose({ kind: 'handle', value: '@a', label: 'A', network: 'x', with_below: true })).toEqual({ kind: 'handle', value: '@a', label: 'A', network: 'x' });
  });
});
