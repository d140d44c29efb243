// Plain edit distance to the same official names, as MetaMask's detector measures it: how many of a list it flags, and how many it judges a second.
import { readFileSync } from 'node:fs';
import PhishingDetector from 'eth-phishing-detect/src/detector.js';

const lines = (file) => readFileSync(file, 'utf8').trim().split('\n');
const [, , official, list, tolerance] = process.argv;
const names = lines(list);
const detector = new PhishingDetector({ whitelist: [], blacklist: [], fuzzylist: lines(official), tolerance: Number(tolerance) });
const began = performance.now();
const flagged = names.filter((name) => detector.check(name).result).length;
console.log(JSON.stringify({ flagged, names: names.length, per_second: (names.length / (performance.now() - began)) * 1000 }));
