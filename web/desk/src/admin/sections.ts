// The sections of administration, and who may open each.
import { Clock3, Inbox, ListChecks, MessageSquareText, ShieldCheck, Wand2, type LucideIcon } from 'lucide-react';
import type { AdminSection } from '../route';

export const SECTIONS: readonly { name: AdminSection; permission: string; icon: LucideIcon }[] = [
  { name: 'queues', permission: 'manage_work', icon: Inbox },
  { name: 'hours', permission: 'manage_work', icon: Clock3 },
  { name: 'replies', permission: 'reply', icon: MessageSquareText },
  { name: 'macros', permission: 'manage_work', icon: Wand2 },
  { name: 'fields', permission: 'manage_work', icon: ListChecks },
  { name: 'roles', permission: 'manage_people', icon: ShieldCheck },
];
