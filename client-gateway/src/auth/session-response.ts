import { AccountView, IsText, IsTime, type SignedIn } from '@orderwire/contracts';
import { Type } from 'class-transformer';
import { IsOptional, IsString, ValidateNested } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { setSessionCookies } from './cookies.js';

/**
 * A session as clients receive it.
 * Browsers keep both tokens in cookies; API clients may request the refresh token in the body.
 */
export class SessionResponse {
  @ValidateNested()
  @Type(() => AccountView)
  user!: AccountView;

  /** JWT for `Authorization: Bearer`. Not with `X-Token-Delivery: cookie`. */
  @IsOptional()
  @IsString()
  accessToken?: string;

  /** When the access token expires. */
  @IsTime()
  expiresAt!: string;

  /** Only with `X-Token-Delivery: body`; valid for one use. */
  @IsOptional()
  @IsString()
  refreshToken?: string;

  /** When the refresh token expires. */
  @IsOptional()
  @IsTime()
  refreshExpiresAt?: string;
}

/** The refresh token of a session; browsers omit the body and send the cookie. */
export class RefreshBody {
  @IsOptional()
  @IsText(100, 1)
  refreshToken?: string;
}

/**
 * Puts the refresh token either into the body or into a cookie, never into both. `cookie`: neither
 * token is in the body, where scripts of a page could read it.
 */
export function deliverTokens(
  signedIn: SignedIn,
  reply: FastifyReply,
  delivery: string | undefined,
): SessionResponse {
  const { user, accessToken, expiresAt, refreshToken, refreshExpiresAt } = signedIn;
  if (delivery === 'body') return { user, accessToken, expiresAt, refreshToken, refreshExpiresAt };
  setSessionCookies(reply, signedIn);
  return { user, ...(delivery !== 'cookie' && { accessToken }), expiresAt };
}
