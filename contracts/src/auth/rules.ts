import { IsIn } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { accountRoles } from '../actor.js';
import { allOf, IsText } from '../rules.js';

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
