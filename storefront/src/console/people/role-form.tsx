import type { AccountRole, UserView } from '@orderwire/contracts';
import { useForm } from 'react-hook-form';
import { api } from '../../api/client';
import { m } from '../messages';
import { ActionForm } from '../parts/action-form';
import { useAction } from '../parts/use-action';

const roles = ['customer', 'staff', 'admin'] as const satisfies readonly AccountRole[];

export function RoleForm({ user, close }: { user: UserView; close: () => void }) {
  const t = m.people;
  const form = useForm<{ role: AccountRole }>({ defaultValues: { role: user.role } });
  const action = useAction({
    run: (request: { role: AccountRole }) => api.put<UserView>(`/users/${user.id}/role`, request),
    done: t.roleChanged,
    refresh: ['people', 'audit'],
    onDone: close,
  });
  return (
    <ActionForm form={form} action={action} input={(values) => values} submit={t.changeRole} close={close}>
      <fieldset className="flex flex-col gap-2">
        <legend className="sr-only">{t.columns.role}</legend>
        {roles.map((role) => (
          <label
            key={role}
            className="flex cursor-pointer items-start gap-3 rounded-xl border border-line px-4 py-3 has-checked:border-accent has-checked:bg-accent-soft"
          >
            <input type="radio" value={role} className="mt-1 accent-accent" {...form.register('role')} />
            <span>
              <span className="block font-medium">{m.shell.roles[role]}</span>
              <span className="block text-sm text-soft">{t.roleHints[role]}</span>
            </span>
          </label>
        ))}
      </fieldset>
    </ActionForm>
  );
}
