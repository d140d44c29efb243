// A guided answer as a conversation: what was asked and chosen, and the one thing that is asked now. Comes with the first question.
import { Component, type ComponentChildren } from 'preact';
import { Icon } from '../bits';
import { exactly } from '../chat/when';
import type { Fact, InputKind, Link, Proving, Run, Step, TrailLine } from './api';
import { Choice, drawQuestions } from './choice';
import { nextHere, type Guide } from './guide';
import { Out, Rich, safeHref } from './html';
import { drawIntake } from './intake';
import { exact, relative } from './moment';

export { drawTold } from './told';
export { default as css } from './draw.css?inline';

const AWAY = 'M7 17 17 7M9 7h8v8';
const REASONS = ['not_clear', 'not_my_case', 'did_not_work', 'wrong', 'other'] as const;

export function drawRun(of: Guide): ComponentChildren {
  const { run, t, trouble } = of;
  return (
    <Place of={of}>
      {run && <p class="event">{t('began', { title: run.title })}</p>}
      {run && drawTrail(of, run)}
      {of.chosen ? <Mine of={of} text={of.chosen} /> : null}
      {of.chosen === '' && run?.step && <Theirs of={of} {...run.step} />}
      {of.notice && <p class="notice" role="status">{t(of.notice)}</p>}
      {run && of.chosen === null && <Turn key={[run.step?.id, run.state, run.proving?.sent, of.wantsPerson].join()} of={of} run={run} />}
      {of.busy && <p class="typing" role="status"><span aria-hidden="true"><i /><i /><i /></span>{t('looking')}</p>}
      {trouble && (
        <p class="trouble" role="alert">
          {t(trouble.key)}
          {trouble.again && <button type="button" onClick={trouble.again}>{of.talk.t('retry')}</button>}
        </p>
      )}
      {!run && !of.busy && drawQuestions(of)}
    </Place>
  );
}

class Place extends Component<{ of: Guide; children: ComponentChildren }> {
  override componentDidMount(): void {
    const { of } = this.props;
    if (of.pressed) of.place?.focus({ preventScroll: true });
  }

  render({ of, children }: Place['props']) {
    return <div ref={(place) => void (of.place = place)} class="guide" tabIndex={-1}>{children}</div>;
  }
}

/** What was asked and answered, and what was explained, in the order in which it was. */
const drawTrail = (of: Guide, { trail, read }: Run): ComponentChildren =>
  [...trail, ...read].sort((a, b) => a.seq - b.seq).map((line) =>
    'html' in line ? <Theirs key={line.seq} of={of} html={line.html} text={line.text} /> : <Answered key={line.seq} of={of} line={line} />,
  );

const Answered = ({ of, line: { seq, question, answer, can_change } }: { of: Guide; line: TrailLine }) => (
  <>
    <div class="said theirs last"><div class="bubble" dir="auto">{question}</div></div>
    <Mine of={of} text={answer || of.t('skip')}>
      {can_change && !of.busy && (
        <p class="stamp">
          <button class="quiet" type="button" aria-label={of.t('change_this', { question })} onClick={() => of.back(seq)}>{of.t('change')}</button>
        </p>
      )}
    </Mine>
  </>
);

const Mine = ({ of, text, children }: { of: Guide; text: string; children?: ComponentChildren }) => (
  <div class="said mine last">
    <span class="unseen">{of.t('you_chose')}</span>
    <div class="bubble" dir="auto">{text}</div>
    {children}
  </div>
);

/** What the program says, from the markup where there is any. */
const Theirs = ({ of, html, text, children }: { of: Guide; html: string | null; text: string; children?: ComponentChildren }) => (
  <div class="said theirs last">
    <p class="name">{of.t('program')}</p>
    <div class="bubble" dir="auto">
      {html === null ? text : <Rich html={html} text={text} desk={of.talk.host.desk} time={(at) => drawTime(of, at)} />}
      {children}
    </div>
  </div>
);

/** Null when it is no time. */
function drawTime({ t, talk: { host: { language } } }: Guide, at: string): ComponentChildren {
  const now = Date.now();
  if (Number.isNaN(Date.parse(at))) return null;
  return (
    <time dateTime={at} title={exactly(at, language)}>
      {t('moment', { exact: exact(at, language, now), relative: relative(at, language, now) })}
    </time>
  );
}

/** The one thing that is asked now. It begins where it can be read, and speaks up when it follows something pressed. */
class Turn extends Component<{ of: Guide; run: Run }> {
  private place: HTMLElement | null = null;

  override componentDidMount(): void {
    const { of } = this.props;
    if (of.pressed) this.place?.focus({ preventScroll: true });
    of.pressed = false;
    of.talk.atEnd = false;
    requestAnimationFrame(() => {
      const list = this.place?.closest('.body');
      if (list) list.scrollTop += this.place!.getBoundingClientRect().top - list.getBoundingClientRect().top;
    });
  }

