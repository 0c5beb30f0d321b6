import type { BulkActionKind, BulkActionParams, RefundReason, UserPage } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../api/client';
import { useAccount } from '../../../api/use-session';
import { SelectField, TextArea } from '../../../ui/field';
import { m } from '../../messages';

export interface BulkChoice {
  readonly action: BulkActionKind;
  readonly params: BulkActionParams;
}

const actions = ['cancel', 'refund', 'assign', 'mark_delivered'] as const satisfies readonly BulkActionKind[];
const reasons = [
  'requested_by_customer',
  'duplicate',
  'fraudulent',
] as const satisfies readonly RefundReason[];

/** Which action, and what it needs to know. */
export function BulkChoiceFields({
  choice,
  onChange,
}: {
  choice: BulkChoice;
  onChange: (choice: BulkChoice) => void;
}) {
  const t = m.bulk;
  const { action, params } = choice;
  const set = (change: BulkActionParams) => onChange({ action, params: { ...params, ...change } });
  return (
    <>
      <fieldset className="grid gap-2 sm:grid-cols-2">
        <legend className="mb-1 text-sm font-medium">{t.action}</legend>
        {actions.map((each) => (
          <label
            key={each}
            className="flex cursor-pointer gap-3 rounded-lg border border-line-strong/50 px-3 py-2.5 text-sm has-checked:border-accent has-checked:bg-accent-soft"
          >
            <input
              type="radio"
              name="bulk-action"
              checked={action === each}
              onChange={() =>
                onChange({ action: each, params: each === 'assign' ? { assigneeId: null } : {} })
              }
              className="mt-0.5 size-4 accent-accent"
            />
            <span>
              <span className="block font-medium">{t.actions[each]}</span>
              <span className="block text-soft">{t.actionLeads[each]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {action === 'assign' && (
        <AssigneeField value={params.assigneeId ?? null} onChange={(assigneeId) => set({ assigneeId })} />
      )}
      {action === 'refund' && (
        <SelectField
          label={t.reason}
          value={params.refundReason ?? 'requested_by_customer'}
          onChange={(event) => set({ refundReason: event.target.value as RefundReason })}
        >
          {reasons.map((each) => (
            <option key={each} value={each}>
              {m.refund.reasons[each]}
            </option>
          ))}
        </SelectField>
      )}
      {(action === 'refund' || action === 'cancel') && (
        <TextArea
          label={t.note}
          hint={t.noteHint}
          rows={2}
          maxLength={500}
          value={params.note ?? ''}
          onChange={(event) => onChange({ action, params: withNote(params, event.target.value) })}
        />
      )}
    </>
  );
}

function withNote({ note: _, ...params }: BulkActionParams, note: string): BulkActionParams {
  return note ? { ...params, note } : params;
}

function AssigneeField({
  value,
  onChange,
}: {
  value: string | null;
  onChange: (assigneeId: string | null) => void;
}) {
  const t = m.bulk;
  const me = useAccount()?.id;
  const staff = useQuery({
    queryKey: ['users', 'assignable'],
    queryFn: async ({ signal }) => {
      const roles = ['staff', 'admin'] as const;
      const pages = await Promise.all(
        roles.map((role) => api.get<UserPage>('/users', { role, limit: 100 }, signal)),
      );
      return pages.flatMap(({ data }) => data).filter(({ status }) => status === 'active');
    },
    staleTime: 60_000,
  });
  return (
    <SelectField
      label={t.assignee}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value || null)}
    >
      <option value="">{t.none}</option>
      {me && <option value={me}>{t.me}</option>}
      {staff.data
        ?.filter(({ id }) => id !== me)
        .map(({ id, name, email }) => (
          <option key={id} value={id}>
            {name} ({email})
          </option>
        ))}
    </SelectField>
  );
}
