// The bell: how many notices wait, and the way to them.
import { Bell } from 'lucide-react';
import { IconButton } from '@ombud/ui/button';
import { useStore } from '@ombud/ui/store';
import { useDesk } from '../desk';
import { useText } from '../text';
import { openWindow } from '../windows';

/** A larger number says nothing more. */
const MOST = 99;

export function NoticesBell() {
  const text = useText();
  const unread = useStore(useDesk().notices.unread);
  return (
    <span className="bell">
      <IconButton label={text(unread > 0 ? 'notices.open_unread' : 'notices.open', { count: unread })} shortcut="b" onPress={() => openWindow.set({ type: 'notices' })}>
        <Bell size={18} />
      </IconButton>
      {unread > 0 && (
        <span className="bell-count" aria-hidden="true">
          {unread > MOST ? `${MOST}+` : text('number', { value: unread })}
        </span>
      )}
    </span>
  );
}
