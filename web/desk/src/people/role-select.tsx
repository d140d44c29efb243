// Choosing a role, with what it may do beside its name.
import { useCallback } from 'react';
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue, Text } from 'react-aria-components';
import { ChevronDown } from 'lucide-react';
import { listRoles, PERMISSIONS, type RoleRow } from '@ombud/shared/access';
import { useLanguage } from '@ombud/ui/settings';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { isKey, useText, type Text as Words } from '../text';
import { nameOf } from './permissions';

/** Until they are read, and where they cannot be. */
const BUILT_IN: readonly RoleRow[] = ['agent', 'supervisor', 'admin'].map((id) => ({
  id, built_in: true, name_en: null, name_zh: null, permissions: [], copied_from: null, made_at: null, changed_at: null,
}));

export function useRoles(): readonly RoleRow[] {
  const { http } = useDesk();
  const load = useCallback(() => listRoles(http), [http]);
  return useLoaded(load).value?.roles ?? BUILT_IN;
}

interface RoleSelectProps {
  label: string;
  isLabelled?: boolean;
  roles: readonly RoleRow[];
  value: string;
  /** What the chosen one is called, where it is none of those any more. */
  shown: string;
  onChange: (role: string) => void;
}

const described = (text: Words, role: RoleRow): string => {
  const key = `role.${role.id}_may`;
  return isKey(key) ? text(key) : text('roles.may_count', { held: role.permissions.length, all: PERMISSIONS.length });
};

export function RoleSelect({ label, isLabelled = false, roles, value, shown, onChange }: RoleSelectProps) {
  const text = useText();
  const language = useLanguage();
  const chosen = roles.find(({ id }) => id === value);
  return (
    <Select
      className="field role-select"
      {...(isLabelled ? {} : { 'aria-label': label })}
      value={value}
      onChange={(key) => onChange(String(key))}
    >
      {isLabelled && <Label>{label}</Label>}
      <Button className="button" data-kind="plain">
        <SelectValue>
          <bdi>{chosen ? nameOf(text, language, chosen) : shown}</bdi>
        </SelectValue>
        <ChevronDown size={14} aria-hidden="true" />
      </Button>
      <Popover className="popover">
        <ListBox className="menu">
          {roles.map((role) => (
            <ListBoxItem key={role.id} id={role.id} className="menu-item" textValue={nameOf(text, language, role)}>
              <span className="role-choice">
                <Text slot="label">
                  <bdi>{nameOf(text, language, role)}</bdi>
                </Text>
                <Text slot="description">{described(text, role)}</Text>
              </span>
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