  render({ of, run }: Turn['props']) {
    const { t } = of;
    const { step, proving, ending, progress } = run;
    const person = of.wantsPerson || ending?.outcome === 'person';
    const asks = !ending && !proving && step !== null;
    return (
      <div ref={(place) => void (this.place = place)} class="turn" tabIndex={-1}>
        {asks && <p class="event">{t(progress.left > 1 ? 'progress_left' : 'progress', { number: progress.answered + 1, left: progress.left - 1 })}</p>}
        {run.state === 'expired' ? <Theirs of={of} html={null} text={t('expired')} />
          : proving ? drawProving(of, run, proving)
          : ending ? drawEnding(of, run)
          : step && drawStep(of, run, step)}
        {person && drawIntake(of, run)}
        <p class="choices">
          {run.can_go_back && <button class="quiet" type="button" onClick={() => of.back()}>{t('back')}</button>}
          {!person && run.state !== 'expired' && <button class="quiet" type="button" onClick={() => of.askPerson()}>{t('person')}</button>}
          <button class="quiet" type="button" onClick={() => of.leave()}>{t('leave')}</button>
        </p>
      </div>
    );
  }
}

function drawStep(of: Guide, run: Run, step: Step): ComponentChildren {
  const { t } = of;
  const { kind, html, text, help, answers, input } = step;
  const danger = run.topic === 'theft';
  return (
    <>
      <Theirs of={of} html={html} text={text}>
        {help && <p class="help">{help}</p>}
      </Theirs>
      {kind === 'choice' && (
        <div class="answers" role="group" aria-label={text}>
          {answers.map(({ id, label, hint }) => <Choice key={id} label={label} hint={hint} onClick={() => of.answer(id, label)} />)}
        </div>
      )}
      {kind === 'typed' && (
        <Form submit={() => of.type()}>
          <Line of={of} name={'step.' + step.id} label={text} input={input} />
          <Send>{t('continue')}</Send>
          {step.optional && <button class="quiet" type="button" onClick={() => void of.type('')}>{t('skip')}</button>}
        </Form>
      )}
      {kind === 'act' && (
        <Form submit={() => of.act('yes', answers[0]!.label)}>
          {input && <Line of={of} name={'step.' + step.id} label={t(input === 'email' ? 'email' : 'your_answer')} input={input} shown />}
          <button class={danger ? 'button grave' : 'button main'} type="submit">{answers[0]!.label}</button>
          <button class="button" type="button" onClick={() => void of.act('no', answers[1]!.label)}>{answers[1]!.label}</button>
        </Form>
      )}
      {kind === 'explain' && (
        <>
          {drawLinks(of, step.links)}
          {drawFacts(of, run)}
          <p class="choices"><button class="button main" type="button" onClick={() => of.goOn()}>{t('continue')}</button></p>
        </>
      )}
    </>
  );
}

const Send = ({ children }: { children: string }) => <button class="button main" type="submit">{children}</button>;

const Form = ({ submit, children }: { submit: (given: FormData) => unknown; children: ComponentChildren }) => (
  <form
    class="fill"
    noValidate
    onSubmit={(event) => {
      event.preventDefault();
      void submit(new FormData(event.currentTarget));
    }}
  >
    {children}
  </form>
);

const LINES: (InputKind | null)[] = ['text', 'error_text'];
const EXACT: (InputKind | null)[] = ['email', 'address', 'transaction_id', 'site_or_handle'];

interface LineProps {
  of: Guide;
  name: string;
  label: string;
  input: InputKind | null;
  long?: number;
  /** Nothing beside it says what it is for. */
  shown?: boolean;
}

/** A field whose words are kept while they are typed. */
export function Line({ of, name, label, input, long = 2000, shown }: LineProps) {
  const given = {
    name,
    'aria-label': label,
    placeholder: shown ? label : undefined,
    value: of.typed(name),
    maxLength: long,
    onInput: (event: Event) => of.write(name, (event.currentTarget as HTMLInputElement).value),
  };
  if (LINES.includes(input)) return <textarea {...given} rows={3} dir="auto" />;
  const exactly = EXACT.includes(input);
  return (
    <input
      {...given}
      type={input === 'email' || input === 'date' ? input : 'text'}
      {...(exactly ? { class: 'mono', dir: 'ltr', spellcheck: false, autocapitalize: 'none' } : { dir: 'auto' })}
      autocomplete={input === 'email' ? 'email' : 'off'}
    />
  );
}

// Proving ------------------------------------------------------------------------------------------------------------------

