import { describe, expect, test } from 'vitest';
import { byEntry } from './api';

describe('byEntry', () => {
  test('twenty screenshots become two entries, in order', () => {
    const files = Array.from({ length: 20 }, (_, index) => index);
    expect(byEntry(files)).toEqual([files.slice(0, 10), files.slice(10)]);
  });

  test('words without files are one entry', () => {
    expect(byEntry([])).toEqual([[]]);
    expect(byEntry([1])).toEqual([[1]]);
  });
});
