// The pictures of the pages in one file, each a symbol; the file itself, looked at whole, is the mark of the house.
import { __iconData as account } from 'lucide-react/icons/user-round';
import { __iconData as atOnce } from 'lucide-react/icons/zap';
import { __iconData as back } from 'lucide-react/icons/arrow-left';
import { __iconData as chat } from 'lucide-react/icons/message-circle';
import { __iconData as copy } from 'lucide-react/icons/copy';
import { __iconData as danger } from 'lucide-react/icons/octagon-exclamation-point';
import { __iconData as deposit } from 'lucide-react/icons/arrow-down-to-line';
import { __iconData as feed } from 'lucide-react/icons/rss';
import { __iconData as go } from 'lucide-react/icons/chevron-right';
import { __iconData as good } from 'lucide-react/icons/circle-check';
import { __iconData as language } from 'lucide-react/icons/languages';
import { __iconData as no } from 'lucide-react/icons/thumbs-down';
import { __iconData as official } from 'lucide-react/icons/badge-check';
import { __iconData as plain } from 'lucide-react/icons/info';
import { __iconData as search } from 'lucide-react/icons/search';
import { __iconData as security } from 'lucide-react/icons/shield-check';
import { __iconData as signIn } from 'lucide-react/icons/key-round';
import { __iconData as stolen } from 'lucide-react/icons/siren';
import { __iconData as wait } from 'lucide-react/icons/clock-exclamation-point';
import { __iconData as withdrawal } from 'lucide-react/icons/arrow-up-from-line';
import { __iconData as yes } from 'lucide-react/icons/thumbs-up';

const icons = {
  account, back, chat, copy, danger, feed, go, good, language, no, official, plain, search, wait, yes,
  'at-once': atOnce,
  'flow-deposit': deposit,
  'flow-security': security,
  'flow-sign-in': signIn,
  'flow-stolen': stolen,
  'flow-withdrawal': withdrawal,
};

const MARK =
  '<rect width="32" height="32" rx="8" fill="#0b6658"/><path d="M9 8v10.5M9 18.5h14M23 24v-5.5M9 24v-5.5" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>';

const element = ([name, attributes]) =>
  `<${name}${Object.entries(attributes).map(([attribute, value]) => (attribute === 'key' ? '' : ` ${attribute}="${value}"`)).join('')}/>`;

export function sprite() {
  const symbols = Object.entries(icons).map(([id, { node }]) => `<symbol id="${id}" viewBox="0 0 24 24">${node.map(element).join('')}</symbol>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${symbols.join('')}${MARK}</svg>`;
}
