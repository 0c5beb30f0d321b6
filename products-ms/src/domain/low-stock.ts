/** A product of which so few units were left just now that staff want to know. */
export interface FallenStock {
  productId: string;
  name: string;
  /** Units that can still be ordered. */
  available: number;
  /** Its low threshold, which `available` was above before. */
  threshold: number;
}
