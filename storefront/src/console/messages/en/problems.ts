/** Problems in plain words. `codes` has the known ones; others are described by their kind. */
export const problems = {
  network: 'The server cannot be reached. Check your connection.',
  unavailable: 'This part of the system does not answer at the moment.',
  tooMany: 'Too many requests. Try again in a moment.',
  notFound: 'It does not exist, or not any more.',
  notAllowed: 'Your role does not permit this.',
  invalid: 'Some values are not valid.',
  unexpected: 'Something went wrong.',
  codes: {
    'auth.invalid_credentials': 'The e-mail or the password is wrong.',
    'auth.account_disabled': 'This account is disabled.',
    'auth.too_many_attempts': 'Too many attempts. Try again later.',
    'auth.not_signed_in': 'Please sign in.',
    'auth.token_invalid': 'Your session has ended. Please sign in again.',
    'auth.not_allowed': 'Your role does not permit this.',
  } as Readonly<Record<string, string>>,
};
