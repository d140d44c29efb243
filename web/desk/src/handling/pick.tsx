// One thing of how a conversation is handled, picked by one more key: from the bar, by a shortcut, or for many conversations at once.
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { Autocomplete, Input, Menu, MenuItem, SearchField } from 'react-aria-components';
import { Check } from 'lucide-react';
import { PRIORITIES, Problem, TOPICS, type ChangeHandling, type Handling, type Id } from '@ombud/shared/api';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { useLanguage } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { dateAndTime } from '@ombud/ui/time';
import { laterTimes, zoneName } from '../conversation/plans';
import { useDesk } from '../desk';
import { fromInput, toInput } from '../moments';
import { useText, type Text } from '../text';
import { MomentField } from '../ui/inputs';
import type { Handled } from '../windows';
import { useNames, type Names } from './names';

const HOUR = 3_600_000;
const FARTHEST = 366 * 24 * HOUR;

interface PickProps {
  what: Handled;
  /** How it is now; null: of many. */
  handling: Handling | null;
  topic?: string | null;
  /** For many, tags are taken away in a window of their own. */
  onPick: (change: ChangeHandling) => void;
  onClose: () => void;
}

interface Offer { id: string; label: string; end?: ReactNode; change: ChangeHandling | 'pick'; on: boolean }

function offersOf(what: Exclude<Handled, 'tags'>, text: Text, names: Names, handling: Handling | null, topic: string | null, language: 'en' | 'zh-CN'): Offer[] {
  if (what === 'priority') {
    return [...PRIORITIES].reverse().map((priority) => ({ id: priority, label: text(`priority.${priority}`), change: { priority }, on: handling?.priority === priority }));
  }
  if (what === 'topic') {
    return [
      ...TOPICS.map((each) => ({ id: each, label: text(`topic.${each}`), change: { topic: each }, on: topic === each })),
      { id: 'none', label: text('handling.no_topic'), change: { clear: ['topic' as const] }, on: handling !== null && topic === null },
    ];
  }
  if (what === 'queue') {
    return [
      ...names.queues.map(({ id, name }) => ({ id, label: name, change: { queue_id: id }, on: handling?.queue_id === id })),
      { id: 'none', label: text('handling.no_queue'), change: { clear: ['queue_id' as const] }, on: handling !== null && handling.queue_id === null },
    ];
  }
  const times = laterTimes(new Date()).map(({ choice, at }) => ({
    id: choice, label: text(`handling.${choice}`), end: <span className="quiet">{dateAndTime(language, at.toISOString())}</span>, change: { snoozed_until: at.toISOString() }, on: false,
  }));
  const wake = handling === null || handling.snoozed_until !== null ? [{ id: 'wake', label: text('handling.wake'), change: { clear: ['snoozed_until' as const] }, on: false }] : [];
  return [...times, { id: 'pick', label: text('handling.pick'), change: 'pick', on: false }, ...wake];
}

/** A digit is enough. */
const HOTKEYS = '123456789';

export function Pick({ what, ...rest }: PickProps) {
  const text = useText();
  if (what === 'tags') return <PickTags {...rest} />;
  return (
    <Dialog title={text(`handling.title.${what}`)} onClose={rest.onClose}>
      <PickOne what={what} {...rest} />
    </Dialog>
  );
}

function PickOne({ what, handling, topic = null, onPick, onClose }: PickProps & { what: Exclude<Handled, 'tags'> }) {
  const text = useText();
  const language = useLanguage();
  const names = useNames();
  const [picking, setPicking] = useState(false);
  if (picking) return <PickMoment onPick={onPick} onClose={onClose} />;
  const offers = offersOf(what, text, names, handling, topic, language);
  const take = (offer: Offer | undefined) => {
    if (!offer) return;
    if (offer.change === 'pick') return setPicking(true);
    onClose();
    if (!offer.on) onPick(offer.change);
  };
  const hotkey = (event: KeyboardEvent) => {
    const place = HOTKEYS.indexOf(event.key);
    if (place < 0 || event.ctrlKey || event.metaKey || event.altKey || !offers[place]) return;
    event.preventDefault();
    event.stopPropagation();
    take(offers[place]);
  };
  return (
    <div className="pick" onKeyDownCapture={hotkey}>
      {what === 'queue' && names.queues.length === 0 && <p className="quiet">{text('handling.no_queues')}</p>}
      <Menu className="menu" aria-label={text(`handling.title.${what}`)} autoFocus="first" onAction={(key) => take(offers.find(({ id }) => id === key))}>
        {offers.map((offer, place) => (
          <MenuItem key={offer.id} id={offer.id} className="menu-item" textValue={offer.label}>
            <span className="pick-mark">{offer.on && <Check size={14} aria-label={text('handling.tag_on')} />}</span>
            <bdi className="chooser-label">{offer.label}</bdi>
            {offer.end}
            {HOTKEYS[place] && <kbd>{HOTKEYS[place]}</kbd>}
          </MenuItem>
        ))}
      </Menu>
    </div>
  );
}

