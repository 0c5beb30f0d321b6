import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, Matches, ValidateNested } from 'class-validator';
import { rpc } from '../../contract.js';
import { Address } from '../../address.js';
import { IsClearable, IsLocale, IsSingleLine } from '../../rules.js';
import { AccountView } from './account-view.js';

/** A missing field keeps its value. `null` clears phone and locale. */
export class UpdateProfileRequest {
  @IsOptional()
  @IsSingleLine(200)
  name?: string;

  /** E.164, such as +41441234567. */
  @IsClearable()
  @Matches(/^\+[1-9]\d{6,14}$/)
  phone?: string | null;

  /** BCP 47, such as "de-CH". */
  @IsClearable()
  @IsLocale()
  locale?: string | null;

  /** Replaces the whole list. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => Address)
  addresses?: Address[];
}

export const UpdateProfile = rpc('auth.update_profile', {
  description:
    'Changes name, phone, addresses or locale of the caller. E-mail, password and role have contracts of their own.',
  request: UpdateProfileRequest,
  reply: AccountView,
  access: 'account',
  callers: ['client-gateway'],
  example: { name: 'Ada King', phone: '+442079460000', locale: 'en-GB' },
});
