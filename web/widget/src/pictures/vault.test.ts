import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';

const reloaded = async () => {
  vi.resetModules();
  return import('./vault');
};

test('a chosen picture survives a reload, until it is sent', async () => {
  await (await reloaded()).put('k', new Blob(['picture']));
  const vault = await reloaded();
  expect(await vault.get('k')).toBeDefined();
  await vault.remove(['k']);
  expect(await vault.get('k')).toBeUndefined();
});

test('where storage is refused the file lives as long as the page', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new Error('refused');
  });
  const vault = await reloaded();
  await vault.put('k', new Blob(['picture']));
  expect(await (await vault.get('k'))?.text()).toBe('picture');
});
