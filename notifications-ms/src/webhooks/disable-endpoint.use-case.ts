import { Injectable } from '@nestjs/common';
import { contextOrSystem, InjectLogger, type Logger, type Tx } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { QueueMessagesUseCase } from '../messages/queue-messages.use-case.js';
import { DeliveryRepository } from './delivery.repository.js';

/** Disables an endpoint that receives nothing, and queues a mail to staff, in one transaction. */
@Injectable()
export class DisableEndpointUseCase {
  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly queueMessages: QueueMessagesUseCase,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** `error`: of the last attempt. Does nothing when the endpoint is disabled already. */
  async execute(tx: Tx, endpointId: string, cause: 'gone' | 'failing', error: string | null): Promise<void> {
    const endpoint = await this.deliveries.disableEndpoint(tx, endpointId, cause);
    if (!endpoint) return;
    const { url, disabledAt } = endpoint;
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
