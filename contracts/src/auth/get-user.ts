import { rpc } from '../contract.js';
import { IsId } from '../rules.js';
import { UserView } from './list-users.js';

export class GetUserRequest {
  @IsId()
  userId!: string;
}

/** One account as staff see it. Fault: auth.user_not_found. */
export const GetUser = rpc('auth.get_user', GetUserRequest, UserView, { access: 'staff' });
