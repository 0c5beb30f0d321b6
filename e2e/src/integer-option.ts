import { UserError } from '@orderwire/launcher/system';

/** The value of an option. Throws a UserError when it is not an integer from `min` to `max`. */
export function integerOption(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new UserError(`${name}: "${text}" is not an integer from ${min} to ${max}.`);
}
