import { AccountView, IsText, IsTime, type SignedIn } from '@orderwire/contracts';
import { Type } from 'class-transformer';
import { IsOptional, IsString, ValidateNested } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { setCookies } from '../identity/cookies.js';

/** A session as its client gets it: browsers keep the tokens in cookies, other clients ask for them in the body. */
export class SessionAnswer {
  @ValidateNested()
  @Type(() => AccountView)
  user!: AccountView;

  /** JWT for `Authorization: Bearer`. */
  @IsString()
  accessToken!: string;

  /** When the access token ends. */
  @IsTime()
  expiresAt!: string;

  /** Only for clients that asked for it; good for one use. */
  @IsOptional()
  @IsString()
  refreshToken?: string;

  /** When the refresh token ends unless it is used. */
  @IsOptional()
  @IsTime()
  refreshExpiresAt?: string;
}

/** Names a session by its refresh token; a browser leaves the body out and sends its cookie. */
export class RefreshBody {
  @IsOptional()
  @IsText(100, 1)
  refreshToken?: string;
}

/** Hands a session over: the refresh token goes either into the body or into cookies, never into both. */
export function handOver(signedIn: SignedIn, reply: FastifyReply, inBody: boolean): SessionAnswer {
  const { user, accessToken, expiresAt, refreshToken, refreshExpiresAt } = signedIn;
  if (inBody) return { user, accessToken, expiresAt, refreshToken, refreshExpiresAt };
  setCookies(reply, signedIn);
  return { user, accessToken, expiresAt };
}
