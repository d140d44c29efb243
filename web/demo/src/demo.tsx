// The demo platform: a wallet's home page that embeds the chat exactly as a platform would.
import { render } from 'preact';
import type { Language } from '@ombud/shared/api';
import { choose, LANGUAGES, translator, type Translate } from '@ombud/shared/i18n';
import en from '../messages/en.json';
import zh from '../messages/zh-CN.json';
import { WALLETS, type Activity, type User, type Wallet } from './wallet';

type Text = Translate<keyof typeof en>;

/** What the page uses of <ombud-chat>. */
interface ChatElement extends HTMLElement {
  getToken: (() => Promise<string | null>) | null;
  setOpen?: (open: boolean) => void;
  write?: (text: string) => void;
}

const USERS: User[] = ['li-wei', 'emma'];
const LANGUAGE_NAMES: Record<Language, string> = { 'zh-CN': '中文', en: 'English' };
const TOPICS = ['topic_sign_in', 'topic_security', 'topic_withdrawal', 'topic_deposit', 'topic_stolen'] as const;

const page = document.getElementById('page')!;
const chat = document.querySelector<ChatElement>('ombud-chat')!;
let language = choose(localStorage.getItem('paiwallet:language'), ...navigator.languages);
let user = USERS.find((name) => name === localStorage.getItem('paiwallet:user')) ?? null;

/** The platform's own server knows who is signed in and signs it. */
async function platformToken(who: User): Promise<string> {
  const response = await fetch('/demo/platform/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: who }),
  });
  if (!response.ok) throw new Error(String(response.status));
  return ((await response.json()) as { token: string }).token;
}

function signIn(who: User | null): void {
  user = who;
  if (who) localStorage.setItem('paiwallet:user', who);
  else localStorage.removeItem('paiwallet:user');
  chat.getToken = who ? () => platformToken(who) : null;
  draw();
}

function speak(chosen: Language): void {
  language = chosen;
  localStorage.setItem('paiwallet:language', chosen);
  draw();
}

function talk(about?: string): void {
  if (about) chat.write?.(about);
  chat.setOpen?.(true);
}

function draw(): void {
  document.documentElement.lang = language;
  chat.lang = language;
  const t = translator({ en, 'zh-CN': zh }, language);
  document.title = `${t('brand')} demo`;
  render(<Page t={t} />, page);
}

const nameOf = (t: Text, who: User | null) => t(who === 'li-wei' ? 'li_wei' : (who ?? 'guest'));

const Page = ({ t }: { t: Text }) => (
  <>
    <header>
      <p class="banner">{t('banner')}</p>
      <div class="bar">
        <div class="brand">
          <span class="mark" aria-hidden="true">派</span>
          <span>Paiwallet <span lang="zh-CN">派钱包</span></span>
        </div>
        <Choice
          label={t('language')}
          options={LANGUAGES.map((code) => ({ value: code, name: LANGUAGE_NAMES[code], lang: code }))}
          chosen={language}
          onChoose={speak}
        />
        <Choice
          label={t('account')}
          options={[null, ...USERS].map((who) => ({ value: who, name: nameOf(t, who) }))}
          chosen={user}
          onChoose={signIn}
        />
      </div>
    </header>
    <main>
      <div class="wallet">{user ? <Home wallet={WALLETS[user]} t={t} /> : <SignedOut t={t} />}</div>
      <Help t={t} />
    </main>
    <footer>
      <p>{t('foot')}</p>
      <p><a href="/desk/">{t('for_staff')}</a></p>
    </footer>
  </>
);

function Choice<Value>(props: {
  label: string;
  options: { value: Value; name: string; lang?: string }[];
  chosen: Value;
  onChoose: (value: Value) => void;
}) {
  return (
    <div class="choice" role="group" aria-label={props.label}>
      {props.options.map(({ value, name, lang }) => (
        <button type="button" lang={lang} aria-pressed={value === props.chosen} onClick={() => props.onChoose(value)}>
          {name}
        </button>
      ))}
    </div>
  );
}

const money = (amount: number, currency: string) =>
  new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(amount);

const Home = ({ wallet, t }: { wallet: Wallet; t: Text }) => (
  <>
    <section class="total">
      <h1>{t('welcome', { name: nameOf(t, user) })}</h1>
      <p class="label">{t('total')}</p>
      <p class="sum">{money(wallet.total, wallet.currency)}</p>
    </section>
    <section>
      <h2>{t('assets')}</h2>
      <ul class="rows">
        {wallet.assets.map(({ code, name, amount, worth }) => (
          <li key={code}>
            <span class="coin" aria-hidden="true">{code.charAt(0)}</span>
            <span class="grow">
              <strong>{name[language]}</strong>
              <small>{code}</small>
            </span>
            <span class="figures">
              <strong>{amount} {code}</strong>
              <small>{t('about_total', { amount: money(worth, wallet.currency) })}</small>
            </span>
          </li>
        ))}
      </ul>
    </section>
    <section>
      <h2>{t('activity')}</h2>
      <ul class="rows">
        {wallet.activity.map((activity) => <ActivityRow key={activity.hoursAgo} activity={activity} t={t} />)}
      </ul>
    </section>
  </>
);

function ActivityRow({ activity: { kind, amount, state, hoursAgo }, t }: { activity: Activity; t: Text }) {
  const at = new Date(Date.now() - hoursAgo * 3_600_000);
  const when = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false }).format(at);
  const what = amount ? `${t(kind)} ${amount}` : t(kind);
  return (
    <li>
      <span class="grow">
        <strong>{what}</strong>
        <small class={state}>{t(state, { done: 2, needed: 6 })}</small>
        <small class="when"><time dateTime={at.toISOString()}>{when}</time></small>
      </span>
      {state !== 'completed' && (
        <button class="ask" type="button" aria-label={t('ask_about', { what })} onClick={() => talk(t(`ask_${kind}`, { amount: amount ?? '' }))}>
          {t('ask')}
        </button>
      )}
    </li>
  );
}

const SignedOut = ({ t }: { t: Text }) => (
  <section class="signed-out">
    <h1>{t('signed_out_title')}</h1>
    <p>{t('signed_out_text')}</p>
    <p class="people">
      {USERS.map((who) => (
        <button key={who} class="primary" type="button" onClick={() => signIn(who)}>
          {t('sign_in_as', { name: nameOf(t, who) })}
        </button>
      ))}
    </p>
  </section>
);

const Help = ({ t }: { t: Text }) => (
  <aside aria-labelledby="help">
    <h2 id="help">{t('help_title')}</h2>
    <p>{t('help_text')}</p>
    <button class="primary" type="button" onClick={() => talk()}>{t('talk')}</button>
    <ul>
      {TOPICS.map((topic) => (
        <li key={topic}><button type="button" onClick={() => talk(t(topic))}>{t(topic)}</button></li>
      ))}
    </ul>
    <p class="never">{t('never')}</p>
  </aside>
);

signIn(user);
