// Runs test files, so many at once and in the order given: run.mjs NAME AT-ONCE FILE…; the results go to build/test-results/NAME.xml.
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { junit, spec } from 'node:test/reporters';

const [name, atOnce, ...files] = process.argv.slice(2);
const results = run({ files: files.map((file) => path.resolve(file)), concurrency: Number(atOnce) });
results.on('test:fail', () => (process.exitCode = 1));
results.compose(new spec()).pipe(process.stdout);
results.compose(junit).pipe(createWriteStream(`build/test-results/${name}.xml`));
