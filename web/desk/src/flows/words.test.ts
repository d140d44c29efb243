import { expect, test } from 'vitest';
import type { Text } from '../text';
import { branchWords, plainWords } from './words';

const text = ((key: string, values?: Record<string, unknown>) => [key, ...Object.values(values ?? {}).filter(Boolean)].join(' ')) as Text;

test('a branch is called as the flow calls it, else in our words, else by its name', () => {
  expect(branchWords(text, { label: 'Yes', branch: 'yes' })).toBe('Yes');
  expect(branchWords(text, { label: '', branch: 'otherwise' })).toBe('flows.branch.otherwise');
  expect(branchWords(text, { label: '', branch: 'at_least:3' })).toBe('flows.branch.at_least 3');
  expect(branchWords(text, { label: '', branch: 'new_one' })).toBe('new_one');
});

test.each([
  ['Both can be mended:\n\n1. **First a new password,** by a link.\n2. *Then* the rest.', 'Both can be mended: First a new password, by a link. Then the rest.'],
  ['See [the page](/me/freeze) and `code`.', 'See the page and code.'],
  ['- 一\n- **二**', '一 二'],
  ['{account.lock.until} 2 * 3', '{account.lock.until} 2 * 3'],
])('%j reads as one line', (markdown, plain) => expect(plainWords(markdown)).toBe(plain));
