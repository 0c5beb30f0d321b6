/** What every access token says of itself (a JWT, RFC 9068): whoever verifies one demands exactly this. */
export const AccessToken = {
  algorithm: 'EdDSA',
  type: 'at+jwt',
  issuer: 'orderwire',
  audience: 'orderwire-api',
  /** The longest an access token may live, in minutes: so long an ended session must be remembered. */
  maxMinutes: 60,
} as const;

/** The claims beside the registered ones. `sub` is the account's id. */
export interface AccessClaims {
  readonly sub: string;
  readonly role: 'customer' | 'staff' | 'admin';
  /** The session it came out of. */
  readonly sid: string;
}
