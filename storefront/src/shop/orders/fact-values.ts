/** The values of a fact, formatted. */
export interface FactValues {
  readonly amount: string;
  readonly at: string;
  readonly until: string;
  /** The end of a sentence: with the reason if the shopper gave one. */
  readonly because: string | undefined;
}
