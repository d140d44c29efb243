// The desk's frame: views at the left, then list, conversation and facts, or people; one pane at a time where room is small.
import { lazy, Suspense, useEffect } from 'react';
import { useDesk } from './desk';
import { ConversationPane } from './conversation/pane';
import { unreadCount } from './inbox/inbox';
import { ListPane } from './inbox/list-pane';
import { useKeys } from './keys';
import { useWide } from './media';
import { watchIdle } from './idle';
import { People } from './people/people';
import { Rail } from './rail';
import { go, isBuiltIn, PAGES, useRoute, type Route } from './route';
import { lock } from './session';
import { stepUpQuestion } from '@ombud/ui/step-up';
import { useSelected, useStore } from '@ombud/ui/store';
import { toast } from '@ombud/ui/toast';
import { problemText, textNow, useText, type Key } from './text';
import { SignOut } from './sign-out';
import { Opening } from './ui/opening';
import { openWindow } from './windows';

const SearchPage = lazy(() => import('./finding/search-page'));
const Palette = lazy(() => import('./palette'));
const HandOver = lazy(() => import('./hand-over'));
const Help = lazy(() => import('./help'));
const StepUp = lazy(() => import('./security/step-up'));
const Approvals = lazy(() => import('./approvals/approvals'));
const Audit = lazy(() => import('./audit/audit'));
const Insiders = lazy(() => import('./insiders/insiders-page'));
const Admin = lazy(() => import('./admin/admin'));
const Letters = lazy(() => import('./letters/letters'));
const Mail = lazy(() => import('./mail/mail'));
const Articles = lazy(() => import('./articles/articles'));
const Editor = lazy(() => import('./articles/editor'));
const Reports = lazy(() => import('./articles/reports'));
const Figures = lazy(() => import('./reports/reports-page'));
const OwnFigures = lazy(() => import('./reports/own-page'));
const Wall = lazy(() => import('./reports/wall'));
const Status = lazy(() => import('./status/status'));
const Official = lazy(() => import('./official/official'));
const Complaints = lazy(() => import('./complaints/complaints-page'));
const Flows = lazy(() => import('./flows/flows'));
const Flow = lazy(() => import('./flows/flow'));
const MySecurity = lazy(() => import('./security/my-security'));
const Incidents = lazy(() => import('./incidents/incidents'));
const Incident = lazy(() => import('./incidents/incident'));
const JoinWindow = lazy(() => import('./incidents/join-window'));
const PickFor = lazy(() => import('./handling/pick'));
const ViewWindow = lazy(() => import('./views/view-window'));
const TieWindow = lazy(() => import('./ties/tie-window'));
const SplitWindow = lazy(() => import('./ties/split-window'));
const NoticesWindow = lazy(() => import('./notices/notices-window'));

/** A larger number in the title says nothing more. */
const MOST = 99;

export function Shell() {
  const text = useText();
  const desk = useDesk();
  const route = useRoute();
  const wide = useWide();
  const conversation = route.page === 'inbox' ? route.conversation : null;
  const unread = useSelected(desk.inbox.rows, (rows) => unreadCount(rows, desk.me.id));
  useKeys({
    'Ctrl-K': () => openWindow.set({ type: 'palette' }),
    '?': () => openWindow.set({ type: 'help' }),
    b: () => openWindow.set({ type: 'notices' }),
    // The list and the search page have a box of their own for it.
    '/': () => route.page !== 'inbox' && route.page !== 'search' && go('/desk/search'),
  });
  // Where nothing could unlock it, nothing is locked.
  const locks = useSelected(desk.factors, (factors) => factors !== null);
  useEffect(() => {
    if (!locks) return;
    return watchIdle(() => void lock().catch((error: unknown) => toast(problemText(textNow(), error), 'danger')));
  }, [locks]);
  useEffect(() => {
    const page = text(titleOf(route));
    document.title = (unread > 0 ? `(${unread > MOST ? `${MOST}+` : unread}) ` : '') + page + ' · ' + text('brand');
  }, [text, route, unread]);

  return (
    <div className="shell" data-shown={conversation ? 'conversation' : 'list'}>
      <a className="skip" href="#main">
        {text('shell.skip')}
      </a>
      <Connection />
      <Rail />
      <main id="main" tabIndex={-1}>
        {route.page === 'people' && <People />}
        <Suspense fallback={<Opening />}>
          {route.page === 'search' && <SearchPage />}
          {route.page === 'approvals' && <Approvals />}
          {route.page === 'audit' && <Audit />}
          {route.page === 'insiders' && <Insiders />}
          {route.page === 'admin' && <Admin />}
          {route.page === 'letters' && <Letters />}
          {route.page === 'mail' && <Mail />}
          {route.page === 'security' && <MySecurity />}
          {route.page === 'articles' && (route.article ? <Editor key={route.article} id={route.article} /> : <Articles />)}
          {route.page === 'reports' && <Reports />}
          {route.page === 'figures' && <Figures />}
          {route.page === 'my-figures' && <OwnFigures />}
          {route.page === 'live' && <Wall />}
          {route.page === 'incidents' && (route.incident ? <Incident key={route.incident} id={route.incident} /> : <Incidents />)}
          {route.page === 'complaints' && <Complaints />}
          {route.page === 'status' && <Status />}
          {route.page === 'official' && <Official />}
          {route.page === 'flows' && (route.flow ? <Flow key={route.flow} name={route.flow} /> : <Flows />)}
        </Suspense>
        {route.page === 'unknown' && <Unknown />}
        {route.page === 'inbox' && (
          <>
            <ListPane key={route.view} view={route.view} selected={conversation} />
            {conversation ? (
              <ConversationPane key={conversation} id={conversation} view={route.view} />
            ) : (
              wide && <NothingOpen />
            )}
          </>
        )}
      </main>
      <Windows />
    </div>
  );
}

