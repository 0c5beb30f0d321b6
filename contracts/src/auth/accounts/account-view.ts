import { Type } from 'class-transformer';
import { IsBoolean, IsString, ValidateNested } from 'class-validator';
import type { AccountRole } from '../../actor.js';
import { Address } from '../../address.js';
import { IsId, IsTime, Nullable } from '../../rules.js';
import { IsAccountRole } from '../rules.js';

/** An account, as its owner sees it. */
export class AccountView {
  @IsId()
  id!: string;

  @IsString()
  name!: string;

  @IsString()
  email!: string;

  /** Whether the e-mail address is verified. */
  @IsBoolean()
  emailVerified!: boolean;

  @IsAccountRole()
  role!: AccountRole;

  @Nullable()
  @IsString()
  phone!: string | null;

  /** BCP 47, such as "de-CH". */
  @Nullable()
  @IsString()
  locale!: string | null;

  @ValidateNested({ each: true })
  @Type(() => Address)
  addresses!: Address[];

  @IsTime()
  createdAt!: string;
}