function PickMoment({ onPick, onClose }: Pick<PickProps, 'onPick' | 'onClose'>) {
  const text = useText();
  const language = useLanguage();
  const act = useAct();
  const at = useErrorAt(act);
  const [value, setValue] = useState(() => toInput(new Date(Date.now() + 24 * HOUR).toISOString()));
  const submit = () => {
    const moment = fromInput(value);
    const time = moment === null ? NaN : Date.parse(moment);
    if (moment === null || !(time > Date.now() && time <= Date.now() + FARTHEST)) return Promise.reject(new Problem('field.range', 422, 'snoozed_until'));
    onClose();
    onPick({ snoozed_until: moment });
    return Promise.resolve();
  };
  return (
    <Form act={act} submit={submit} label={text('handling.until')} fields={['snoozed_until']} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
      <MomentField
        label={text('handling.when')}
        value={value}
        onChange={(next) => {
          setValue(next);
          act.forget();
        }}
        error={at('snoozed_until')}
        help={text('handling.when_help', { zone: zoneName(language) })}
      />
    </Form>
  );
}

const SHOWN = 50;
const LETTERS = 40;

/** Stays open: who adds one often adds two. */
function PickTags({ handling, onPick, onClose }: Omit<PickProps, 'what'>) {
  const text = useText();
  const names = useNames();
  const [typed, setTyped] = useState('');
  const own = handling?.tags ?? [];
  const wanted = typed.trim().normalize('NFC');
  const low = wanted.toLocaleLowerCase();
  const known = [...new Set([...own, ...names.tags])].filter((tag) => tag.toLocaleLowerCase().includes(low)).slice(0, SHOWN);
  const isNew = wanted !== '' && Array.from(wanted).length <= LETTERS && !known.includes(wanted);
  const take = (tag: string) => {
    setTyped('');
    onPick(own.includes(tag) ? { remove_tags: [tag] } : { add_tags: [tag] });
    if (handling === null) onClose();
  };
  return (
    <Dialog title={text('handling.title.tags')} onClose={onClose}>
      <div className="pick">
        <Autocomplete inputValue={typed} onInputChange={setTyped}>
          <SearchField aria-label={text('handling.find_tag')} autoFocus className="chooser-input">
            <Input placeholder={text('handling.find_tag')} maxLength={LETTERS} dir="auto" />
          </SearchField>
          <Menu
            className="menu"
            aria-label={text('handling.title.tags')}
            renderEmptyState={() => <p className="chooser-empty">{text('handling.no_tags')}</p>}
            shouldCloseOnSelect={false}
            onAction={(key) => take(String(key).slice(1))}
          >
            {known.map((tag) => (
              <MenuItem key={'t' + tag} id={'t' + tag} textValue={tag} className="menu-item">
                <span className="pick-mark">{own.includes(tag) && <Check size={14} aria-label={text('handling.tag_on')} />}</span>
                <bdi className="chooser-label">{tag}</bdi>
              </MenuItem>
            ))}
            {isNew && (
              <MenuItem key={'n' + wanted} id={'n' + wanted} textValue={wanted} className="menu-item">
                <span className="pick-mark" />
                <span className="chooser-label">{text('handling.new_tag', { tag: wanted })}</span>
              </MenuItem>
            )}
          </Menu>
        </Autocomplete>
      </div>
    </Dialog>
  );
}

/** Of the conversation that is open. */
export default function PickFor({ what, conversation, onClose }: { what: Handled; conversation: Id; onClose: () => void }) {
  const desk = useDesk();
  const { conversation: now } = useStore(desk.conversation(conversation).state);
  if (!now?.handling) return null;
  return <Pick what={what} handling={now.handling} topic={now.topic} onPick={(change) => void desk.change(conversation, change)} onClose={onClose} />;
}
