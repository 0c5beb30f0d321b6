import { rpc } from '../contract.js';
import { IsId } from '../rules.js';
import { UserView } from './list-users.js';
import { type AccountRole, IsAccountRole } from './rules.js';

/** What an account is to be. */
export class RoleGrant {
  /** "customer" withdraws what was granted. */
  @IsAccountRole()
  role!: AccountRole;
}

export class GrantRoleRequest {
  @IsId()
  userId!: string;

  /** "customer" withdraws what was granted. */
  @IsAccountRole()
  role!: AccountRole;
}

/** Gives an account a role; its sessions end, so that none goes on with the old one. Faults: auth.user_not_found, auth.last_admin. */
export const GrantRole = rpc('auth.grant_role', GrantRoleRequest, UserView, { access: 'admin' });
