// Starts what makes a whole page quicker. Each part looks for its place on the page and does nothing where there is none.
import '@ombud/shared/styles/tokens.css';
import '../styles/base.css';
import '../styles/parts.css';
import '../styles/pages.css';
import '../styles/text.css';
import { offerChat } from './chat';
import { offerCopies } from './copy';
import { keepDrafts } from './draft';
import { warnOfSecrets } from './guard';
import { fillMeters } from './meter';
import { suggestArticles } from './suggest';
import { tellTimes } from './times';

tellTimes();
suggestArticles();
keepDrafts(); // before the meter, which counts what was restored
fillMeters();
warnOfSecrets();
offerCopies();
offerChat();
document.querySelector<HTMLElement>('#errors')?.focus();
