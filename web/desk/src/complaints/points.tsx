// The points of a complaint: what they say, our position, our reasons; what was written is kept when somebody else was faster.
import { useRef, useState } from 'react';
import { Plus, X } from 'lucide-react';
import { newClientId, Problem } from '@ombud/shared/api';
import { LONGEST_TEXT, MOST_POINTS, POSITIONS, setPoints, type Complaint, type Point, type Position } from '@ombud/shared/complaints';
import { Form, useAct } from '@ombud/ui/act';
import { Button, IconButton } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { useDesk } from '../desk';
import { useText } from '../text';
import { AreaField, SelectField } from '../ui/inputs';

interface PointsProps {
  complaint: Complaint;
  onClose: () => void;
  onDone: (complaint: Complaint) => void;
  /** Somebody else changed it: read it again. */
  onStale: () => void;
}

interface Row extends Point { id: number }

export function PointsWindow({ complaint, onClose, onDone, onStale }: PointsProps) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const next = useRef(complaint.points.length + 1);
  const fresh = (): Row => ({ id: next.current++, claim: '', position: null, reasons: '' });
  const [rows, setRows] = useState<readonly Row[]>(() => (complaint.points.length > 0 ? complaint.points.map((point, id) => ({ ...point, id })) : [{ id: 0, claim: '', position: null, reasons: '' }]));
  /** Another text is another wish. */
  const wish = useRef({ client_id: newClientId(), of: '' });
  const submit = async () => {
    const points = rows.map(({ claim, position, reasons }) => ({ claim, position, reasons }));
    const of = JSON.stringify(points) + complaint.revision;
    if (wish.current.of !== of) wish.current = { client_id: newClientId(), of };
    try {
      onDone(await setPoints(http, complaint.conversation_id, { client_id: wish.current.client_id, revision: complaint.revision, points }));
    } catch (problem) {
      if (problem instanceof Problem && problem.code === 'complaint.changed') onStale();
      throw problem;
    }
  };
  const put = (id: number, change: Partial<Point>) => {
    setRows((all) => all.map((row) => (row.id === id ? { ...row, ...change } : row)));
    act.forget();
  };
  const options: readonly (readonly [Position | '', string])[] = [['', text('complaints.no_position')], ...POSITIONS.map((each) => [each, text(`complaints.position.${each}`)] as const)];
  return (
    <Dialog title={`${text('complaints.points')} · ${complaint.reference}`} size="wide" onClose={onClose}>
      <p className="quiet">{text('complaints.points_about')}</p>
      <Form act={act} submit={submit} label={text('complaints.save')} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <ol className="points-edit">
          {rows.map((row, place) => (
            <li key={row.id}>
              <fieldset>
                <legend>{text('complaints.point', { number: place + 1 })}</legend>
                {rows.length > 1 && (
                  <IconButton label={text('complaints.remove_point', { number: place + 1 })} onPress={() => setRows((all) => all.filter(({ id }) => id !== row.id))}>
                    <X size={16} />
                  </IconButton>
                )}
                <AreaField label={text('complaints.claim')} rows={2} lang={complaint.language} longest={LONGEST_TEXT} value={row.claim} onChange={(claim) => put(row.id, { claim })} />
                <SelectField label={text('complaints.position')} value={row.position ?? ''} options={options} onChange={(position) => put(row.id, { position: position === '' ? null : position })} />
                <AreaField label={text('complaints.reasons')} help={text('complaints.reasons_help')} rows={4} lang={complaint.language} longest={LONGEST_TEXT} value={row.reasons} onChange={(reasons) => put(row.id, { reasons })} />
              </fieldset>
            </li>
          ))}
        </ol>
        {rows.length < MOST_POINTS && (
          <p>
            <Button kind="quiet" onPress={() => setRows((all) => [...all, fresh()])}>
              <Plus size={16} aria-hidden="true" />
              {text('complaints.add_point')}
            </Button>
          </p>
        )}
      </Form>
    </Dialog>
  );
}
