import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeAll, expect, test, vi } from 'vitest';
import type { AnswerDelivery } from '@ombud/shared/mail';
import { at } from '../samples';
import { textNow } from '../text';
import { DeliveryLine } from './deliveries';

const text = textNow();
const REPLY = '550 5.1.1 <wei@example.cn>: User unknown';

beforeAll(() => vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true));

function shown(change: Partial<AnswerDelivery>): HTMLElement {
  const place = document.createElement('div');
  const delivery: AnswerDelivery = { seq: 2, state: 'accepted', at: at(0), reply: '250 ok', next_try: null, attempts: [], ...change };
  act(() => createRoot(place).render(<DeliveryLine delivery={delivery} />));
  return place.querySelector('.delivery')!;
}

test('an answer that arrived is told quietly, without the server’s words', () => {
  const line = shown({});
  expect(line.hasAttribute('data-tone')).toBe(false);
  expect(line.textContent).not.toContain('250 ok');
});

test('one that came back says so in the server’s own words, and what to do', () => {
  const line = shown({ state: 'bounced', reply: REPLY, attempts: [{ at: at(0), outcome: 'refused', reply: REPLY }] });
  expect(line.getAttribute('data-tone')).toBe('danger');
  expect(line.querySelector('summary')!.textContent).toContain(REPLY);
  expect(line.textContent).toContain(text('delivery.bounced_why'));
  expect(line.querySelector('li')!.textContent).toContain(text('letters.outcome.refused'));
});

test('an outcome that came after us is told by its own name', () => {
  expect(shown({ attempts: [{ at: at(0), outcome: 'teleported', reply: '' }] }).querySelector('li')!.textContent).toContain('teleported');
});

test.each(['queued', 'deferred', 'accepted', 'bounced', 'suppressed'] as const)('%s has words', (state) => {
  expect(shown({ state }).textContent).toContain(text(`delivery.${state}`, { time: '' }).slice(0, 4));
});
