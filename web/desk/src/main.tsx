// Starts the desk in its page.
import { createRoot } from 'react-dom/client';
import '@ombud/shared/styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';
import './styles/shell.css';
import './styles/inbox.css';
import './styles/conversation.css';
import './styles/pages.css';
import { App } from './app';
import { startRouting } from './route';
import { findSession } from './session';

startRouting();
void findSession();
createRoot(document.getElementById('root')!).render(<App />);
