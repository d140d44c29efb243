// The menu of the person signed in: language, colours, how to be called, keys, signing out.
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator, type Selection } from 'react-aria-components';
import { Check, ChevronsUpDown } from 'lucide-react';
import type { Language } from '@ombud/shared/api';
import { LANGUAGES } from '@ombud/shared/i18n';
import type { Availability } from '@ombud/shared/routing';
import { ring } from './call';
import { useDesk } from './desk';
import { setSettings, settings } from './settings';
import { useLanguage, type Theme } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { problemText, useText } from './text';
import { toast } from '@ombud/ui/toast';
import { Face } from './ui/face';
import { roleName } from './people/permissions';
import { go } from './route';
import { lock } from './session';
import { openWindow } from './windows';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];
const AVAILABILITIES: readonly Availability[] = ['online', 'away'];
const SWITCHES = ['notifications', 'sound', 'keys'] as const;

const only = (keys: Selection): string => (keys === 'all' ? '' : String([...keys][0] ?? ''));

export function MeMenu() {
  const text = useText();
  const desk = useDesk();
  const { me } = desk;
  const factors = useStore(desk.factors);
  const availability = useStore(desk.queues.availability);
  const language = useLanguage();
  const chosen = useStore(settings);

  const setSwitches = async (keys: Selection) => {
    const on = (name: string) => keys !== 'all' && keys.has(name);
    if (on('sound') && !chosen.sound) ring();
    setSettings({ sound: on('sound'), keys: on('keys') });
    if (!on('notifications') || chosen.notifications) return setSettings({ notifications: on('notifications') });
    const allowed = 'Notification' in window && (await Notification.requestPermission()) === 'granted';
    setSettings({ notifications: allowed });
    if (!allowed) toast(text('menu.notifications_blocked'), 'danger');
  };

  const become = async (wanted: Availability) => {
    try {
      await desk.queues.become(wanted);
      toast(text(wanted === 'away' ? 'availability.set_away' : 'availability.set_online'));
    } catch (error) {
      toast(problemText(text, error), 'danger');
    }
  };

  return (
    <MenuTrigger>
      <Button className="me">
        <Face id={me.id} name={me.name} />
        <span className="me-name">
          <bdi>{me.name}</bdi>
          <small data-away={availability === 'away' || undefined}>{availability === 'away' ? text('availability.is_away') : roleName(text, language, me)}</small>
        </span>
        <ChevronsUpDown size={14} aria-hidden="true" />
        <span className="hidden">{text('menu.open')}</span>
      </Button>
      <Popover className="popover" placement="top start">
        <Menu className="menu" aria-label={text('menu.open')}>
          {availability && (
            <MenuSection
              className="menu-section"
              selectionMode="single"
              disallowEmptySelection
              selectedKeys={[availability]}
              onSelectionChange={(keys) => void become(only(keys) as Availability)}
            >
              <Header>{text('availability.title')}</Header>
              {AVAILABILITIES.map((each) => (
                <Item key={each} id={each}>
                  {text(`availability.${each}`)}
                </Item>
              ))}
            </MenuSection>
          )}
          <MenuSection
            className="menu-section"
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[language]}
            onSelectionChange={(keys) => setSettings({ language: only(keys) as Language })}
          >
            <Header>{text('menu.language')}</Header>
            {LANGUAGES.map((each) => (
              <Item key={each} id={each} lang={each}>
                {each === 'en' ? 'English' : '简体中文'}
              </Item>
            ))}
          </MenuSection>
          <MenuSection
            className="menu-section"
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[chosen.theme]}
            onSelectionChange={(keys) => setSettings({ theme: only(keys) as Theme })}
          >
            <Header>{text('menu.theme')}</Header>
            {THEMES.map((theme) => (
              <Item key={theme} id={theme}>
                {text(`theme.${theme}`)}
              </Item>
            ))}
          </MenuSection>
          <MenuSection
            className="menu-section"
            selectionMode="multiple"
            selectedKeys={SWITCHES.filter((name) => chosen[name])}
            onSelectionChange={(keys) => void setSwitches(keys)}
          >
            <Header>{text('menu.attention')}</Header>
            {SWITCHES.map((name) => (
              <Item key={name} id={name}>
                {text(`menu.${name}`)}
              </Item>
            ))}
          </MenuSection>
          <Separator className="menu-line" />
          <MenuItem className="menu-item" onAction={() => openWindow.set({ type: 'help' })}>
            <span className="menu-check" />
            {text('help.title')}
            <kbd>?</kbd>
          </MenuItem>
          {desk.can('reply') && (
            <MenuItem className="menu-item" onAction={() => go('/desk/my-figures')}>
              <span className="menu-check" />
              {text('my-figures.title')}
            </MenuItem>
          )}
          {factors && (
            <MenuItem className="menu-item" onAction={() => go('/desk/security')}>
              <span className="menu-check" />
              {text('security.title')}
            </MenuItem>
          )}
          {factors && (
            <MenuItem
              className="menu-item"
              onAction={() => void lock().catch((error: unknown) => toast(problemText(text, error), 'danger'))}
            >
              <span className="menu-check" />
              {text('locked.now')}
            </MenuItem>
          )}
          <MenuItem className="menu-item" onAction={() => openWindow.set({ type: 'sign out' })}>
            <span className="menu-check" />
            {text('sign_out.act')}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function Item({ id, lang, children }: { id: string; lang?: string; children: string }) {
  return (
    <MenuItem id={id} className="menu-item" textValue={children}>
      {({ isSelected }) => (
        <>
          <span className="menu-check">{isSelected && <Check size={14} />}</span>
          <span lang={lang}>{children}</span>
        </>
      )}
    </MenuItem>
  );
}
