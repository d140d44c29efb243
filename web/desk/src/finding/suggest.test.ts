// Which saved replies are suggested, in which order.
import { describe, expect, test } from 'vitest';
import type { SavedReply } from '@ombud/shared/replies';
import { fitting, telling } from './suggest';

const reply = (title: string, more: Partial<SavedReply> = {}): SavedReply =>
  ({ id: title, title, folder: '', shortcut: null, topic: null, text_en: '', text_zh: '', used: 0, ...more }) as SavedReply;
const titles = (replies: SavedReply[]) => replies.map(({ title }) => title);

describe('suggested replies', () => {
  test('share words with what was said, in either writing', () => {
    const all = [reply('Fees'), reply('Memo missing'), reply('忘记标签'), reply('谢谢')];
    expect(titles(fitting(all, 'I forgot the MEMO on my deposit', null, 5))).toEqual(['Memo missing']);
    expect(titles(fitting(all, '我充值时忘记填标签了', null, 5))).toEqual(['忘记标签']);
  });

  test('are about the matter first, then those used most', () => {
    const all = [
      reply('Hello', { used: 90 }),
      reply('Deposit, often', { topic: 'deposit', used: 5 }),
      reply('Deposit, seldom', { topic: 'deposit', used: 1 }),
      reply('Missing memo', { topic: 'deposit', text_en: 'Your deposit had no memo' }),
    ];
    expect(titles(fitting(all, 'no memo', 'deposit', 5))).toEqual(['Missing memo', 'Deposit, often', 'Deposit, seldom']);
    expect(fitting(all, 'no memo', 'deposit', 1)).toHaveLength(1);
  });

  test('are none where nothing fits', () => {
    expect(fitting([reply('Fees')], 'a to 我', 'theft', 5)).toEqual([]);
    expect([...telling('a to 我')]).toEqual([]);
  });
});
