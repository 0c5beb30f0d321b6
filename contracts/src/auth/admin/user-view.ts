import { IsBoolean, IsIn, IsString } from 'class-validator';
import type { AccountRole } from '../../actor.js';
import { IsId, IsTime, Nullable } from '../../rules.js';
import { IsAccountRole } from '../rules.js';

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
