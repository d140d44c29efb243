// Permissions as people read them: in groups, and which two roles differ in.
import { PERMISSIONS, type Permission, type RoleRow } from '@ombud/shared/access';
import type { Language } from '@ombud/shared/api';
import { isKey, type Text } from '../text';

export const GROUPS = ['customers', 'work', 'help', 'mail', 'people', 'security'] as const;
export type Group = (typeof GROUPS)[number];

export const IN_GROUP: Record<Group, readonly Permission[]> = {
  customers: ['read_conversations', 'reply', 'assign', 'reveal'],
  work: ['manage_work', 'handle_incidents', 'handle_complaints', 'see_reports'],
  help: ['write_articles', 'publish_articles', 'set_status'],
  mail: ['see_mail', 'manage_mail', 'read_outbox'],
  people: ['see_people', 'manage_people'],
  security: ['approve', 'change_official', 'read_audit', 'manage_access', 'watch_insiders', 'see_compliance', 'manage_privacy'],
};

interface Named { role: string; role_name_en?: string | null; role_name_zh?: string | null }

/** A built-in role has its name from us, one of the desk's own from whoever made it. */
export function roleName(text: Text, language: Language, { role, role_name_en, role_name_zh }: Named): string {
  const key = 'role.' + role;
  if (isKey(key)) return text(key);
  return (language === 'en' ? role_name_en : role_name_zh) || role_name_en || role_name_zh || role.slice(-8);
}
export const nameOf = (text: Text, language: Language, row: RoleRow): string =>
  roleName(text, language, { role: row.id, role_name_en: row.name_en, role_name_zh: row.name_zh });

export interface Difference { first: Permission[]; second: Permission[] }

/** What only one of two may do. */
export function difference(first: readonly Permission[], second: readonly Permission[]): Difference {
  return {
    first: PERMISSIONS.filter((each) => first.includes(each) && !second.includes(each)),
    second: PERMISSIONS.filter((each) => second.includes(each) && !first.includes(each)),
  };
}
