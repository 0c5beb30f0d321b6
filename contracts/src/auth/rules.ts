import { IsIn, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { IsText } from '../rules.js';

/** What an account may do. */
export const accountRoles = ['customer', 'staff', 'admin'] as const;
export type AccountRole = (typeof accountRoles)[number];

const all =
  (...decorators: ((target: object, key: string) => void)[]): PropertyDecorator =>
  (target, key) =>
    decorators.forEach((decorate) => decorate(target, String(key)));

export const IsAccountRole = () => IsIn(accountRoles);

/** An e-mail address as somebody typed it; auth-ms brings it to its one written form and judges it. */
export const IsMailbox = () => all(IsText(320, 3), JSONSchema({ format: 'email' }));

/** A password to be chosen: 8 to 256 characters of any kind, taken exactly as it comes. */
export const IsNewPassword = () => all(IsText(256, 8), JSONSchema({ format: 'password' }));

/** A password to be checked. */
export const IsPassword = () => all(IsText(256, 1), JSONSchema({ format: 'password' }));

/** An opaque 256-bit token in base64url. Anything else that is short enough is an unknown token, not a broken request. */
export const IsToken = () => IsText(100, 1);

/** One line of text that may stand in a mail's header: no control, format or private characters. */
export const IsSingleLine = (max: number, min = 1) =>
  all(
    IsString(),
    MinLength(min),
    MaxLength(max),
    Matches(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, { message: '$property must be one line of plain text' }),
  );
