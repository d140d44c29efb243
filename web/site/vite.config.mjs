// The pages are the program's; this builds what they load, and tells the program its names in dist/site/assets.json.
import { fileURLToPath } from 'node:url';
import { BROWSERS } from '../scripts/page.mjs';
import { sprite } from './icons.mjs';

const source = fileURLToPath(new URL('./src/', import.meta.url));
const out = fileURLToPath(new URL('../dist', import.meta.url));

const names = {
  name: 'names',
  buildStart() {
    this.emitFile({ type: 'asset', name: 'icons.svg', source: sprite() });
  },
  generateBundle(_, bundle) {
    const address = (is) => '/' + Object.values(bundle).find(is).fileName;
    const assets = {
      css: address(({ fileName }) => fileName.endsWith('.css')),
      js: address(({ isEntry }) => isEntry),
      icons: address(({ fileName }) => fileName.endsWith('.svg')),
    };
    this.emitFile({ type: 'asset', fileName: 'site/assets.json', source: JSON.stringify(assets) });
  },
};

export default [
  () => ({
    configFile: false,
    root: source,
    plugins: [names],
    build: {
      outDir: out,
      emptyOutDir: false,
      target: BROWSERS,
      cssTarget: BROWSERS,
      assetsInlineLimit: 0,
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: { site: source + 'site.ts' },
        output: {
          entryFileNames: 'assets/site-[hash].js',
          chunkFileNames: 'assets/site-[name]-[hash].js',
          assetFileNames: 'assets/site-[name]-[hash][extname]',
        },
      },
    },
  }),
];
