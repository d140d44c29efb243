// The desk's frame: views at the left, then list, conversation and facts, or people; one pane at a time where room is small.
import { lazy, Suspense, useEffect } from 'react';
import { useDesk } from './desk';
import { ConversationPane } from './conversation/pane';
import { unreadCount } from './inbox/inbox';
import { ListPane } from './inbox/list-pane';
import { useKeys } from './keys';
import { useWide } from './media';
import { People } from './people/people';
import { Rail } from './rail';
import { useRoute } from './route';
import { useSelected, useStore } from '@ombud/ui/store';
import { useText } from './text';
import { SignOut } from './sign-out';
import { openWindow } from './windows';

const Palette = lazy(() => import('./palette'));
const HandOver = lazy(() => import('./hand-over'));
const Help = lazy(() => import('./help'));

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
  });
  useEffect(() => {
    const page = route.page === 'inbox' ? text(`view.${route.view}`) : text(route.page === 'people' ? 'people.title' : 'unknown.title');
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

/** Says only what matters to who works: what is written is kept and goes out by itself. */
function Connection() {
  const text = useText();
  const offline = useStore(useDesk().offline);
  return (
    <div className="connection" role="status">
      {offline && <p>{text('shell.offline')}</p>}
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
  const close = () => openWindow.set(null);
  return (
    <Suspense>
      {shown?.type === 'palette' && <Palette onClose={close} />}
      {shown?.type === 'hand over' && <HandOver conversation={shown.conversation} onClose={close} />}
      {shown?.type === 'help' && <Help onClose={close} />}
      {shown?.type === 'sign out' && <SignOut onClose={close} />}
    </Suspense>
  );
}
