/** The shape of an e-mail address; the server decides. */
export const isEmail = (value: string): boolean => /^\s*[^\s@]+@[^\s@.]+(\.[^\s@.]+)+\s*$/.test(value);

/** Of a new password, as the contract has them. */
export const MIN_PASSWORD = 8;
export const MAX_PASSWORD = 256;