function titleOf(route: Route): Key {
  if (route.page === 'inbox') return isBuiltIn(route.view) ? `view.${route.view}` : 'views.title';
  if (route.page === 'articles' || route.page === 'incidents' || route.page === 'reports' || route.page === 'figures' || route.page === 'live' || route.page === 'flows' || route.page === 'complaints' || route.page === 'mail' || route.page === 'admin') {
    return `${route.page}.title`;
  }
  const page = PAGES.find((name) => name === route.page);
  return page ? `${page}.title` : 'unknown.title';
}

/** Says only what matters to who works: what is written is kept and goes out by itself. */
function Connection() {
  const text = useText();
  const desk = useDesk();
  const offline = useStore(desk.offline);
  return (
    <div className="connection">
      {desk.me.second_factor_waived && (
        <aside className="waived" aria-label={text('shell.notice')}>
          {text('shell.waived')}
        </aside>
      )}
      <div role="status">{offline && <p>{text('shell.offline')}</p>}</div>
    </div>
  );
}

function NothingOpen() {
  const text = useText();
  return (
    <section className="nothing" aria-label={text('conversation.region')}>
      <p>{text('conversation.none')}</p>
      <p className="keys-hint">
        <kbd>j</kbd> <kbd>k</kbd> {text('help.move')} <kbd>Enter</kbd> {text('help.open')} <kbd>?</kbd> {text('help.all')}
      </p>
    </section>
  );
}

function Unknown() {
  const text = useText();
  return (
    <section className="nothing" aria-label={text('unknown.title')}>
      <h1>{text('unknown.title')}</h1>
      <a className="button" data-kind="primary" href="/desk/">
        <span className="label">{text('unknown.back')}</span>
      </a>
    </section>
  );
}

function Windows() {
  const shown = useStore(openWindow);
  const question = useStore(stepUpQuestion);
  const close = () => openWindow.set(null);
  return (
    <Suspense>
      {shown?.type === 'palette' && <Palette onClose={close} />}
      {shown?.type === 'hand over' && <HandOver conversation={shown.conversation} onClose={close} />}
      {shown?.type === 'help' && <Help onClose={close} />}
      {shown?.type === 'sign out' && <SignOut onClose={close} />}
      {shown?.type === 'handle' && <PickFor what={shown.what} conversation={shown.conversation} onClose={close} />}
      {shown?.type === 'incident' && <JoinWindow conversations={shown.conversations} onClose={close} />}
      {shown?.type === 'tie' && <TieWindow conversation={shown.conversation} onClose={close} />}
      {shown?.type === 'split' && <SplitWindow conversation={shown.conversation} onClose={close} />}
      {shown?.type === 'notices' && <NoticesWindow onClose={close} />}
      {shown?.type === 'view' && <ViewWindow id={shown.view} onClose={close} />}
      {question && <StepUp question={question} />}
    </Suspense>
  );
}
