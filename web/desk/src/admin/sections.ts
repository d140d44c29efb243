// The sections of administration, and who may open each.
import { Archive, Clock3, Inbox, KeyRound, ListChecks, MessageSquareText, ShieldCheck, Wand2, Zap, Webhook, type LucideIcon } from 'lucide-react';
import type { AdminSection } from '../route';

export const SECTIONS: readonly { name: AdminSection; permission: string; icon: LucideIcon }[] = [
  { name: 'queues', permission: 'manage_work', icon: Inbox },
  { name: 'hours', permission: 'manage_work', icon: Clock3 },
  { name: 'replies', permission: 'reply', icon: MessageSquareText },
  { name: 'macros', permission: 'manage_work', icon: Wand2 },
  { name: 'rules', permission: 'manage_work', icon: Zap },
  { name: 'fields', permission: 'manage_work', icon: ListChecks },
  { name: 'roles', permission: 'manage_access', icon: ShieldCheck },
  { name: 'keys', permission: 'manage_access', icon: KeyRound },
  { name: 'webhooks', permission: 'manage_access', icon: Webhook },
  { name: 'privacy', permission: 'manage_privacy', icon: Archive },
];
