import { Injectable } from '@nestjs/common';
import { contextOrSystem, InjectLogger, type Logger, type Tx } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { QueueMessagesUseCase } from '../messages/queue-messages.use-case.js';
import type { ClaimedDelivery } from './attempt.js';
import { DeliveryRepository } from './delivery.repository.js';

/** Disables an endpoint that receives nothing, and queues a mail to staff, in one transaction. */
@Injectable()
export class DisableEndpointUseCase {
  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly queueMessages: QueueMessagesUseCase,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** `error`: of the last attempt. Does nothing when the endpoint is disabled already, or has another URL. */
  async execute(
    tx: Tx,
    delivery: ClaimedDelivery,
    cause: 'gone' | 'failing',
    error: string | null,
  ): Promise<void> {
    const disabledAt = await this.deliveries.disableEndpoint(tx, delivery, cause);
    if (!disabledAt) return;
    const { endpointId, url } = delivery;
    this.log.warn({ endpoint: endpointId, url, cause, error }, 'a webhook endpoint was disabled');
    // Of this disabling: the endpoint may be enabled and disabled again.
    const id = uuidv7();
    const { correlationId } = contextOrSystem();
    const reason =
      cause === 'gone' ? 'it answered 410 Gone' : `nothing could be delivered (${error ?? 'no answer'})`;
    await this.queueMessages.execute(tx, [
      {
        kind: 'webhook_endpoint_disabled',
        subjectId: id,
        origin: { id, correlationId, occurredAt: disabledAt.toISOString() },
        data: { endpointId, url, reason },
      },
    ]);
  }
}
