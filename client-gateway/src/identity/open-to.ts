import { SetMetadata } from '@nestjs/common';
import type { Access } from '@orderwire/contracts';

/** Who may call a route, and what it asks for them. */
export interface OpenTo {
  readonly access: Access;
  /** Of the contract it asks, or a name of its own. */
  readonly subject: string;
  /** It opens a session: no other site's page may do that in somebody's browser. */
  readonly signsIn?: boolean;
}

/** Metadata key of {@link OpenTo}. */
export const OPEN_TO = 'orderwire:open-to';

/** Declares who may call a route. One that declares nothing is closed to everybody. */
export const openTo = (open: OpenTo) => SetMetadata(OPEN_TO, open);
