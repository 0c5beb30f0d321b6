import type { UseMutationResult } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { Problem } from '../../api/problem';
import { Button } from '../../ui/button';
import { ProblemNotice } from '../shell/problem-notice';
import { DialogButtons } from './dialog-button';

interface ActionFormProps<Values extends FieldValues, Input> {
  form: UseFormReturn<Values>;
  action: UseMutationResult<unknown, Error, Input>;
  /** The request of the values; undefined when an error of a field was set. */
  input: (values: Values) => Input | undefined;
  submit: string;
  danger?: boolean;
  /** Absent on a page: the form has no button that cancels. */
  close?: () => void;
  children: ReactNode;
}

/** A form that sends one request; violations show at their fields, other problems above them. */
export function ActionForm<Values extends FieldValues, Input>({
  form,
  action,
  input,
  submit,
  danger,
  close,
  children,
}: ActionFormProps<Values, Input>) {
  useEffect(() => {
    if (!(action.error instanceof Problem)) return;
    for (const { path, message } of action.error.violations)
      if (hasField(form, path)) form.setError(path as Path<Values>, { message });
  }, [action.error, form]);
  const button = (
    <Button type="submit" look={danger ? 'danger' : 'primary'} busy={action.isPending}>
      {submit}
    </Button>
  );
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) =>
        void form.handleSubmit((values) => {
          const request = input(values);
          if (request !== undefined) action.mutate(request);
        })(event)
      }
    >
      {action.isError && <ProblemNotice error={withoutFields(action.error, form)} />}
      {children}
      {close ? <DialogButtons close={close}>{button}</DialogButtons> : <div>{button}</div>}
    </form>
  );
}

const hasField = <Values extends FieldValues>(form: UseFormReturn<Values>, path: string): boolean =>
  path.split('.')[0]! in form.getValues();

/** The problem without the violations that show at fields. */
function withoutFields<Values extends FieldValues>(error: Error, form: UseFormReturn<Values>): Error {
  if (!(error instanceof Problem)) return error;
  const rest = error.violations.filter(({ path }) => !hasField(form, path));
  const { status, code, message, details, correlationId, retryAfter } = error;
  return new Problem(status, code, message, details, rest, correlationId, retryAfter);
}
