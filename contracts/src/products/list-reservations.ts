import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { Page, PageRequest } from '../page.js';
import { IsId, IsTime, Nullable } from '../rules.js';

/** `held`: the order is unpaid. `sold`: it was paid. `released`: the units are available again. */
export const reservationStates = ['held', 'sold', 'released'] as const;

export type ReservationState = (typeof reservationStates)[number];

/** The units of one product that an order reserved. */
export class ReservationRecord {
  @IsId()
  orderId!: string;

  @IsId()
  productId!: string;

  @IsInt()
  units!: number;

  @IsIn(reservationStates)
  state!: ReservationState;

  /** Whether a guest placed the order. */
  @IsBoolean()
  guest!: boolean;

  @IsTime()
  createdAt!: string;

  /** From this time on a held reservation is released if its order is not paid. */
  @IsTime()
  expiresAt!: string;

  /** When it was sold or released; null while it is held. */
  @Nullable()
  @IsTime()
  endedAt!: string | null;
}

export class ListReservationsRequest extends PageRequest {
  @IsOptional()
  @IsId()
  productId?: string;

  @IsOptional()
  @IsId()
  orderId?: string;

  @IsOptional()
  @IsIn(reservationStates)
  state?: ReservationState;
}

export class ReservationPage extends Page {
  @ValidateNested({ each: true })
  @Type(() => ReservationRecord)
  data!: ReservationRecord[];
}

export const ListReservations = rpc('products.list_reservations', {
  description: 'Reservations of stock, one entry per order and product, the newest order first.',
  request: ListReservationsRequest,
  reply: ReservationPage,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
  example: { state: 'held' },
});
