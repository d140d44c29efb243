// Everything that can be done or gone to, found by typing.
import { useEffect } from 'react';
import type { Language } from '@ombud/shared/api';
import { LANGUAGES } from '@ombud/shared/i18n';
import { actsOf, handlingActsOf, tieActsOf } from './acts';
import { SECTIONS } from './admin/sections';
import { useDesk } from './desk';
import { customerName } from './names';
import { adminPath, go, inboxPath, useRoute, VIEWS } from './route';
import { macroWish } from './replies/run-macro';
import { useKept } from './replies/store';
import { setSettings } from './settings';
import { type Theme } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { lock } from './session';
import { toast } from '@ombud/ui/toast';
import { problemText, useText } from './text';
import { Chooser, type Choice, type ChoiceGroup } from './ui/chooser';
import { LanguageTag, Presence } from './ui/chips';
import { openWindow } from './windows';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];
const LANGUAGE_NAMES: Record<Language, string> = { 'zh-CN': '简体中文', en: 'English' };
const RECENT = 200;

export default function Palette({ onClose }: { onClose: () => void }) {
  const text = useText();
  const desk = useDesk();
  const route = useRoute();
  const view = route.page === 'inbox' ? route.view : 'all';
  const open = route.page === 'inbox' && route.conversation ? desk.conversation(route.conversation).state.get().conversation : null;
  const people = useStore(desk.people) ?? [];
  const macros = useStore(useKept().macros) ?? [];
  const views = useStore(desk.work.views) ?? [];
  useEffect(() => {
    // Without it the palette only knows fewer things.
    desk.loadPeople().catch(() => undefined);
  }, [desk]);
  const simple = (id: string, label: string, run: () => void, key?: string): Choice => ({
    id, words: label, label, run, end: key && <kbd>{key}</kbd>,
  });

  const groups: ChoiceGroup[] = [
    {
      id: 'acts',
      title: open ? text('palette.acts', { name: customerName(text, open.customer) }) : '',
      choices: open
        ? [
            ...actsOf(desk, open).map((act) => simple('act.' + act.id, text(act.label), () => void act.run(), act.shortcut)),
            ...(desk.can('reply') ? [simple('incident', text('incidents.join'), () => openWindow.set({ type: 'incident', conversations: [open.id] }))] : []),
            ...tieActsOf(desk, open).map((act) => simple('tie.' + act.id, text(act.label), () => void act.run(), act.shortcut)),
            ...handlingActsOf(desk, open).map((act) => simple('handle.' + act.what, text(`handling.title.${act.what}`), act.run, act.shortcut)),
          ]
        : [],
    },
    {
      id: 'macros',
      title: text('admin.macros'),
      choices: open ? macros.map((macro) => simple('macro.' + macro.id, macro.name, () => macroWish.set({ conversation: open.id, macro }))) : [],
    },
    {
      id: 'people',
      title: text('palette.people'),
      choices: people
        .filter((person) => open && person.active && person.id !== open.assignee?.id && desk.can('assign'))
        .map((person) => ({
          ...simple('to.' + person.id, text('palette.hand_over_to', { name: person.name }), () => void desk.assign(open!.id, person.id)),
          end: <Presence online={person.online} />,
        })),
    },
    {
      id: 'go',
      title: text('palette.go'),
      choices: [
        ...VIEWS.map((each) => simple('view.' + each, text(`view.${each}`), () => go(inboxPath(each)))),
        ...views.map(({ id, name }) => simple('view.' + id, name, () => go(inboxPath(`view-${id}`)))),
        simple('search', text('search.title'), () => go('/desk/search'), '/'),
        simple('view.new', text('views.new'), () => openWindow.set({ type: 'view', view: null })),
        simple('incidents', text('incidents.title'), () => go('/desk/incidents')),
        ...(desk.can('write_articles') ? [simple('articles', text('articles.title'), () => go('/desk/articles'))] : []),
        ...(desk.can('write_articles') ? [simple('reports', text('reports.title'), () => go('/desk/articles/reports'))] : []),
        ...(desk.can('see_reports') ? [simple('figures', text('figures.title'), () => go('/desk/reports'))] : []),
        ...(desk.can('see_reports') ? [simple('live', text('live.title'), () => go('/desk/wall'))] : []),
        ...(desk.can('handle_complaints') ? [simple('complaints', text('complaints.title'), () => go('/desk/complaints'))] : []),
        ...(desk.can('see_reports') ? [simple('complaints.report', text('complaints.report'), () => go('/desk/complaints/report'))] : []),
        simple('flows', text('flows.title'), () => go('/desk/flows')),
        ...(desk.can('see_people') ? [simple('status', text('status.title'), () => go('/desk/status'))] : []),
        ...(desk.can('see_people') ? [simple('official', text('official.title'), () => go('/desk/official'))] : []),
        ...(desk.can('see_people') ? [simple('people', text('people.title'), () => go('/desk/people'))] : []),
        ...(desk.can('see_mail') ? [simple('mail', text('mail.title'), () => go('/desk/mail'))] : []),
        ...(desk.can('approve') ? [simple('approvals', text('approvals.title'), () => go('/desk/approvals'))] : []),
        ...(desk.can('watch_insiders') ? [simple('insiders', text('insiders.title'), () => go('/desk/insiders'))] : []),
        ...(desk.can('read_audit') ? [simple('audit', text('audit.title'), () => go('/desk/audit'))] : []),
        ...(desk.can('read_outbox') ? [simple('letters', text('letters.title'), () => go('/desk/letters'))] : []),
        ...SECTIONS.filter(({ permission }) => desk.can(permission)).map(({ name }) =>
          simple('admin.' + name, text(`admin.${name}`), () => go(adminPath(name))),
        ),
        ...(desk.can('reply') ? [simple('my-figures', text('my-figures.title'), () => go('/desk/my-figures'))] : []),
        ...(desk.factors.get() ? [simple('security', text('security.title'), () => go('/desk/security'))] : []),
      ],
    },
    {
      id: 'conversations',
      title: text('palette.conversations'),
      choices: [...desk.inbox.rows.get().values()].slice(0, RECENT).map(({ conversation, preview }) => ({
        id: conversation.id,
        words: [customerName(text, conversation.customer), conversation.reference, preview?.body ?? ''].join(' '),
        start: <LanguageTag language={conversation.language} />,
        label: (
          <>
            <bdi>{customerName(text, conversation.customer)}</bdi> <small>{preview?.body}</small>
          </>
        ),
        end: <code>{conversation.reference}</code>,
        run: () => go(inboxPath(view, conversation.id)),
      })),
    },
    {
      id: 'settings',
      title: text('palette.settings'),
      choices: [
        ...LANGUAGES.map((each) => simple('language.' + each, LANGUAGE_NAMES[each], () => setSettings({ language: each }))),
        ...THEMES.map((theme) => simple('theme.' + theme, text('menu.theme') + text('row.colon') + text(`theme.${theme}`), () => setSettings({ theme }))),
        simple('notices', text('notices.title'), () => openWindow.set({ type: 'notices' }), 'b'),
        simple('help', text('help.title'), () => openWindow.set({ type: 'help' }), '?'),
        ...(desk.factors.get()
          ? [simple('lock', text('locked.now'), () => void lock().catch((error: unknown) => toast(problemText(text, error), 'danger')))]
          : []),
        simple('sign out', text('sign_out.act'), () => openWindow.set({ type: 'sign out' })),
      ],
    },
  ];
  return (
    <Chooser
      title={text('palette.title')}
      empty={text('palette.empty')}
      groups={groups.filter((group) => group.choices.length > 0)}
      onClose={onClose}
    />
  );
}
