import { IsBoolean, IsString } from 'class-validator';
import { IsId, IsTime, Nullable } from '../rules.js';

/** A place where an account is signed in. */
export class SessionView {
  @IsId()
  id!: string;

  @Nullable()
  @IsString()
  device!: string | null;

  @Nullable()
  @IsString()
  ip!: string | null;

  @IsTime()
  createdAt!: string;

  /** When it last got new tokens. */
  @IsTime()
  lastSeenAt!: string;

  @IsTime()
  expiresAt!: string;

  /** Whether it is the session that asks. */
  @IsBoolean()
  current!: boolean;
}
