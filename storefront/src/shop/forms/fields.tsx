import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { Field, TextField } from '../../ui/field';
import { m } from '../messages';

interface InputProps {
  label?: string;
  field: UseFormRegisterReturn;
  error?: string | undefined;
}

export const EmailField = ({ label = m.account.email, field, error }: InputProps) => (
  <TextField
    {...field}
    type="email"
    label={label}
    autoComplete="email"
    required
    maxLength={320}
    error={error}
  />
);

/** `isNew`: shows the rules, and password managers offer one. */
export function PasswordField({
  label = m.account.password,
  field,
  error,
  isNew,
}: InputProps & { isNew?: boolean }) {
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <Field label={label} error={error} hint={isNew && m.account.passwordRules}>
      {(control) => (
        <div className="relative">
          <input
            {...field}
            {...control}
            type={isShown ? 'text' : 'password'}
            autoComplete={isNew ? 'new-password' : 'current-password'}
            required
            maxLength={256}
            className={`${control.className} pr-11`}
          />
          <button
            type="button"
            aria-pressed={isShown}
            aria-label={m.account.showPassword}
            onClick={() => setShown(!isShown)}
            className="absolute top-0 right-0 grid size-10 place-items-center rounded-lg text-soft hover:text-text"
          >
            <Icon aria-hidden className="size-4" />
          </button>
        </div>
      )}
    </Field>
  );
}
