// The Vite settings of a page of ours (demo, desk, me): dist/<name>/index.html, its files hashed below dist/assets, nothing inline.
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Old enough for a phone of early 2023; newer CSS such as light-dark() is lowered to it. */
export const BROWSERS = ['chrome111', 'edge111', 'firefox114', 'safari16.4'];

export function page(name, { jsx = 'preact', plugins = [] } = {}) {
  return {
    root,
    configFile: false,
    plugins,
    ...(jsx === 'preact' ? { oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } } } : {}),
    build: {
      outDir: 'dist',
      emptyOutDir: false,
      target: BROWSERS,
      cssTarget: BROWSERS,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: {
        input: `${root}${name}/index.html`,
        output: {
          entryFileNames: `assets/${name}-[hash].js`,
          chunkFileNames: `assets/${name}-[name]-[hash].js`,
          assetFileNames: `assets/${name}-[name]-[hash][extname]`,
        },
      },
    },
  };
}
