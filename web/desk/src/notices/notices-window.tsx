// What I am told about conversations, newest first; each leads to its conversation and is read with it.
import { useCallback, useState } from 'react';
import { AlarmClock, AtSign, Bell, UserRoundCheck } from 'lucide-react';
import { listNotices, type Notice } from '@ombud/shared/ties';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { useStore } from '@ombud/ui/store';
import { toast } from '@ombud/ui/toast';
import { nameOf } from '../conversation/case-words';
import { useDesk } from '../desk';
import { authorName } from '../names';
import { usePages } from '../paging';
import { inboxPath } from '../route';
import { problemText, textNow, useText } from '../text';
import { Moment } from '../ui/chips';
import { Tick } from '../ui/inputs';
import { Waiting } from '../ui/waiting';
import { keyOf } from './words';

const ICONS = { mentioned: AtSign, assigned: UserRoundCheck, woken: AlarmClock, followed: Bell };
/** A customer whose name a notice does not hold. */
const SOMEBODY = { id: '', kind: 'visitor', name: null } as const;

export default function NoticesWindow({ onClose }: { onClose: () => void }) {
  const text = useText();
  const { notices } = useDesk();
  const [only, setOnly] = useState(false);
  const unread = useStore(notices.unread);
  const version = useStore(notices.version);
  return (
    <Dialog title={text('notices.title')} onClose={onClose}>
      <div className="notices-head">
        <Tick label={text('notices.only_unread')} value={only} onChange={setOnly} />
        <ReadAll unread={unread} />
      </div>
      <List key={`${String(only)}${version}`} only={only} onClose={onClose} />
    </Dialog>
  );
}

function ReadAll({ unread }: { unread: number }) {
  const text = useText();
  const { notices } = useDesk();
  const [busy, setBusy] = useState(false);
  const press = async () => {
    setBusy(true);
    try {
      // What comes meanwhile stays unread.
      const newest = notices.waiting.get()[0]?.at ?? new Date().toISOString();
      await notices.read({ until: newest });
    } catch (error) {
      toast(problemText(textNow(), error), 'danger');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button kind="quiet" isPending={busy} isDisabled={unread === 0} onPress={() => void press()}>
      {text('notices.read_all')}
    </Button>
  );
}

function List({ only, onClose }: { only: boolean; onClose: () => void }) {
  const text = useText();
  const { http } = useDesk();
  const load = useCallback(
    async (cursor: string | null) => {
      const { notices, next } = await listNotices(http, { ...(only ? { unread: 1 as const } : {}), ...(cursor === null ? {} : { cursor }) });
      return { rows: notices, next };
    },
    [http, only],
  );
  const { rows, next, error, busy, more } = usePages(load);
  if (rows === null) return <Waiting of={{ value: rows, error, busy, again: more }} />;
  if (rows.length === 0) {
    return (
      <div className="notices-empty">
        <Bell size={24} aria-hidden="true" />
        <p>{text(only ? 'notices.none_unread' : 'notices.none')}</p>
        <p className="quiet">{text('notices.what')}</p>
      </div>
    );
  }
  return (
    <>
      <ul className="notices">
        {rows.map((notice) => (
          <Row key={notice.id} notice={notice} onClose={onClose} />
        ))}
      </ul>
      {error !== null && (
        <p className="notice" data-tone="danger" role="alert">
          {problemText(text, error)}
        </p>
      )}
      {next !== null && (
        <Button kind="quiet" isPending={busy} onPress={more}>
          {text('notices.more')}
        </Button>
      )}
    </>
  );
}

function Row({ notice, onClose }: { notice: Notice; onClose: () => void }) {
  const text = useText();
  const { notices } = useDesk();
  const Icon = ICONS[notice.why];
  const unread = notice.read_at === null;
  const open = () => {
    onClose();
    if (unread) notices.read({ conversation_id: notice.conversation_id }).catch((error: unknown) => toast(problemText(textNow(), error), 'danger'));
  };
  return (
    <li data-unread={unread || undefined}>
      <a href={inboxPath('all', notice.conversation_id)} onClick={open}>
        <Icon size={16} aria-hidden="true" />
        <span className="notice-words">
          {unread && <span className="hidden">{text('notices.unread')} </span>}
          {text(keyOf(notice), { by: authorName(text, notice.by, SOMEBODY) })}
          <small>
            <code>{notice.reference}</code>
            {notice.topic && <span>{nameOf(text, 'topic.', notice.topic)}</span>}
            <Moment at={notice.at} />
          </small>
        </span>
      </a>
    </li>
  );
}
