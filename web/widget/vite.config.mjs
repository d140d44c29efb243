// Two steps: the lazy parts first (ES modules with hashed names), then widget.js (a classic script) that knows their names.
import { fileURLToPath } from 'node:url';
import { BROWSERS } from '../scripts/page.mjs';

/** What widget.js lends to the parts; widget.ts lists the same. */
const LENT = ['Component', 'Fragment', 'jsx', 'jsxs', 'translator', 'addStyles', 'Greeting', 'Icon', 'ICON', 'IconButton'];

const source = fileURLToPath(new URL('./src/', import.meta.url));
const out = fileURLToPath(new URL('../dist', import.meta.url));

/** The parts use what widget.js already brought instead of carrying it again. */
const BORROWED = /^preact(\/jsx-runtime)?$|^@ombud\/shared\/i18n$|^\.\.\/bits$/;
const borrowed = {
  name: 'borrowed',
  enforce: 'pre',
  resolveId: (id) => (BORROWED.test(id) ? '\0borrowed' : null),
  load: (id) =>
    id === '\0borrowed'
      ? `export const { ${LENT.join(', ')} } = globalThis[Symbol.for('ombud')];`
      : null,
};

const common = {
  configFile: false,
  root: source,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  json: { namedExports: false },
  css: { lightningcss: { errorRecovery: false } },
};
// Library builds, because those leave dynamic imports as they are.
const build = {
  outDir: out,
  emptyOutDir: false,
  target: BROWSERS,
  cssTarget: BROWSERS,
  modulePreload: false,
  reportCompressedSize: false,
};

const parts = {};
const rememberNames = {
  name: 'remember-names',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) if (file.isEntry) parts[file.name] = file.fileName;
  },
};

/** A classic script is read in the host page's character set, which may not be UTF-8: say everything in ASCII. */
const asciiOnly = {
  name: 'ascii-only',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      file.code = file.code.replace(/[^\0-\x7f]/g, (unit) => '\\u' + unit.charCodeAt(0).toString(16).padStart(4, '0'));
    }
  },
};

export default [
  () => ({
    ...common,
    base: './',
    plugins: [borrowed, rememberNames],
    build: {
      ...build,
      lib: { entry: {
          chat: source + 'chat/chat.tsx',
          en: source + '../messages/chat.en.json',
          'zh-CN': source + '../messages/chat.zh-CN.json',
        }, formats: ['es'] },
      rolldownOptions: {
        // What the pictures share with the conversation, which is always there before them, needs no file of its own.
        preserveEntrySignatures: 'allow-extension',
        output: {
          minify: true,
          comments: { annotation: false },
          entryFileNames: 'assets/widget-[name]-[hash].js',
          chunkFileNames: 'assets/widget-[name]-[hash].js',
        },
      },
    },
  }),
  () => ({
    ...common,
    plugins: [asciiOnly],
    define: { PARTS: JSON.stringify(parts) },
    build: {
      ...build,
      lib: { entry: source + 'widget.ts', name: 'ombud', formats: ['iife'] },
      rolldownOptions: { output: { minify: true, entryFileNames: 'widget.js' } },
    },
  }),
];
