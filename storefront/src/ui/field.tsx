import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react';
import { classNames } from './class-names';

interface FieldProps {
  label: string;
  /** Shown below, and read with the field. */
  hint?: ReactNode;
  /** Why the value is refused. */
  error?: string | undefined;
  /** Hides the label from the eye, not from screen readers. */
  labelHidden?: boolean;
  className?: string;
}

const control =
  'w-full min-h-10 rounded-lg border border-line-strong/70 bg-surface px-3 text-base sm:text-sm text-text placeholder:text-soft ' +
  'aria-invalid:border-bad disabled:opacity-60';

/** Label, control, hint and error, connected for screen readers. */
export function Field({
  label,
  hint,
  error,
  labelHidden,
  className,
  children,
}: FieldProps & {
  children: (control: {
    id: string;
    'aria-describedby'?: string;
    'aria-invalid'?: true;
    className: string;
  }) => ReactNode;
}) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={classNames('flex flex-col gap-1', className)}>
      <label htmlFor={id} className={labelHidden ? 'sr-only' : 'text-sm font-medium'}>
        {label}
      </label>
      {children({
        id,
        className: control,
        ...(described && { 'aria-describedby': described }),
        ...(error && { 'aria-invalid': true }),
      })}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
    </div>
  );
}

type Control<Props> = Omit<Props, 'className' | 'id'> & FieldProps;

export function TextField({
  label,
  hint,
  error,
  labelHidden,
  className,
  ref,
  ...props
}: Control<InputHTMLAttributes<HTMLInputElement>> & { ref?: Ref<HTMLInputElement> }) {
  return (
    <Field {...{ label, hint, error, labelHidden, className }}>
      {(field) => <input type="text" {...props} {...field} ref={ref} />}
    </Field>
  );
}

export function TextArea({
  label,
  hint,
  error,
  labelHidden,
  className,
  ref,
  ...props
}: Control<TextareaHTMLAttributes<HTMLTextAreaElement>> & { ref?: Ref<HTMLTextAreaElement> }) {
  return (
    <Field {...{ label, hint, error, labelHidden, className }}>
      {(field) => <textarea rows={3} {...props} {...field} className={`${field.className} py-2`} ref={ref} />}
    </Field>
  );
}

/** The platform's own select: it works with every keyboard and screen reader. */
export function SelectField({
  label,
  hint,
  error,
  labelHidden,
  className,
  ref,
  children,
  ...props
}: Control<SelectHTMLAttributes<HTMLSelectElement>> & { ref?: Ref<HTMLSelectElement> }) {
  return (
    <Field {...{ label, hint, error, labelHidden, className }}>
      {(field) => (
        <select {...props} {...field} ref={ref}>
          {children}
        </select>
      )}
    </Field>
  );
}

export function CheckboxField({
  label,
  hint,
  ref,
  className,
  ...props
}: Omit<InputHTMLAttributes<HTMLInputElement>, 'type' | 'id'> & {
  label: ReactNode;
  hint?: ReactNode;
  ref?: Ref<HTMLInputElement>;
}) {
  const id = useId();
  return (
    <div className={classNames('flex items-start gap-2.5', className)}>
      <input
        {...props}
        id={id}
        type="checkbox"
        ref={ref}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="mt-0.5 size-5 shrink-0 accent-accent"
      />
      <div>
        <label htmlFor={id} className="text-sm">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-sm text-soft">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
