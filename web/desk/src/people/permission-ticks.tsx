// Choosing permissions: each in plain words, in their groups.
import { useId } from 'react';
import type { Permission } from '@ombud/shared/access';
import { useText } from '../text';
import { GROUPS, IN_GROUP } from './permissions';

interface TicksProps {
  label: string;
  help?: string;
  value: readonly Permission[];
  onChange: (value: Permission[]) => void;
  /** Left out altogether. */
  hidden?: (permission: Permission) => boolean;
  disabled: (permission: Permission) => boolean;
  /** Why those cannot be chosen. */
  why: string;
  error: string | null;
}

export function PermissionTicks({ label, help, value, onChange, hidden, disabled, why, error }: TicksProps) {
  const text = useText();
  const id = useId();
  const shown = GROUPS.map((group) => [group, IN_GROUP[group].filter((each) => !hidden?.(each))] as const).filter(([, all]) => all.length > 0);
  const some = shown.some(([, all]) => all.some(disabled));
  return (
    <fieldset className="permission-ticks" aria-describedby={error ? id + 'error' : undefined} data-invalid={error ? true : undefined}>
      <legend>{label}</legend>
      {help && <p className="quiet">{help}</p>}
      {some && (
        <p id={id} className="quiet">
          {why}
        </p>
      )}
      {error && (
        <small id={id + 'error'} className="field-error" role="alert">
          {error}
        </small>
      )}
      <div className="role-groups">
        {shown.map(([group, all]) => (
          <div key={group} role="group" aria-labelledby={id + group}>
            <strong id={id + group}>{text(`permission_group.${group}`)}</strong>
            {all.map((each) => (
              <label key={each} className="checkbox">
                <input
                  type="checkbox"
                  checked={value.includes(each)}
                  disabled={disabled(each)}
                  aria-describedby={disabled(each) ? id : undefined}
                  onChange={(event) => onChange(event.target.checked ? [...value, each] : value.filter((other) => other !== each))}
                />
                <span>{text(`permission.${each}`)}</span>
              </label>
            ))}
          </div>
        ))}
      </div>
    </fieldset>
  );
}
