/** Something the person in front of the terminal can mend; shown as it is, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
