// One labelled line of input, with help below it and what is wrong with it.
import type { ReactNode } from 'react';
import { FieldError, Input, Label, Text, TextField, type InputProps, type TextFieldProps } from 'react-aria-components';

interface FieldProps extends Omit<TextFieldProps, 'className' | 'style' | 'children'> {
  label: string;
  help?: ReactNode;
  error?: string | null;
  input?: Pick<InputProps, 'autoCapitalize' | 'spellCheck' | 'maxLength' | 'dir'>;
  end?: ReactNode;
}

export function Field({ label, help, error, input, end, ...rest }: FieldProps) {
  return (
    <TextField {...rest} validationBehavior="aria" className="field" isInvalid={Boolean(error)}>
      <Label>{label}</Label>
      <span className="field-line">
        <Input {...input} />
        {end}
      </span>
      {help && (
        <Text slot="description" className="field-help">
          {help}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </TextField>
  );
}
