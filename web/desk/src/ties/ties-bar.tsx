// What the open conversation is tied to, at its top; one that was merged says where it is answered.
import { useEffect, useState } from 'react';
import { CornerDownRight, GitMerge, Link2, Split, X } from 'lucide-react';
import { endTie, makeTie, type Tie } from '@ombud/shared/ties';
import { Button } from '@ombud/ui/button';
import { useStore } from '@ombud/ui/store';
import { toast } from '@ombud/ui/toast';
import { nameOf } from '../conversation/case-words';
import type { OpenConversation } from '../conversation/conversation';
import { useDesk, type Desk } from '../desk';
import { inboxPath } from '../route';
import { problemText, textNow, useText } from '../text';
import { mergedInto } from './ties-store';

/** So many stand in the bar; the others are in the log. */
const SHOWN = 6;
const ICONS = { related: Link2, merged: GitMerge, split: Split };

export function TiesBar({ open }: { open: OpenConversation }) {
  const text = useText();
  const desk = useDesk();
  const ties = useStore(open.ties.ties);
  const [all, setAll] = useState(false);
  useEffect(() => void open.ties.loadTies(), [open]);
  const into = mergedInto(ties);
  const others = (ties ?? []).filter((tie) => tie !== into);
  if (ties === null || ties.length === 0) return null;
  const may = desk.can('reply');
  return (
    <div className="ties" role="group" aria-label={text('ties.bar')}>
      {into && (
        <div className="notice merged-notice">
          <CornerDownRight size={16} aria-hidden="true" />
          <p>
            <strong>{text('ties.merged_into', { reference: into.other.reference })}</strong> {text('ties.answered_there')}
          </p>
          <a className="button" data-kind="primary" href={inboxPath('all', into.other.id)}>
            <span className="label">{text('ties.go_there')}</span>
          </a>
          {may && <EndButton open={open} tie={into} label={text('ties.unmerge')} />}
        </div>
      )}
      {others.length > 0 && (
        <ul className="tie-list">
          {(all ? others : others.slice(0, SHOWN)).map((tie) => (
            <TieChip key={tie.id} tie={tie} open={open} may={may} />
          ))}
          {!all && others.length > SHOWN && (
            <li>
              <button type="button" className="tie-more" onClick={() => setAll(true)}>
                {text('ties.more', { count: others.length - SHOWN })}
              </button>
            </li>
          )}
        </ul>
      )}
    </div>
  );
}

function TieChip({ tie, open, may }: { tie: Tie; open: OpenConversation; may: boolean }) {
  const text = useText();
  const desk = useDesk();
  const Icon = ICONS[tie.kind];
  const name = text(`ties.is.${tie.kind}_${tie.role}` as 'ties.is.related_with', { reference: tie.other.reference });
  return (
    <li className="tie-chip" data-status={tie.other.status}>
      <a href={inboxPath('all', tie.other.id)} title={tie.other.topic ? nameOf(text, 'topic.', tie.other.topic) : undefined}>
        <Icon size={12} aria-hidden="true" />
        <span>{name}</span>
        <small>{text(`status.${tie.other.status}`)}</small>
      </a>
      {may && tie.kind !== 'split' && (
        <button type="button" aria-label={text(tie.kind === 'merged' ? 'ties.unmerge_one' : 'ties.unlink', { reference: tie.other.reference })} onClick={() => void end(desk, open, tie)}>
          <X size={12} aria-hidden="true" />
        </button>
      )}
    </li>
  );
}

function EndButton({ open, tie, label }: { open: OpenConversation; tie: Tie; label: string }) {
  const desk = useDesk();
  const [busy, setBusy] = useState(false);
  const press = async () => {
    setBusy(true);
    await end(desk, open, tie);
    setBusy(false);
  };
  return (
    <Button isPending={busy} onPress={() => void press()}>
      {label}
    </Button>
  );
}

/** Ends a tie, with a way back while it is fresh. */
async function end(desk: Desk, open: OpenConversation, tie: Tie): Promise<void> {
  const text = textNow();
  try {
    await endTie(desk.http, open.id, tie.id);
    await open.ties.loadTies();
    const { kind, role, other } = tie;
    // Which of the two went into the other is told from where it stands.
    const again = async () => {
      const from = role === 'from' ? other.id : open.id;
      const reference = role === 'from' ? open.state.get().conversation!.reference : other.reference;
      await makeTie(desk.http, from, { kind: kind === 'merged' ? 'merged' : 'related', reference });
      await open.ties.loadTies();
    };
    toast(text(kind === 'merged' ? 'ties.unmerged' : 'ties.unlinked', { reference: other.reference }), 'plain', {
      label: text('handling.undo'),
      run: () => void again().catch((error: unknown) => toast(problemText(textNow(), error), 'danger')),
    });
  } catch (error) {
    toast(problemText(text, error), 'danger');
  }
}
