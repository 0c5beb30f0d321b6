import { rpc } from '../../contract.js';
import { IsId } from '../../rules.js';
import { UserView } from './user-view.js';
import { UserNotFound } from '../faults.js';

export class GetUserRequest {
  @IsId()
  userId!: string;
}

export const GetUser = rpc('auth.get_user', {
  description: 'One account, as staff see it.',
  request: GetUserRequest,
  reply: UserView,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway', 'orders-ms'],
  faults: [UserNotFound],
});
