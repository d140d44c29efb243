// Saved views in the rail, each with its live count, and the way to make one.
import { useEffect } from 'react';
import { ListFilter, Plus } from 'lucide-react';
import { useStore } from '@ombud/ui/store';
import { useDesk } from '../desk';
import { inboxPath, type View } from '../route';
import { useText } from '../text';
import { openWindow } from '../windows';

export function SavedViews({ current }: { current: View | null }) {
  const text = useText();
  const { work } = useDesk();
  const views = useStore(work.views) ?? [];
  useEffect(() => {
    // The live connection asks for them, too; whichever is first.
    if (work.views.get() === null) work.loadViews().catch(() => undefined);
  }, [work]);
  return (
    <>
      {views.map(({ id, name, count }) => (
        <a key={id} href={inboxPath(`view-${id}`)} className="saved-view" aria-current={current === `view-${id}` ? 'page' : undefined} title={name}>
          <ListFilter size={16} aria-hidden="true" />
          <bdi>{name}</bdi>
          {count > 0 && <span className="count">{text('number', { value: count })}</span>}
        </a>
      ))}
      <button type="button" className="new-view" onClick={() => openWindow.set({ type: 'view', view: null })}>
        <Plus size={16} aria-hidden="true" />
        <span>{text('views.new')}</span>
      </button>
    </>
  );
}
