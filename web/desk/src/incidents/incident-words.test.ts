import type { Notice } from '@ombud/shared/status';
import { expect, test } from 'vitest';
import { broughtPercent, noticesAbout, titleOf } from './incident-words';

const notice = (change: Partial<Notice>): Notice => ({
  id: 'n', components: ['deposits'], asset: null, network: null, state: 'down', text: { en: 'e', zh: 'z' },
  starts_at: '2026-05-04T12:00:00Z', ends_at: null, ended_at: null, changed_at: '2026-05-04T12:00:00Z', ...change,
});
const about = { kind: 'network', asset: null, network: 'TRON', service: null } as const;

test('a notice is about the same thing when nothing in it speaks against that', () => {
  const tron = notice({ network: 'TRON' });
  const all = notice({});
  const bitcoin = notice({ network: 'Bitcoin' });
  expect(noticesAbout(about, [tron, all, bitcoin])).toEqual([tron, all]);
  expect(noticesAbout({ ...about, service: 'withdrawals' }, [tron])).toEqual([]);
  expect(noticesAbout({ ...about, network: null }, [tron, all])).toEqual([]);
});

test('nothing is said to be done before it is', () => {
  expect(broughtPercent({ conversations: 300, owed: 1 })).toBe(99);
  expect(broughtPercent({ conversations: 300, owed: 0 })).toBe(100);
  expect(broughtPercent({ conversations: 0, owed: 0 })).toBe(100);
});

test('a title is that of the reader', () => {
  expect(titleOf('zh-CN', { title_en: 'TRON halted', title_zh: 'TRON 暂停' })).toBe('TRON 暂停');
});
