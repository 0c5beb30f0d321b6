import { IsBoolean, IsString } from 'class-validator';
import { IsId, IsTime, Nullable } from '../../rules.js';

/** A sign-in of an account. */
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

  /** When it last received new tokens. */
  @IsTime()
  lastSeenAt!: string;

  @IsTime()
  expiresAt!: string;

  /** Whether it is the session of this request. */
  @IsBoolean()
  current!: boolean;
}
