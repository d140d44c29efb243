// The list of what was said: days, groups, attachments, what is still on its way; keeps its place while it grows at both ends.
import { Component, type ComponentChildren } from 'preact';
import type { Entry, Http, Language } from '@ombud/shared/api';
import { PURPOSES } from '@ombud/shared/insiders';
import { Icon, ICON } from '../bits';
import type { Talk } from './chat';
import { isAnswer, isSaid, isTold } from './entries';
import type { Unsent } from './outbox';
import { Said } from './said';
import { advice, type Text } from './texts';
import { clock, dayName, exactly, sameDay } from './when';

type Pictures = Talk['pictures'];

/** Messages of one person within this time stand together. */
const GROUP_WITHIN = 5 * 60_000;
const NEAR = 120;

interface RowProps {
  entry: Entry;
  first: boolean;
  last: boolean;
  day: boolean;
  receipt: 'sent' | 'seen' | null;
  isNew: boolean;
  pictures: Pictures;
  /** What a case told, where it is one. */
  told: ComponentChildren;
  http: Http;
  language: Language;
  t: Text;
}

class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    return (Object.keys(next) as (keyof RowProps)[]).some((key) => next[key] !== this.props[key]);
  }

  render(props: RowProps) {
    const { entry, day, isNew, language, t } = props;
    return (
      <>
        {day && <p class="day"><time dateTime={entry.posted_at}>{dayName(entry.posted_at, language)}</time></p>}
        {isNew && <p class="new"><span>{t('jump')}</span></p>}
        {isSaid(entry) ? this.drawMessage(props) : this.drawEvent(props)}
      </>
    );
  }

  private drawEvent({ entry, t }: RowProps) {
    const text = eventText(entry, t);
    return text && <p class="event">{text}</p>;
  }

  private drawMessage({ entry, first, last, receipt, pictures, told, http, language, t }: RowProps) {
    const mine = entry.author.kind === 'customer';
    const kinds = [...new Set(entry.removed.map(({ kind }) => kind))];
    return (
      <div class={`said ${mine ? 'mine' : 'theirs'} ${last ? 'last' : ''}`}>
        {first && !mine && <p class="name"><bdi>{entry.author.name ?? t('agent')}</bdi></p>}
        {first && mine && <p class="unseen">{t('you')}</p>}
        {entry.body && (
          <div class="bubble" dir="auto">
            <Said body={entry.body} removed={entry.removed} t={t} />
          </div>
        )}
        {told}
        {entry.attachments.length > 0 && (
          <div class="files">
            {entry.attachments.map((attachment) =>
              pictures ? (
                <pictures.AttachmentView attachment={attachment} http={http} language={language} t={t} />
              ) : (
                <div class="picture skeleton" />
              ),
            )}
          </div>
        )}
        {mine && kinds.map((kind) => <p class="advice">{advice(t, kind)}</p>)}
        {last && (
          <p class="stamp">
            <time dateTime={entry.posted_at} title={exactly(entry.posted_at, language)}>{clock(entry.posted_at, language)}</time>
            {receipt && <span class={receipt}> · {t(receipt)}</span>}
          </p>
        )}
      </div>
    );
  }
}

function eventText(entry: Entry, t: Text): string | null {
  if (entry.kind === 'reveal') {
    const { field, purpose } = entry.data;
    const about = t.first(['field_' + field, 'field_other']);
    // A purpose that came after us is on record, too.
    const key = PURPOSES.includes(purpose) ? (`revealed_${purpose}` as const) : 'revealed_other';
    return t(key, { name: entry.author.name ?? t('agent'), field: about });
  }
  if (entry.kind === 'assignment') {
    const { assignee, previous } = entry.data;
    if (!assignee) return t('unassigned');
    return previous ? t('handed', { from: previous.name, to: assignee.name }) : t('joined', { name: assignee.name });
  }
  if (entry.kind === 'rating') return t('rated', { rating: t(`score_${entry.data.score}`) });
  if (entry.kind !== 'state') return null;
  if (entry.data.to === 'resolved') return t('was_resolved');
  return entry.data.from === 'resolved' ? t('was_reopened') : null;
}

const together = (a: Entry | undefined, b: Entry | undefined) =>
  a && b && isSaid(a) && isSaid(b) && a.author.kind === b.author.kind && a.author.id === b.author.id &&
  sameDay(a.posted_at, b.posted_at) && Date.parse(b.posted_at) - Date.parse(a.posted_at) < GROUP_WITHIN;

