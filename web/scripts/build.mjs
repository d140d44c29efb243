// Builds every app into web/dist and puts compressed copies beside the files: exactly what the program embeds.
import { existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { precompress } from './precompress.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(root + 'dist', { recursive: true, force: true });

for (const app of ['widget', 'demo', 'desk', 'me', 'site']) {
  const config = `${root}${app}/vite.config.mjs`;
  if (!existsSync(config)) continue;
  const { default: builds } = await import(config);
  for (const make of builds) await build({ logLevel: 'warn', ...(await make()) });
}
precompress(root + 'dist');
