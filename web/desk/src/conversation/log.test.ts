import { describe, expect, test } from 'vitest';
import { at, chen, CHEN, conversation, customer, LETTER, me, ME, program, said } from '../samples';
import { answeredAfter, isByMail, joined, letterOf, lines, pieces } from './log';

const seqs = (entries: readonly { seq: number }[]) => entries.map((entry) => entry.seq);

describe('joined', () => {
  test('puts earlier, later and repeated entries in order, each once', () => {
    const here = [said(3, customer), said(4, me)];
    expect(seqs(joined(here, [said(5, me)]))).toEqual([3, 4, 5]);
    expect(seqs(joined(here, [said(1, customer), said(2, me), said(3, customer)]))).toEqual([1, 2, 3, 4]);
    expect(seqs(joined(here, [said(7, me)]))).toEqual([3, 4, 7]);
    expect(seqs(joined(joined(here, [said(7, me)]), [said(6, me), said(5, me)]))).toEqual([3, 4, 5, 6, 7]);
  });
});

describe('lines', () => {
  const shape = (entries: Parameters<typeof lines>[0], seen: number | null = null) =>
    lines(entries, seen).map((line) => (line.type === 'said' ? (line.leads ? 'lead' : 'more') : line.type));

  test('groups what one person says in a row', () => {
    expect(shape([said(1, customer), said(2, customer), said(3, me), said(4, chen)])).toEqual(['day', 'lead', 'more', 'lead', 'lead']);
  });

  test('a note, a long pause and a new day begin anew', () => {
    expect(shape([said(1, me), said(2, me, { kind: 'note', internal: true })])).toEqual(['day', 'lead', 'lead']);
    expect(shape([said(1, me), said(2, me, { posted_at: at(400) })])).toEqual(['day', 'lead', 'lead']);
    expect(shape([said(1, me), said(2, me, { posted_at: at(86_400 * 2) })])).toEqual(['day', 'lead', 'day', 'lead']);
  });

  test('marks the first thing the customer said that I have not read', () => {
    expect(shape([said(1, customer), said(2, me), said(3, customer), said(4, customer)], 2)).toEqual(['day', 'lead', 'lead', 'unread', 'lead', 'more']);
    expect(shape([said(1, customer), said(2, me)], 1)).toEqual(['day', 'lead', 'lead']);
    expect(shape([said(1, customer), said(2, customer)], 0)).toEqual(['day', 'lead', 'more']);
  });

  test('what the program notes is something that happened, not something said', () => {
    const noted = said(2, program, { kind: 'note', internal: true, data: { automatic: 'wei@example.cn' } });
    expect(shape([said(1, customer), noted, said(3, customer)])).toEqual(['day', 'lead', 'event', 'lead']);
  });
});

test('only a message that was a letter is one', () => {
  expect(letterOf(said(1, customer, { data: { letter: LETTER } }))).toEqual(LETTER);
  expect(letterOf(said(1, customer))).toBeNull();
  expect(letterOf(said(1, me, { data: { assignee: { id: CHEN, name: 'Chen' } } }))).toBeNull();
});

describe('pieces', () => {
  test('takes markers out where the server put them, counting code points', () => {
    const body = '😀 助记词 [removed:recovery_phrase] 请看';
    expect(pieces(body, [{ kind: 'recovery_phrase', at: 6 }])).toEqual([
      { type: 'text', text: '😀 助记词 ' },
      { type: 'removed', kind: 'recovery_phrase' },
      { type: 'text', text: ' 请看' },
    ]);
  });

  test('a marker that a person typed stays text', () => {
    expect(pieces('[removed:password]', [])).toEqual([{ type: 'text', text: '[removed:password]' }]);
    expect(pieces('x [removed:password]', [{ kind: 'password', at: 0 }])).toEqual([{ type: 'text', text: 'x [removed:password]' }]);
  });

  test('two secrets side by side', () => {
    const body = '[removed:password][removed:card_number]';
    expect(pieces(body, [{ kind: 'card_number', at: 18 }, { kind: 'password', at: 0 }]).map((piece) => piece.type)).toEqual(['removed', 'removed']);
  });

  test('addresses and transaction ids stand out, words and links do not', () => {
    const id = '0x9f2b7c1e44a0d35c8e61b0f7a2d94c3388e5f1d06b7a9c2e4f8013d5a6b7c8d9';
    expect(pieces(`交易号 ${id}，谢谢`, [])).toEqual([
      { type: 'text', text: '交易号 ' },
      { type: 'code', text: id },
      { type: 'text', text: '，谢谢' },
    ]);
    expect(pieces('Donaudampfschifffahrtsgesellschaft', [])).toHaveLength(1);
    for (const link of ['https://example.com/' + id, `https://example.com/tx?q=${id}&lang=en`]) {
      expect(pieces(link, []).every((piece) => piece.type === 'text')).toBe(true);
    }
  });
});

describe('answeredAfter', () => {
  const log = [said(1, customer), said(2, me), said(3, customer), said(4, chen, { kind: 'note', internal: true }), said(5, chen)];
  test('finds the answer of somebody else after the writing began', () => {
    expect(answeredAfter(log, 3, ME)?.seq).toBe(5);
    expect(answeredAfter(log, 5, ME)).toBeUndefined();
  });
  test('my own answers, notes and the customer do not cross mine', () => {
    expect(answeredAfter(log.slice(0, 4), 1, ME)).toBeUndefined();
  });
});

describe('isByMail', () => {
  const of = (kind: 'correspondent' | 'account') => conversation('one', { customer: { id: 'c-1', kind, name: null } });
  const letter = (seq: number) => said(seq, customer, { data: { letter: LETTER } });
  test('who only writes letters is answered by letter', () => expect(isByMail(of('correspondent'), [])).toBe(true));
  test('others are answered the way they wrote last', () => {
    expect(isByMail(of('account'), [])).toBe(false);
    expect(isByMail(of('account'), [said(1, customer), letter(2), said(3, me)])).toBe(true);
    expect(isByMail(of('account'), [letter(1), said(2, customer)])).toBe(false);
  });
});