const UnsentRow = ({ item, of }: { item: Unsent; of: Talk }) => {
  const { t, pictures, host } = of;
  return (
    <div class={`said mine last ${item.error ? 'failed' : 'sending'}`}>
      {item.body && <div class="bubble" dir="auto"><Said body={item.body} removed={[]} t={t} /></div>}
      {item.run && of.guide?.told(item)}
      {item.files.length > 0 && (
        <div class="files">
          {item.files.map((file) =>
            pictures ? (
              <pictures.PendingView file={file} load={pictures.get} progress={of.progress.get(file.key)} language={host.language} t={t} />
            ) : (
              <div class="picture skeleton" />
            ),
          )}
        </div>
      )}
      {item.error ? (
        <p class="stamp danger" role="alert">
          {t('failed')} {t.first(['error_' + item.error, 'error_other'])}{' '}
          <button class="quiet" type="button" onClick={() => of.outbox.retry(item)}>{t('retry')}</button>
          <button class="quiet" type="button" onClick={() => of.outbox.discard(item)}>{t('discard')}</button>
        </p>
      ) : (
        <p class="stamp">
          {navigator.onLine ? t('sending') : t('waiting_network')}
          {item.files.length > 0 && <button class="quiet" type="button" onClick={() => of.cancel(item)}>{t('cancel')}</button>}
        </p>
      )}
    </div>
  );
};

interface Place {
  fromEnd: number;
  firstSeq: number | undefined;
}

export class Thread extends Component<{ of: Talk; children?: unknown }, { behind: boolean }> {
  override state = { behind: false };
  private list: HTMLElement | null = null;
  private firstSeq: number | undefined;
  private lastSeq = 0;
  private readonly resized = new ResizeObserver(() => {
    if (this.props.of.atEnd) this.toEnd();
  });

  override componentDidMount(): void {
    this.remember();
    this.toEnd();
    this.resized.observe(this.list!);
  }

  override componentWillUnmount(): void {
    this.resized.disconnect();
  }

  override getSnapshotBeforeUpdate(): Place {
    const list = this.list!;
    return { fromEnd: list.scrollHeight - list.scrollTop, firstSeq: this.firstSeq };
  }

  override componentDidUpdate(_: unknown, __: unknown, before: Place): void {
    const { of } = this.props;
    const list = this.list!;
    const grewBelow = this.lastSeq < (of.entries.at(-1)?.seq ?? 0);
    this.remember();
    if (of.atEnd) this.toEnd();
    else if (before.firstSeq !== this.firstSeq) list.scrollTop = list.scrollHeight - before.fromEnd;
    else if (grewBelow && !this.state.behind) this.setState({ behind: true });
  }

  private remember(): void {
    this.firstSeq = this.props.of.entries[0]?.seq;
    this.lastSeq = this.props.of.entries.at(-1)?.seq ?? 0;
  }

  private readonly toEnd = (): void => {
    this.list!.scrollTop = this.list!.scrollHeight;
  };

  private readonly scrolled = (): void => {
    const { of } = this.props;
    const { scrollTop, scrollHeight, clientHeight } = this.list!;
    of.atEnd = scrollHeight - scrollTop - clientHeight < NEAR / 2;
    if (of.atEnd) {
      if (this.state.behind) this.setState({ behind: false });
      of.looked();
    }
    if (scrollTop < NEAR) void of.older();
  };

  render({ of, children }: Thread['props']) {
    const { t, entries, current, pictures, http, host } = of;
    const shown = entries.filter((entry) => isSaid(entry) || eventText(entry, t));
    const lastMine = shown.findLast((entry) => entry.author.kind === 'customer' && isSaid(entry));
    const firstNew = shown.find((entry) => isAnswer(entry) && entry.seq > of.newAfter);
    return (
      <div class="scroller">
        <div ref={(list) => void (this.list = list)} class="body" tabIndex={0} role="log" aria-live="polite" aria-label={t('log')} aria-busy={of.loadingOlder} onScroll={this.scrolled}>
          {of.loadingOlder && <p class="event">{t('older')}</p>}
          {of.complete && current && <p class="event">{t('beginning', { reference: current.reference })}</p>}
          {shown.map((entry, index) => (
            <Row
              key={entry.seq}
              entry={entry}
              day={index === 0 ? of.complete || !of.loadingOlder : !sameDay(shown[index - 1]!.posted_at, entry.posted_at)}
              first={!together(shown[index - 1], entry)}
              last={!together(entry, shown[index + 1])}
              receipt={entry !== lastMine ? null : (current?.staff_seen_seq ?? 0) >= entry.seq ? 'seen' : 'sent'}
              isNew={entry === firstNew}
              pictures={entry.attachments.length ? pictures : null}
              told={isTold(entry) && of.guide?.told(entry)}
              http={http}
              language={host.language}
              t={t}
            />
          ))}
          {of.unsent().map((item) => <UnsentRow key={item.client_id} item={item} of={of} />)}
          {children}
          {of.typing && (
            <p class="typing">
              <span aria-hidden="true"><i /><i /><i /></span>
              {of.typing.name ? t('typing', { name: of.typing.name }) : t('typing_someone')}
            </p>
          )}
        </div>
        {this.state.behind && (
          <button class="jump" type="button" onClick={this.toEnd}>
            <Icon path={ICON.down} />
            {t('jump')}
          </button>
        )}
      </div>
    );
  }
}
