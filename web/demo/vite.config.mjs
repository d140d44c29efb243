import { page } from '../scripts/page.mjs';

export default [() => page('demo')];
