import type { AccountRole, UserView } from '@orderwire/contracts';
import { Badge, type Tone } from '../../ui/states';
import { m } from '../messages';

const roleTones: Readonly<Record<AccountRole, Tone>> = { customer: 'neutral', staff: 'info', admin: 'warn' };

export const RoleBadge = ({ role }: { role: AccountRole }) => (
  <Badge tone={roleTones[role]}>{m.shell.roles[role]}</Badge>
);

const statusTones: Readonly<Record<UserView['status'], Tone>> = {
  active: 'good',
  disabled: 'bad',
  deleted: 'neutral',
};

export const AccountStatusBadge = ({ status }: { status: UserView['status'] }) => (
  <Badge tone={statusTones[status]}>{m.people.statuses[status]}</Badge>
);

/** A deleted account has no name any more. */
export const nameOf = ({ name, status }: UserView): string =>
  status === 'deleted' || name === '' ? m.people.deletedName : name;
