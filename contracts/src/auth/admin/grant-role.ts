import type { AccountRole } from '../../actor.js';
import { rpc } from '../../contract.js';
import { IsId } from '../../rules.js';
import { UserView } from './user-view.js';
import { IsAccountRole } from '../rules.js';
import { UserNotFound, LastAdmin } from '../faults.js';

export class GrantRoleRequest {
  @IsId()
  userId!: string;

  /** "customer" revokes a granted role. */
  @IsAccountRole()
  role!: AccountRole;
}

export const GrantRole = rpc('auth.grant_role', {
  description: 'Grants a role to an account and ends its sessions, so that no session keeps the old role.',
  request: GrantRoleRequest,
  reply: UserView,
  access: 'admin',
  callers: ['client-gateway'],
  faults: [UserNotFound, LastAdmin],
  example: { userId: '019a0000-0000-7000-8000-000000000003', role: 'staff' },
});
