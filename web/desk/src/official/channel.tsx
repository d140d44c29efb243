// One official channel, or one change of them, in words.
import type { Channel, ChannelChange, NewChannel } from '@ombud/shared/official';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { useText } from '../text';

export function ChannelWords({ channel }: { channel: Channel | NewChannel }) {
  const text = useText();
  const language = useLanguage();
  const notes = [
    ['zh-CN', channel.note_zh],
    ['en', channel.note_en],
  ] as const;
  return (
    <div className="channel">
      <p>
        {channel.network && <span className="chip">{text(`official.network.${channel.network}`)}</span>}
        <code dir="ltr">{channel.value}</code>
        {channel.with_below && <span className="chip">{text('official.with_below')}</span>}
        {channel.language && <span className="chip">{text(`language.${channel.language}`)}</span>}
        {channel.region && <span className="chip">{channel.region}</span>}
      </p>
      {channel.label && <bdi>{channel.label}</bdi>}
      {notes.map(
        ([lang, note]) =>
          note && (
            <small key={lang} lang={lang} className="quiet">
              {note}
            </small>
          ),
      )}
      {'since' in channel && (
        <small className="quiet">
          <time dateTime={channel.since} title={exactTime(language, channel.since)}>
            {text('official.since', { time: dateAndTime(language, channel.since) })}
          </time>
        </small>
      )}
    </div>
  );
}

export function ChangeLine({ change }: { change: ChannelChange }) {
  const text = useText();
  const language = useLanguage();
  return (
    <article className="change" data-ends={change.ends || undefined}>
      <h2>
        {text(change.ends ? 'official.ends' : 'official.adds', { kind: text(`official.kind_one.${change.channel.kind}`) })}
        <span className="chip" data-tone={change.state === 'done' ? 'good' : change.state === 'waiting' ? 'wait' : undefined}>
          {text(`official.state.${change.state}`)}
        </span>
      </h2>
      <ChannelWords channel={change.channel} />
      <small className="quiet">
        <time dateTime={change.at} title={exactTime(language, change.at)}>
          {text('official.proposed_by', { name: change.by_name, time: dateAndTime(language, change.at) })}
        </time>
        {change.decided_at && (
          <>
            {' · '}
            <time dateTime={change.decided_at} title={exactTime(language, change.decided_at)}>
              {text('official.decided_at', { time: dateAndTime(language, change.decided_at) })}
            </time>
          </>
        )}
      </small>
    </article>
  );
}
