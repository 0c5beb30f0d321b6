import { Injectable } from '@nestjs/common';
import {
  InvalidMessage,
  isUuid,
  type ListReservationsRequest,
  type ReservationPage,
} from '@orderwire/contracts';
import { pageOf } from '@orderwire/platform';
import { toReservationRecord } from '../domain/reservation-line.js';
import { type LinePosition, ReservationListRepository } from '../outbound/reservation-list.repository.js';

/** Lists reservations for staff, the newest order first. */
@Injectable()
export class ListReservationsUseCase {
  constructor(private readonly reservations: ReservationListRepository) {}

  /** Throws invalid_message for an invalid cursor. */
  async execute(request: ListReservationsRequest): Promise<ReservationPage> {
    const { productId = null, orderId = null, state = null } = request;
    const filter = { productId, orderId, state };
    return pageOf(request, {
      read: async (after, limit) => this.reservations.list(filter, after && positionOf(after.id), limit),
      keyOf: ({ createdAt, orderId, productId }) => ({ at: createdAt, id: `${orderId} ${productId}` }),
      idType: 'text',
      view: toReservationRecord,
    });
  }
}

function positionOf(id: string): LinePosition {
  const [orderId, productId] = id.split(' ');
  if (!isUuid(orderId) || !isUuid(productId))
    throw InvalidMessage({
      errors: [{ path: 'cursor', message: 'cursor must be a value of meta.nextCursor' }],
    });
  return { orderId, productId };
}
