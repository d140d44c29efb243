// What the program notes of a complaint in its conversation.
import type { ComplaintData } from '@ombud/shared/complaints';
import { isKey, useText } from '../text';

export function ComplaintWords({ complaint }: { complaint: ComplaintData['complaint'] }) {
  const text = useText();
  const key = 'complaints.event.' + complaint.event;
  return <>{isKey(key) ? text(key, { reference: complaint.reference, date: complaint.due_on }) : complaint.reference}</>;
}
