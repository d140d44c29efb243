// Every sample as a page in build/preview, to look at: `--serve` keeps a small server, `--pictures [page[.state]]` takes pictures and asks axe.
import { createReadStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pages } from './pages.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const out = join(root, 'build/preview');
const dist = join(root, 'web/dist');

const TYPES = { '.css': 'text/css', '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.json': 'application/json' };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="720" height="260"><rect width="720" height="260" fill="#e2dfd8"/></svg>';
const HITS = [
  { slug: 'account-locked', title: [{ text: 'My account is ', marked: false }, { text: 'locked', marked: true }], snippet: [{ text: 'The lock ends by itself; our email says when. A passkey, a device you used before or a new password lets you in now.', marked: false }], language: 'en' },
  { slug: 'account-frozen', title: [{ text: '提示“账户已', marked: false }, { text: '冻结', marked: true }, { text: '”怎么办', marked: false }], snippet: [{ text: '冻结会停住一切，直到您证明是本人', marked: false }], language: 'zh-CN' },
];

function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url, 'http://preview');
  const send = (type, body) => response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(body);
  if (pathname === '/api/v1/help/search') return send(TYPES['.json'], JSON.stringify({ hits: searchParams.get('q') === 'none' ? [] : HITS }));
  if (pathname.startsWith('/media/')) return send(TYPES['.svg'], PICTURE);
  const file = [join(out, pathname), join(dist, pathname)].find((path) => existsSync(path) && extname(path) in TYPES);
  if (!file) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': TYPES[extname(file)], 'content-security-policy': POLICY });
  createReadStream(file).pipe(response);
}

async function takePictures(wanted, origin) {
  const { chromium } = await import('playwright-core');
  const axe = readFileSync(join(root, 'web/node_modules/axe-core/axe.min.js'), 'utf8');
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  const looks = { phone: { viewport: { width: 360, height: 740 }, deviceScaleFactor: 1 }, desktop: { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 } };
  let wrong = 0;
  for (const [size, settings] of Object.entries(looks)) {
    for (const colorScheme of ['light', 'dark']) {
      const context = await browser.newContext({ ...settings, colorScheme, bypassCSP: true, timezoneId: 'Asia/Shanghai' });
      const page = await context.newPage();
      page.setDefaultTimeout(180_000); // a busy machine
      page.on('console', (message) => message.type() === 'error' && !/404|widget/.test(message.text()) && console.log(page.url(), message.text()));
      page.on('pageerror', (error) => console.log(page.url(), String(error)));
      for (const { name } of wanted) {
        await page.goto(`${origin}/${name}.html`);
        await page.evaluate(axe);
        const { violations, wide } = await page.evaluate(async () => ({
          violations: (await globalThis.axe.run(globalThis.document, { resultTypes: ['violations'] })).violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)} ${nodes[0].any[0]?.message ?? ''}`),
          wide: globalThis.document.documentElement.scrollWidth > globalThis.innerWidth,
        }));
        if (wide) violations.push('the page scrolls sideways');
        wrong += violations.length;
        for (const violation of violations) console.log(`${name} ${size} ${colorScheme}: ${violation}`);
        await page.screenshot({ path: join(out, `${name}.${size}-${colorScheme}.png`), fullPage: true });
      }
      await context.close();
    }
  }
  await browser.close();
  console.log(`${wanted.length} pages, ${wrong} findings`);
  return wrong;
}

const all = pages();
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
for (const { name, html } of all) writeFileSync(join(out, name + '.html'), html);
writeFileSync(join(out, 'index.html'), `<!doctype html><title>Preview</title><ul>${all.map(({ name }) => `<li><a href="/${name}.html">${name}</a>`).join('')}</ul>`);
console.log(`${all.length} pages in ${out}`);

const [what, only = ''] = process.argv.slice(2);
if (what) {
  const server = createServer(answer).listen(what === '--serve' ? 8081 : 0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  console.log(origin);
  if (what === '--pictures') {
    process.exitCode = (await takePictures(all.filter(({ name }) => name.startsWith(only)), origin)) > 0 ? 1 : 0;
    server.close();
  }
}
