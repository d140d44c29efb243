// The parts of the panel that belong to the conversation: heading, tools, body, tray.
import type { ComponentChildren } from 'preact';
import type { Conversation, Language, Queue } from '@ombud/shared/api';
import { Greeting, Icon, IconButton } from '../bits';
import { askForNotifications, chime } from './alerts';
import { mayRate } from './entries';
import type { Talk } from './chat';
import { kindName, opensWallet, waitingTime } from './texts';
import { Thread } from './thread';
import { clock, dayName } from './when';

const PATHS = {
  history: 'M12 7v5l3 2M4.5 9A8 8 0 1 1 4 12M4 5v4h4',
  settings: 'M4 7h9m4 0h3M4 17h3m4 0h9M15 5v4M9 15v4',
  official: 'M12 3 5 6v5c0 4.5 3 8 7 10 4-2 7-5.5 7-10V6zm-3 9 2 2 4-4',
};

export function drawHeading(of: Talk): ComponentChildren {
  const { t, view, current } = of;
  if (view !== 'thread') return <h2>{t(view)}</h2>;
  const assignee = current?.assignee;
  const resolved = current?.status === 'resolved';
  if (!assignee) {
    return (
      <>
        <h2>{t('title')}</h2>
        {current && <p class="sub">{t(resolved ? 'resolved' : 'received')}</p>}
      </>
    );
  }
  const { name, code } = assignee;
  return (
    <>
      <h2 class="who">
        <bdi>{name}</bdi>
        <span class="official" role="img" aria-label={t('official')} title={t('official')}><Icon path={PATHS.official} /></span>
      </h2>
      <p class="sub">
        {(resolved || !code) && t(resolved ? 'resolved' : 'answering')}{' '}
        {code && (
          <a href={`${of.host.desk}/${of.host.language}/verify?text=${code}`} target="_blank" rel="noopener">
            {t('check')} <span class="reference">{code}</span>
          </a>
        )}
      </p>
    </>
  );
}

export function drawTools(of: Talk): ComponentChildren {
  const { t, view } = of;
  const toggle = (name: 'history' | 'settings') => () => of.set({ view: view === name ? 'thread' : name });
  return (
    <>
      {of.conversations.length > 1 && (
        <IconButton label={t('history')} path={PATHS.history} pressed={view === 'history'} onClick={toggle('history')} />
      )}
      <IconButton label={t('settings')} path={PATHS.settings} pressed={view === 'settings'} onClick={toggle('settings')} />
    </>
  );
}

export function drawBody(of: Talk): ComponentChildren {
  if (of.view === 'settings') return <Settings of={of} />;
  if (of.view === 'history') return <History of={of} />;
  return (
    <>
      {of.host.account?.phrase && <p class="phrase">{of.t('phrase', { phrase: of.host.account.phrase })}</p>}
      {drawBar(of)}
      {drawThread(of)}
    </>
  );
}

function drawBar({ t, reconnecting, outbox }: Talk): ComponentChildren {
  const text = !navigator.onLine ? t('offline')
    : reconnecting ? t('reconnecting')
    : outbox.pause ? t('slow_down', { count: outbox.pause })
    : null;
  return text && <p class="bar" role="status">{text}</p>;
}

function drawThread(of: Talk): ComponentChildren {
  const { t, phase, current } = of;
  if (phase === 'trouble') {
    return (
      <div class="body">
        <p class="trouble" role="alert">
          {t(of.trouble)} <button type="button" onClick={() => void of.open()}>{t('retry')}</button>
        </p>
        {of.unsent().length > 0 && <Thread of={of} />}
      </div>
    );
  }
  if (phase === 'loading' && !of.entries.length) return <Skeleton of={of} />;
  if (!current && !of.unsent().length && !of.guide?.active) return <Welcome of={of} />;
  return (
    <Thread key={current?.id ?? 'new'} of={of}>
      {current?.status !== 'resolved' && current?.queue && <Place of={of} queue={current.queue} />}
      {of.rating && current && mayRate(current, of.entries, Date.now()) && <of.rating.Rating key={current.last_seq} of={of} />}
      {current?.status === 'resolved' && (
        <div class="card">
          <p>{t('resolved_note')}</p>
          <button class="button" type="button" onClick={() => of.startNew()}>{t('new_conversation')}</button>
        </div>
      )}
      {of.guide?.body()}
    </Thread>
  );
}

const Skeleton = ({ of }: { of: Talk }) => (
  <div class="body" role="status" aria-label={of.t('loading')}>
    {of.host.keep.get('returning') ? (
      <>
        <div class="skeleton theirs" />
        <div class="skeleton mine" />
        <div class="skeleton theirs short" />
      </>
    ) : (
      <Greeting title={of.t('greeting')}>{of.t('invite')}</Greeting>
    )}
  </div>
);

