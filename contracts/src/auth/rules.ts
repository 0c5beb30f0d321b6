import { IsIn, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { accountRoles } from '../actor.js';
import { allOf, IsText, toComposed } from '../rules.js';

export const IsAccountRole = () => IsIn(accountRoles);

/** An e-mail address as it was typed. auth-ms normalises and validates it. */
export const IsMailbox = () => allOf(IsText(320, 3), JSONSchema({ format: 'email' }));

/** A new password: 8 to 256 characters of any kind, used exactly as given. */
export const IsNewPassword = () => allOf(IsText(256, 8), JSONSchema({ format: 'password' }));

/** An existing password. */
export const IsPassword = () => allOf(IsText(256, 1), JSONSchema({ format: 'password' }));

/**
 * An opaque 256-bit token in base64url. Any other short text is an unknown token, not an invalid
 * request.
 */
export const IsToken = () => IsText(100, 1);

/** One line of composed text that is safe in an e-mail header: no control, format or private characters. */
export const IsSingleLine = (max: number, min = 1) =>
  allOf(
    toComposed(),
    IsString(),
    MinLength(min),
    MaxLength(max),
    Matches(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, { message: '$property must be one line of plain text' }),
  );
