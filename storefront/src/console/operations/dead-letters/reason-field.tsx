import type { UseFormReturn } from 'react-hook-form';
import { TextArea } from '../../../ui/field';
import { m } from '../../messages';

export interface ReasonValues {
  reason: string;
}

/** Why events are discarded. */
export function ReasonField({ form }: { form: UseFormReturn<ReasonValues> }) {
  const t = m.operations.deadLetters;
  return (
    <TextArea
      label={t.reasonField}
      hint={t.reasonHint}
      maxLength={500}
      error={form.formState.errors.reason?.message}
      {...form.register('reason', { validate: (text) => text.trim().length >= 3 || t.reasonError })}
    />
  );
}
