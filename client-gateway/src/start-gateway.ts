import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { type RunningService, startService } from '@orderwire/platform';
import type { GatewayConfig } from './config.js';
import { GatewayModule } from './gateway.module.js';
import { gatewayAdapter } from './http/adapter.js';
import { prepareGateway } from './prepare-gateway.js';

/** Starts the gateway and resolves when it answers. */
export function startGateway(
  config: GatewayConfig,
  adapter: FastifyAdapter = gatewayAdapter(config),
): Promise<RunningService> {
  return startService('client-gateway', GatewayModule.with(config), config, {
    adapter,
    prepare: (app) => prepareGateway(app, config),
  });
}
