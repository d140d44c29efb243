// Starts the account pages.
import { createRoot } from 'react-dom/client';
import '@ombud/shared/styles/tokens.css';
import '@ombud/ui/styles/base.css';
import '@ombud/ui/styles/parts.css';
import '@ombud/ui/styles/entrance.css';
import './styles/door.css';
import { App } from './app';
import { rememberNext } from './next';
import { startRouting } from './route';
import { findSession, watchSession } from './session';

rememberNext();
startRouting();
watchSession();
void findSession();
createRoot(document.getElementById('root')!).render(<App />);
