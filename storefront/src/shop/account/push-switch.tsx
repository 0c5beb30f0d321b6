import type { PreferencesView } from '@orderwire/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Problem } from '../../api/problem';
import { CheckboxField } from '../../ui/field';
import { Notice } from '../../ui/states';
import { FormProblem } from '../forms/form-problem';
import { m } from '../messages';
import { readPushState, subscribe, unsubscribe } from './push';

const t = m.account.push;

interface PushSwitchProps {
  preferences: PreferencesView;
  /** The browser is subscribed: the account has to want messages too. */
  onSubscribed: () => Promise<unknown>;
}

/** Push messages in this browser. Absent when the shop sends none. */
export function PushSwitch({ preferences, onSubscribed }: PushSwitchProps) {
  const client = useQueryClient();
  const queryKey = ['push', preferences.orderPush];
  const { data: state } = useQuery({ queryKey, queryFn: () => readPushState(preferences) });
  const change = useMutation({
    mutationFn: async (on: boolean) => {
      if (!on) return unsubscribe();
      await subscribe();
      if (Notification.permission === 'granted') await onSubscribed();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['push'] }),
  });
  if (!state || state === 'unavailable') return null;
  const isPossible = state === 'on' || state === 'off';
  return (
    <>
      <CheckboxField
        label={t.label}
        hint={isPossible ? t.hint : t[state]}
        checked={change.isPending ? change.variables : state === 'on'}
        disabled={!isPossible || change.isPending}
        onChange={({ target }) => change.mutate(target.checked)}
      />
      {change.error instanceof Problem ? (
        <FormProblem error={change.error} />
      ) : (
        change.error && <Notice tone="bad">{t.failed}</Notice>
      )}
    </>
  );
}
