// The way around: views with their counts, people, the palette, and the menu of the person signed in.
import { useRef } from 'react';
import {
  Activity, AlarmClock, BadgeCheck, BookOpenText, ChartColumn, CircleCheck, Eye, Hand, Inbox, Mail, Mails, Scale, ScrollText, Search, ShieldCheck, Siren, SlidersHorizontal, TextSearch, Users, UserRound, Workflow,
} from 'lucide-react';
import { waitingFor } from './approvals/decide';
import { useDesk } from './desk';
import { unhandled } from './insiders/insiders';
import { attention } from './mail/health';
import { MeMenu } from './me-menu';
import { NoticesBell } from './notices/bell';
import { RailQueues } from './routing/rail-queues';
import { inboxPath, useRoute, VIEWS, type BuiltInView } from './route';
import { useStore } from '@ombud/ui/store';
import { useText } from './text';
import { useTicking } from '@ombud/ui/time';
import { SavedViews } from './views/saved-views';
import { useEdges } from './ui/edges';
import { Brand } from '@ombud/ui/brand';
import { IconButton } from '@ombud/ui/button';
import { openWindow } from './windows';

const PLACES = [
  { page: 'search', permission: 'read_conversations', icon: TextSearch },
  { page: 'incidents', permission: 'read_conversations', icon: Siren },
  { page: 'complaints', permission: 'handle_complaints', icon: Scale },
  { page: 'articles', permission: 'write_articles', icon: BookOpenText },
  { page: 'flows', permission: 'read_conversations', icon: Workflow },
  { page: 'status', permission: 'see_people', icon: Activity },
  { page: 'official', permission: 'see_people', icon: BadgeCheck },
  { page: 'mail', permission: 'see_mail', icon: Mail },
  { page: 'approvals', permission: 'approve', icon: ShieldCheck },
  { page: 'people', permission: 'see_people', icon: Users },
  { page: 'figures', permission: 'see_reports', icon: ChartColumn },
  { page: 'insiders', permission: 'watch_insiders', icon: Eye },
  { page: 'audit', permission: 'read_audit', icon: ScrollText },
  { page: 'letters', permission: 'read_outbox', icon: Mails },
  { page: 'admin', permission: 'reply', icon: SlidersHorizontal },
] as const;
const ICONS = { mine: UserRound, unassigned: Hand, all: Inbox, snoozed: AlarmClock, resolved: CircleCheck };

export function Rail() {
  const text = useText();
  const desk = useDesk();
  const route = useRoute();
  const counts = useStore(desk.inbox.counts);
  const waiting = waitingFor(useStore(desk.approvals) ?? [], desk.me.id);
  const mail = useStore(desk.mail);
  const alarms = unhandled(useStore(desk.insiders.watched));
  // What is late becomes so without any news.
  const wrong = Number(useTicking((now) => String(attention(mail, now))));
  const current = route.page === 'inbox' ? route.view : null;
  const here = route.page === 'reports' ? 'articles' : route.page === 'live' ? 'figures' : route.page;
  const views = useRef<HTMLElement>(null);
  useEdges(views);
  const countOf = (view: BuiltInView) => (view === 'resolved' ? undefined : counts?.[view]);
  return (
    <header className="rail">
      <div className="rail-top">
        <Brand />
        <NoticesBell />
        <IconButton label={text('palette.open')} shortcut="Ctrl K" onPress={() => openWindow.set({ type: 'palette' })}>
          <Search size={18} />
        </IconButton>
      </div>
      <nav className="views" ref={views} aria-label={text('shell.views')}>
        {VIEWS.map((view) => {
          const Icon = ICONS[view];
          const count = countOf(view);
          return (
            <a key={view} href={inboxPath(view)} aria-current={current === view ? 'page' : undefined}>
              <Icon size={16} aria-hidden="true" />
              <span>{text(`view.${view}`)}</span>
              {count !== undefined && count > 0 && <span className="count">{text('number', { value: count })}</span>}
            </a>
          );
        })}
        <RailQueues />
        <SavedViews current={current} />
        {PLACES.filter(({ permission }) => desk.can(permission)).map(({ page, icon: Icon }) => (
          <a key={page} href={'/desk/' + (page === 'figures' ? 'reports' : page)} className="place-link" data-place={page} aria-current={here === page ? 'page' : undefined}>
            <Icon size={16} aria-hidden="true" />
            <span>{text(`${page}.title`)}</span>
            {page === 'mail' && wrong > 0 && (
              <span className="count" data-tone="danger">
                <span className="hidden">{text('mail.needs')}</span>
                {text('number', { value: wrong })}
              </span>
            )}
            {page === 'insiders' && alarms > 0 && (
              <span className="count" data-tone="danger">
                <span className="hidden">{text('insiders.alarms')}</span>
                {text('number', { value: alarms })}
              </span>
            )}
            {page === 'approvals' && waiting > 0 && <span className="count">{text('number', { value: waiting })}</span>}
          </a>
        ))}
      </nav>
      <MeMenu />
    </header>
  );
}
