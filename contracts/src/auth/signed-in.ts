import { Type } from 'class-transformer';
import { IsString, ValidateNested } from 'class-validator';
import { IsId, IsTime } from '../rules.js';
import { AccountView } from './account-view.js';

/** A session with fresh tokens. */
export class SignedIn {
  @ValidateNested()
  @Type(() => AccountView)
  user!: AccountView;

  /** JWT (EdDSA) for `Authorization: Bearer`. */
  @IsString()
  accessToken!: string;

  /** When the access token ends. */
  @IsTime()
  expiresAt!: string;

  /** Opaque and good for one use; the next one comes with the answer. */
  @IsString()
  refreshToken!: string;

  /** When the refresh token ends unless it is used. */
  @IsTime()
  refreshExpiresAt!: string;

  @IsId()
  sessionId!: string;
}
