// Adds up the JUnit files of all suites into the one closing line of ./dev test.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const [folder, ...broken] = process.argv.slice(2);
let passed = 0;
const failures = [];
for (const name of readdirSync(folder)) {
    const text = readFileSync(path.join(folder, name), 'utf8');
    for (const [, attributes, , inside = ''] of text.matchAll(/<testcase\b((?:[^>"]|"[^"]*")*?)(\/>|>([\s\S]*?)<\/testcase>)/g)) {
        if (/<(failure|error)\b/.test(inside)) failures.push(/\bname="([^"]*)"/.exec(attributes)?.[1] ?? name);
        else passed += 1;
    }
}
// A suite that broke off without saying which test failed still counts.
const failed = Math.max(failures.length, broken.length);
for (const name of failures) console.log(`failed: ${name}`);
for (const name of broken) console.log(`not in order: ${name}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
