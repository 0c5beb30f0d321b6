import { Type } from 'class-transformer';
import { IsString, ValidateNested } from 'class-validator';
import { IsId, IsTime } from '../../rules.js';
import { AccountView } from '../accounts/account-view.js';

/** A session with fresh tokens. */
export class SignedIn {
  @ValidateNested()
  @Type(() => AccountView)
  user!: AccountView;

  /** JWT (EdDSA) for `Authorization: Bearer`. */
  @IsString()
  accessToken!: string;

  /** Expiry of the access token. */
  @IsTime()
  expiresAt!: string;

  /** Opaque and valid for one use. The reply to a refresh has the next one. */
  @IsString()
  refreshToken!: string;

  /** Expiry of the refresh token. */
  @IsTime()
  refreshExpiresAt!: string;

  @IsId()
  sessionId!: string;
}
