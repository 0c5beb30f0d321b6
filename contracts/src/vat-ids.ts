import { Transform } from 'class-transformer';
import { allOf, rule } from './rules.js';

/**
 * What follows the prefix of a VAT id. EU: the formats of VIES, the Commission's database. The
 * formats of validator.js refuse Spanish companies, Irish numbers since 2013, and British numbers
 * without blanks.
 */
const formats: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CH: /^E\d{9}(MWST|TVA|IVA|VAT)?$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  EL: /^\d{9}$/,
  ES: /^([A-Z]\d{7}[A-Z\d]|\d{8}[A-Z])$/,
  FI: /^\d{8}$/,
  FR: /^[A-HJ-NP-Z\d]{2}\d{9}$/,
  GB: /^(\d{9}|\d{12}|GD[0-4]\d\d|HA[5-9]\d\d)$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^(\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])$/,
  IT: /^\d{11}$/,
  LT: /^(\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^\d{9}B\d{2}$/,
  NO: /^\d{9}(MVA)?$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^[1-9]\d{1,9}$/,
  SE: /^\d{10}01$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
  XI: /^(\d{9}|\d{12}|GD[0-4]\d\d|HA[5-9]\d\d)$/,
};

/**
 * The one written form of a VAT id with its prefix: upper case, without blanks, dots, dashes and
 * slashes; Greece is EL. Other text in the same form, if it is none.
 */
export function normaliseVatId(typed: string): string {
  const text = typed.replace(/[\s./\p{Pd}]/gu, '').toUpperCase();
  return text.startsWith('GR') ? `EL${text.slice(2)}` : text;
}

/** Whether it has the format of a VAT id of the EU, GB, XI, CH or NO. It need not exist. */
export const isVatId = (id: string): boolean => formats[id.slice(0, 2)]?.test(id.slice(2)) ?? false;

/** A VAT id with the prefix of its country, converted by {@link normaliseVatId}. */
export const IsVatId = () =>
  allOf(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && value.length <= 50 ? normaliseVatId(value) : value,
    ),
    rule(
      'vatId',
      (v) => typeof v === 'string' && isVatId(v),
      'must be a VAT id that starts with the prefix of its country, like "DE123456789" (EU states with EL for Greece, GB, XI, CH, NO)',
    ),
  );
