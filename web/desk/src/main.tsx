// Starts the desk in its page.
import { createRoot } from 'react-dom/client';
import '@ombud/shared/styles/tokens.css';
import '@ombud/ui/styles/base.css';
import '@ombud/ui/styles/parts.css';
import '@ombud/ui/styles/entrance.css';
import './styles/bits.css';
import './styles/shell.css';
import './styles/inbox.css';
import './styles/conversation.css';
import './styles/pages.css';
import './styles/security.css';
import './styles/help-centre.css';
import './styles/flows.css';
import './styles/case.css';
import './styles/mail.css';
import './styles/replies.css';
import './styles/handling.css';
import './styles/routing.css';
import './styles/service-levels.css';
import './styles/access.css';
import './styles/insiders.css';
import { App } from './app';
import { startRouting } from './route';
import { findSession } from './session';

startRouting();
void findSession();
createRoot(document.getElementById('root')!).render(<App />);