function drawProving(of: Guide, { step, flow }: Run, proving: Proving): ComponentChildren {
  const { t, talk: { host } } = of;
  const { need, methods, sent, masked, again } = proving;
  const byCode = methods.includes('code');
  const stepUp = methods.includes('step_up');
  const away = methods.includes('sign_in') || stepUp;
  // The account's cookie speaks on the desk's own pages only.
  const here = location.origin === host.desk && !host.getToken;
  const page = stepUp ? '/me/prove' : '/me/';
  return (
    <>
      <Theirs of={of} html={null} text={[step?.text, t(again ? 'prove_again' : need === 'step_up' ? 'prove_step_up' : byCode ? 'prove_address' : 'prove_session')].filter(Boolean).join('\n\n')} />
      {away && here && (
        <p class="choices">
          <a class="button main" href={host.desk + page + nextHere()} onClick={() => of.goAway()}>{t(stepUp ? 'step_up' : 'sign_in')}</a>
        </p>
      )}
      {away && !here && !byCode && (
        <p class="help">{t('elsewhere')} <Out href={`${host.desk}/${host.language}/answers/${flow}`}>{t('open_site')}</Out></p>
      )}
      {byCode && (sent && !of.otherAddress ? (
        <Form key="code" submit={(given) => of.proveCode(text(given, 'code'))}>
          <p class="help">{t('code_sent', { address: masked ?? '' })}</p>
          <input name="code" aria-label={t('code')} placeholder={t('code')} class="mono" inputMode="numeric" autocomplete="one-time-code" maxLength={12} dir="ltr" />
          <Send>{t('continue')}</Send>
          <button class="quiet" type="button" onClick={() => of.set({ otherAddress: true })}>{t('another_code')}</button>
        </Form>
      ) : (
        <Form key="email" submit={(given) => of.proveAddress(text(given, 'email'))}>
          <input name="email" type="email" defaultValue={of.email} aria-label={t('email')} placeholder={t('email')} autocomplete="email" autocapitalize="none" spellcheck={false} maxLength={254} dir="ltr" />
          <button class={away && here ? 'button' : 'button main'} type="submit">{t('send_code')}</button>
        </Form>
      ))}
      {proving.can_skip && <p class="choices"><button class="quiet" type="button" onClick={() => of.cannotProve()}>{t('cannot')}</button></p>}
    </>
  );
}

function text(given: FormData, name: string): string {
  const value = given.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

// Facts and endings -----------------------------------------------------------------------------------------------------------

function drawLinks(of: Guide, links: Link[]): ComponentChildren {
  const { desk, language } = of.talk.host;
  if (!links.length) return null;
  return (
    <div class="answers">
      {links.map(({ to, article, flow, label }) => {
        if (flow) return <Choice label={label} onClick={() => void of.begin(flow, label)} />;
        const href = safeHref(to ?? `/${language}/articles/${encodeURIComponent(article ?? '')}`, desk);
        return href && <Out href={href}>{label || of.t('read_more')}<Icon path={AWAY} /></Out>;
      })}
    </div>
  );
}

const drawField = (of: Guide, { type, value, text: said }: Fact['fields'][number]) =>
  (type === 'time' && typeof value === 'string' && drawTime(of, value)) || said;

function drawFacts(of: Guide, { facts }: Run): ComponentChildren {
  const { t } = of;
  if (!facts.length) return null;
  return (
    <details class="looked">
      <summary>{t('facts')}</summary>
      <dl>
        {facts.map((fact) => (
          <div>
            <dt>{fact.label}</dt>
            <dd>
              <strong dir="auto">{fact.value === null ? t('unknown') : fact.value_label}</strong>
              {fact.fields.map((field) => <span><span class="soft">{field.label}</span> {drawField(of, field)}</span>)}
              <small>{t('looked_up')} {drawTime(of, fact.at)}</small>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** The moment to wait for: of the newest fact that names one to come. */
export function moment({ facts }: Pick<Run, 'facts'>, now: number): { label: string; at: string } | null {
  const coming = facts.flatMap(({ label, fields }) =>
    fields
      .filter(({ name, type, value }) => name === 'until' && type === 'time' && Date.parse(String(value)) > now)
      .map((field) => ({ label: `${label}: ${field.label}`, at: String(field.value) })),
  );
  return coming.at(-1) ?? null;
}

function drawEnding(of: Guide, run: Run): ComponentChildren {
  const { t } = of;
  const { outcome, html, text, links } = run.ending!;
  const when = moment(run, Date.now());
  return (
    <>
      <div class={`card ending ${outcome}`}>
        <p class="strong">{t(`outcome_${outcome}`)}</p>
        <Rich html={html} text={text} desk={of.talk.host.desk} time={(at) => drawTime(of, at)} />
        {when && <p>{when.label}<br /><strong class="strong">{drawTime(of, when.at)}</strong></p>}
      </div>
      {drawLinks(of, links)}
      {drawFacts(of, run)}
      {outcome !== 'person' && drawSolved(of, run)}
    </>
  );
}

function drawSolved(of: Guide, { solved }: Run): ComponentChildren {
  const { t } = of;
  if (of.asksWhy) {
    return (
      <div class="answers" role="group" aria-label={t('why')}>
        <p class="help">{t('why')}</p>
        {REASONS.map((reason) => <Choice key={reason} label={t(`reason_${reason}`)} onClick={() => of.solved(false, reason)} />)}
      </div>
    );
  }
  if (solved !== null) return <p class="event" role="status">{t(solved ? 'thanks' : 'thanks_not')}</p>;
  return (
    <p class="choices">
      <span>{t('helped')}</span>
      <button class="button" type="button" onClick={() => of.solved(true)}>{t('yes')}</button>
      <button class="button" type="button" onClick={() => of.solved(false)}>{t('no')}</button>
    </p>
  );
}
