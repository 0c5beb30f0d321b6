import type { ReservationRecord, ReservationState } from '@orderwire/contracts';

/** The units of one product that an order reserved. */
export interface ReservationLine {
  readonly orderId: string;
  readonly productId: string;
  readonly units: number;
  readonly state: ReservationState;
  readonly guest: boolean;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
}

export const toReservationRecord = (line: ReservationLine): ReservationRecord => ({
  ...line,
  createdAt: line.createdAt.toISOString(),
  expiresAt: line.expiresAt.toISOString(),
  endedAt: line.endedAt?.toISOString() ?? null,
});
