import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeAll, expect, test, vi } from 'vitest';
import type { IncidentData } from '@ombud/shared/api';
import { ProgramNote } from '../conversation/letter';
import { textNow } from '../text';

const text = textNow();
beforeAll(() => vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true));

function note(data: Partial<IncidentData>): HTMLElement {
  const place = document.createElement('div');
  const whole: IncidentData = { incident: { id: 'i-1', reference: 'IN-12', title_en: 'TRON halted', title_zh: 'TRON 暂停' }, event: 'joined', ...data };
  act(() => createRoot(place).render(<ProgramNote data={whole} body="" time={null} />));
  return place;
}

test('what an incident did to a conversation leads to the incident', () => {
  const link = note({ event: 'joined', clocks: 'hold' }).querySelector('a')!;
  expect(link.getAttribute('href')).toBe('/desk/incidents/i-1');
  expect(link.textContent).toBe(text('incidents.event.joined', { reference: 'IN-12' }));
});

test('clocks are said to go on only when they do: another incident may stop them', () => {
  const goesOn = text('incidents.event.go_on');
  expect(note({ event: 'resolved', clocks: 'go_on' }).textContent).toContain(goesOn);
  expect(note({ event: 'resolved' }).textContent).not.toContain(goesOn);
});
