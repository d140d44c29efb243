// Choosing a role, with what it may do beside its name.
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue, Text } from 'react-aria-components';
import { ChevronDown } from 'lucide-react';
import type { Role } from '@ombud/shared/api';
import { useText } from '../text';

const ROLES: readonly Role[] = ['agent', 'supervisor', 'admin'];

interface RoleSelectProps {
  label: string;
  isLabelled?: boolean;
  value: Role;
  onChange: (role: Role) => void;
}

export function RoleSelect({ label, isLabelled = false, value, onChange }: RoleSelectProps) {
  const text = useText();
  return (
    <Select
      className="field role-select"
      {...(isLabelled ? {} : { 'aria-label': label })}
      value={value}
      onChange={(key) => onChange(key as Role)}
    >
      {isLabelled && <Label>{label}</Label>}
      <Button className="button" data-kind="plain">
        <SelectValue>{text(`role.${value}`)}</SelectValue>
        <ChevronDown size={14} aria-hidden="true" />
      </Button>
      <Popover className="popover">
        <ListBox className="menu">
          {ROLES.map((role) => (
            <ListBoxItem key={role} id={role} className="menu-item" textValue={text(`role.${role}`)}>
              <span className="role-choice">
                <Text slot="label">{text(`role.${role}`)}</Text>
                <Text slot="description">{text(`role.${role}_may`)}</Text>
              </span>
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
