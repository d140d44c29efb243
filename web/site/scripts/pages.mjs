// The samples as whole pages, rendered as the program renders them: for the preview and for the tests.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import mustache from 'mustache';

const site = join(import.meta.dirname, '..');
const text = (...path) => readFileSync(join(site, ...path), 'utf8');
const json = (...path) => JSON.parse(text(...path));

export const templates = () =>
  Object.fromEntries(readdirSync(join(site, 'templates')).map((file) => [file.replace(/\.mustache$/, ''), text('templates', file)]));
export const messages = { en: json('messages', 'en.json'), 'zh-CN': json('messages', 'zh-CN.json') };
export const common = json('samples', 'common.json');
export const samples = () =>
  readdirSync(join(site, 'samples'))
    .filter((file) => file !== 'common.json')
    .flatMap((file) => {
      const page = file.replace(/\.json$/, '');
      return Object.entries(json('samples', file)).flatMap(([state, languages]) =>
        Object.entries(languages).map(([lang, context]) => ({ page, lang, name: `${page}.${state}.${lang}`, context })),
      );
    });

const built = join(site, '../dist/site/assets.json');

export function pages() {
  const all = templates();
  const assets = existsSync(built) ? JSON.parse(readFileSync(built, 'utf8')) : { css: '/site.css', js: '/site.js', icons: '/icons.svg' };
  return samples().map(({ page, lang, name, context }) => {
    const whole = { ...common[lang], assets, t: messages[lang], ...context };
    const main = mustache.render(all[page], whole, all);
    return { page, lang, name, html: mustache.render(all.layout, { ...whole, main }, all) };
  });
}
