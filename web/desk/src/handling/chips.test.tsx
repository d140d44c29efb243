import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeAll, expect, test, vi } from 'vitest';
import { textNow } from '../text';
import { PriorityChip, RowTags } from './chips';

const text = textNow();

beforeAll(() => vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true));

function shown(what: ReactNode): HTMLElement {
  const place = document.createElement('div');
  act(() => createRoot(place).render(what));
  return place;
}

test('a row says which priority only when it is out of the ordinary', () => {
  expect(shown(<PriorityChip priority="normal" />).textContent).toBe('');
  expect(shown(<PriorityChip priority="urgent" />).textContent).toBe(text('priority.urgent'));
});

test('a row has room for one tag, tells how many more there are, and names all of them to whoever points at it', () => {
  expect(shown(<RowTags tags={[]} />).textContent).toBe('');
  expect(shown(<RowTags tags={['on-chain']} />).textContent).toBe('on-chain');
  const three = shown(<RowTags tags={['impostor', 'on-chain', 'vip']} />);
  expect(three.textContent).toBe('impostor+2');
  expect(three.querySelector<HTMLElement>('[title]')!.title).toContain('vip');
});
