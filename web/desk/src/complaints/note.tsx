// What the program notes of a complaint in its conversation.
import type { ComplaintData } from '@ombud/shared/complaints';
import { useLanguage } from '@ombud/ui/settings';
import { isKey, useText } from '../text';
import { dayText } from './words';

export function ComplaintWords({ complaint }: { complaint: ComplaintData['complaint'] }) {
  const text = useText();
  const language = useLanguage();
  const key = 'complaints.event.' + complaint.event;
  return <>{isKey(key) ? text(key, { reference: complaint.reference, date: dayText(language, complaint.due_on) }) : complaint.reference}</>;
}
