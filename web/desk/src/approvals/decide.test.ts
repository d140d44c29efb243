import { describe, expect, test } from 'vitest';
import type { Approval, Vote } from '@ombud/shared/staff';
import { factsOf, inOrder, officialChange, reasonFits, standing, waitingFor, wordsAt } from './decide';

const now = Date.parse('2026-11-25T12:00:00Z');
const vote = (by: string, agrees = true): Vote => ({ by, name: by, agrees, reason: 'Spoke with them by video', at: '2026-11-25T11:00:00Z' });
const approval = (change: Partial<Approval> = {}): Approval => ({
  id: 'apr_1', act: 'account.unfreeze', subject: 'cus_1', facts: {}, state: 'waiting', votes: [],
  asked_at: '2026-11-25T10:00:00Z', expires_at: '2026-11-28T10:00:00Z', decided_at: null, ...change,
});

describe('how an approval stands', () => {
  test('two different people must agree', () => {
    expect(standing(approval(), 'ana', now)).toMatchObject({ agreed: 0, missing: 2, mayDecide: true });
    expect(standing(approval({ votes: [vote('ben')] }), 'ana', now)).toMatchObject({ agreed: 1, missing: 1, mayDecide: true });
  });
  test('nobody decides twice', () => {
    expect(standing(approval({ votes: [vote('ana')] }), 'ana', now)).toMatchObject({ mayDecide: false, open: true, mine: { by: 'ana' } });
  });
  test('what is over is not open', () => {
    expect(standing(approval({ state: 'refused', votes: [vote('ben', false)] }), 'ana', now).open).toBe(false);
    expect(standing(approval({ expires_at: '2026-11-25T11:59:59Z' }), 'ana', now).mayDecide).toBe(false);
  });
  test('only what waits for me is counted', () => {
    const all = [approval(), approval({ votes: [vote('ana')] }), approval({ state: 'approved' })];
    expect(waitingFor(all, 'ana', now)).toBe(1);
  });
  test('mine come first, soonest end on top', () => {
    const late = approval({ id: 'late' });
    const soon = approval({ id: 'soon', expires_at: '2026-11-25T13:00:00Z' });
    const said = approval({ id: 'said', votes: [vote('ana')] });
    const over = approval({ id: 'over', state: 'approved' });
    expect(inOrder([over, said, late, soon], 'ana', now).map(({ id }) => id)).toEqual(['soon', 'late', 'said', 'over']);
  });
});

describe('a reason', () => {
  test('is counted as people see it', () => {
    expect(reasonFits('too short')).toBe(false);
    expect(reasonFits('视频核实过本人身份信息')).toBe(true);
    expect(reasonFits(' '.repeat(20) + 'short')).toBe(false);
    expect(reasonFits('x'.repeat(501))).toBe(false);
  });
});

describe('facts', () => {
  test('are shown as what they are, in the order given', () => {
    expect(factsOf({
      address: 'e…@example.com', proved: ['password', 'email_code'], account_created_at: '2025-01-02T03:04:05Z', email_changed_at: null,
      new_device: true, frozen: true, new_place: false, hold_seconds: 172_800, unheard_of: 'x',
    })).toEqual([
      { key: 'proved', kind: 'list', items: ['password', 'email_code'] },
      { key: 'account_created_at', kind: 'time', at: '2025-01-02T03:04:05Z' },
      { key: 'new_device', kind: 'yes or no', yes: true, worth: true },
      { key: 'frozen', kind: 'yes or no', yes: true, worth: false },
      { key: 'new_place', kind: 'yes or no', yes: false, worth: false },
      { key: 'hold_seconds', kind: 'span', seconds: 172_800 },
      { key: 'unheard_of', kind: 'words', words: 'x' },
    ]);
  });
  test('whom it is about is masked by the server and shown apart', () => {
    expect(wordsAt({ address: 'e…@example.com' }, 'address')).toBe('e…@example.com');
    expect(wordsAt({ address: 7 }, 'address')).toBeNull();
  });
});

describe('a change of what is official', () => {
  const facts = { change: 'end', by: 'Ana', kind: 'handle', network: 'telegram', value: 'paiwallet_help', label: 'Help', with_below: false };
  test('shows the channel', () => {
    expect(officialChange(approval({ act: 'official.change', facts }))).toMatchObject({
      ends: true, channel: { kind: 'handle', network: 'telegram', value: 'paiwallet_help', with_below: false, note_en: null },
    });
  });
  test('nothing else is taken for one', () => {
    expect(officialChange(approval({ facts }))).toBeNull();
    expect(officialChange(approval({ act: 'official.change', facts: { ...facts, kind: 'castle' } }))).toBeNull();
  });
});
