import react from '@vitejs/plugin-react';
import { page } from '../scripts/page.mjs';

export default [() => page('me', { jsx: 'react', plugins: [react()] })];
