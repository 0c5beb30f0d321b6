import { m } from '../messages';
import { isEmail, MAX_PASSWORD, MIN_PASSWORD } from './rules';

/** Rules of fields, with the words that explain them. */
export const validators = {
  email: { validate: (value: string) => isEmail(value) || m.problems.byField['email'] },
  required: { validate: (value: string) => value.trim() !== '' || m.problems.required },
  /** Blanks count. */
  password: { validate: (value: string) => value !== '' || m.problems.required },
  newPassword: {
    validate: (value: string) =>
      (value.length >= MIN_PASSWORD && value.length <= MAX_PASSWORD) || m.account.passwordRules,
  },
};
