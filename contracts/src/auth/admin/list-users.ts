import { Type } from 'class-transformer';
import { IsIn, IsOptional, ValidateNested } from 'class-validator';
import { accountRoles, type AccountRole } from '../../actor.js';
import { rpc } from '../../contract.js';
import { Page, PageRequest } from '../../page.js';
import { IsComposedText } from '../../rules.js';
import { UserView } from './user-view.js';

export class ListUsersRequest extends PageRequest {
  /** Part of the name or e-mail, in any case. */
  @IsOptional()
  @IsComposedText(200)
  search?: string;

  @IsOptional()
  @IsIn(accountRoles)
  role?: AccountRole;
}

export class UserPage extends Page {
  @ValidateNested({ each: true })
  @Type(() => UserView)
  data!: UserView[];
}

export const ListUsers = rpc('auth.list_users', {
  description: 'Accounts, newest first.',
  request: ListUsersRequest,
  reply: UserPage,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
});
