import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { PageMeta, PageRequest } from '../page.js';
import { IsId, IsText, IsTime, Nullable } from '../rules.js';
import { accountRoles, type AccountRole, IsAccountRole } from './rules.js';

/** An account, as staff see it. */
export class UserView {
  @IsId()
  id!: string;

  @IsString()
  name!: string;

  /** null once the account is deleted. */
  @Nullable()
  @IsString()
  email!: string | null;

  @IsBoolean()
  emailVerified!: boolean;

  @IsAccountRole()
  role!: AccountRole;

  @IsIn(['active', 'disabled', 'deleted'])
  status!: 'active' | 'disabled' | 'deleted';

  @IsTime()
  createdAt!: string;
}

export class ListUsersRequest extends PageRequest {
  /** Part of the name or e-mail, in any case. */
  @IsOptional()
  @IsText(200)
  search?: string;

  @IsOptional()
  @IsIn(accountRoles)
  role?: AccountRole;
}

export class UserPage {
  @ValidateNested({ each: true })
  @Type(() => UserView)
  data!: UserView[];

  @ValidateNested()
  @Type(() => PageMeta)
  meta!: PageMeta;
}

export const ListUsers = rpc('auth.list_users', {
  description: 'Accounts, newest first.',
  request: ListUsersRequest,
  reply: UserPage,
  access: 'staff',
});