const Welcome = ({ of: { t, session, waitingNow, guide } }: { of: Talk }) => (
  <div class="body">
    <Greeting title={session.customer?.name ? t('greeting_named', { name: session.customer.name }) : t('greeting')}>{t('invite')}</Greeting>
    {guide?.questions()}
    <div class="facts">
      {waitingNow && <p>{waitingNow.agents_online ? waitingTime(t, waitingNow.waiting) : t('wait_away')}</p>}
      <p>{t('safe')}</p>
    </div>
  </div>
);

const Place = ({ of: { t }, queue }: { of: Talk; queue: Queue }) => (
  <div class="card queue" role="status">
    <p class="strong">{queue.place === 1 ? t('queue_next') : t('queue_place', { place: queue.place })}</p>
    <p>{waitingTime(t, queue.waiting)}</p>
  </div>
);

const History = ({ of }: { of: Talk }) => (
  <div class="body">
    <ol class="history">
      {of.conversations.map((conversation) => <li key={conversation.id}>{drawRow(of, conversation)}</li>)}
    </ol>
    <button class="button" type="button" onClick={() => of.startNew()}>{of.t('new_conversation')}</button>
  </div>
);

function drawRow(of: Talk, conversation: Conversation) {
  const { t, host: { language } } = of;
  const { reference, updated_at, status, assignee, id } = conversation;
  const unread = of.countElsewhere(id);
  return (
    <button type="button" aria-current={conversation === of.current} onClick={() => of.choose(conversation)}>
      <span class="strong">{dayName(updated_at, language)} {clock(updated_at, language)}</span>
      <span class="sub">
        <span class="reference">{reference}</span> · {t(status === 'resolved' ? 'resolved' : assignee ? 'answering' : 'received')}
      </span>
      {unread > 0 && <span class="pill">{t('unread', { count: unread })}</span>}
    </button>
  );
}

const LANGUAGE_NAMES: [Language, string][] = [['zh-CN', '中文'], ['en', 'English']];

const Settings = ({ of }: { of: Talk }) => {
  const { t, host } = of;
  const keep = (key: string, on: boolean) => {
    host.keep.set(key, on || null);
    host.changed();
  };
  return (
    <div class="body settings">
      <fieldset>
        <legend>{t('language')}</legend>
        {LANGUAGE_NAMES.map(([language, name]) => (
          <label lang={language}>
            <input type="radio" name="language" checked={host.language === language} onChange={() => host.chooseLanguage(language)} />
            {name}
          </label>
        ))}
      </fieldset>
      <Switch
        label={t('sound')}
        on={host.keep.get('sound') === true}
        onChange={(on) => {
          keep('sound', on);
          if (on) chime();
        }}
      />
      <Switch
        label={t('notify')}
        on={host.keep.get('notify') === true}
        onChange={(on) => {
          if (!on) return keep('notify', false);
          void askForNotifications().then((allowed) => {
            of.notice = allowed ? null : { key: 'notify_denied' };
            keep('notify', allowed);
          });
        }}
      />
      <button class="button" type="button" onClick={() => of.set({ view: 'thread' })}>{t('back')}</button>
    </div>
  );
};

const Switch = ({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) => (
  <label class="switch">
    {label}
    <input type="checkbox" role="switch" checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />
  </label>
);

export function drawTray(of: Talk): ComponentChildren {
  const { t, notice, warning, files, pictures } = of;
  return (
    <>
      {notice && <p class="notice" role="alert">{t(notice.key, notice.values)}</p>}
      {warning && <Warning of={of} warning={warning} />}
      {files.length > 0 && pictures && (
        <div class="tray">
          {files.map((file) => (
            <pictures.PendingView key={file.key} file={file} load={pictures.get} language={of.host.language} t={t} onRemove={() => of.removeFile(file)} />
          ))}
        </div>
      )}
    </>
  );
}

const Warning = ({ of, warning: { found } }: { of: Talk; warning: NonNullable<Talk['warning']> }) => {
  const { t, host } = of;
  const kinds = [...new Set(found.map(({ kind }) => kind))];
  const grave = kinds.some(opensWallet);
  const names = new Intl.ListFormat(host.language, { type: 'conjunction' }).format(kinds.map((kind) => kindName(t, kind)));
  return (
    <div class="warning" role="alertdialog" aria-label={t('warn_title', { kind: names })}>
      <p class="strong">{t('warn_title', { kind: names })}</p>
      <p>{t(grave ? 'warn_wallet' : 'warn_other')}</p>
      <p class="choices">
        <button class="button" type="button" ref={(button) => button?.focus()} onClick={() => of.sendWithout()}>{t('warn_remove')}</button>
        <button class="quiet" type="button" onClick={() => of.edit()}>{t('warn_edit')}</button>
        {!grave && <button class="quiet" type="button" onClick={() => of.sendAnyway()}>{t('warn_anyway')}</button>}
      </p>
    </div>
  );
};
