import { SetMetadata } from '@nestjs/common';
import type { Access } from '@orderwire/contracts';

/** Who may call a route, and under which name the audit log records it. */
export interface RouteAccess {
  readonly access: Access;
  /** The subject of the contract it calls, or `operations.<verb>`. */
  readonly subject: string;
  /** The route opens a session: pages of other sites may not call it (login CSRF). */
  readonly signsIn?: boolean;
}

/** Metadata key of {@link RouteAccess}. */
export const ROUTE_ACCESS = 'orderwire:route-access';

/** Declares who may call a route. A route that declares nothing is closed. */
export const requireAccess = (access: RouteAccess) => SetMetadata(ROUTE_ACCESS, access);
