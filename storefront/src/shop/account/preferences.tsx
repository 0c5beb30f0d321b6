import type { PreferencesView } from '@orderwire/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { CheckboxField } from '../../ui/field';
import { Skeleton } from '../../ui/states';
import { m } from '../messages';
import { ProblemNotice } from '../problems';
import { FormProblem } from '../forms/form-problem';
import { PushSwitch } from './push-switch';
import { preferencesQuery } from './queries';

/** Messages that need not be sent. Each choice is saved at once. */
export function Preferences({ hasPhone }: { hasPhone: boolean }) {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(preferencesQuery);
  const change = useMutation({
    mutationFn: (changes: Partial<PreferencesView>) =>
      api.patch<PreferencesView>('/notifications/preferences', changes),
    onSuccess: (saved) => client.setQueryData(preferencesQuery.queryKey, saved),
  });
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-24 w-full max-w-xl" />;
  const shown = { ...data, ...(change.isPending && change.variables) };
  return (
    <div className="flex flex-col gap-4">
      <CheckboxField
        label={m.account.paymentReminders}
        hint={m.account.paymentRemindersHint}
        checked={shown.paymentReminders}
        onChange={({ target }) => change.mutate({ paymentReminders: target.checked })}
      />
      <CheckboxField
        label={m.account.orderSms}
        hint={hasPhone ? m.account.orderSmsHint : m.account.orderSmsNeedsPhone}
        checked={shown.orderSms}
        disabled={!hasPhone && !shown.orderSms}
        onChange={({ target }) => change.mutate({ orderSms: target.checked })}
      />
      <PushSwitch preferences={data} onSubscribed={() => change.mutateAsync({ orderPush: true })} />
      <FormProblem error={change.error} />
    </div>
  );
}
