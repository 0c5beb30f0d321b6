import type { Address } from '@orderwire/contracts';

/** Where parcels come from, and returns go to. */
export interface Sender {
  readonly address: Address;
  readonly phone: string;
}
