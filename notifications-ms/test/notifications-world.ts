import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { startService } from '@orderwire/platform';
import {
  openServers,
  type ServiceDefinition,
  ServiceWorld,
  testServiceKey,
  useLongRpcTimeouts,
  WAIT_LIMIT_MS,
} from '@orderwire/test-kit';
import type { NotificationsConfig } from '../src/config.js';
import { NotificationsModule } from '../src/notifications.module.js';

jest.setTimeout(4 * WAIT_LIMIT_MS);
useLongRpcTimeouts();

const definition: ServiceDefinition<NotificationsConfig> = {
  name: 'notifications-ms',
  folder: fileURLToPath(new URL('..', import.meta.url)),
  start: (config) => startService('notifications-ms', NotificationsModule.with(config), config),
  config: {
    SMTP_URL: 'smtp://127.0.0.1:1',
    MAIL_FROM: 'Test Shop <shop@example.com>',
    SHOP_NAME: 'Test Shop',
    STAFF_EMAILS: [],
    PUBLIC_URL: 'http://127.0.0.1:3006',
    NOTIFICATION_TOKEN_SECRET: [testServiceKey],
    PAYMENT_REMINDER_MINUTES: 15,
    MESSAGE_DAYS: 90,
    SEND_INTERVAL_MS: 50,
    SEND_CONCURRENCY: 5,
    TRUST_PROXY: false,
  },
};

/** notifications-ms with its own database and broker, and a client. */
export class NotificationsWorld extends ServiceWorld<NotificationsConfig> {
  static async create(config: Partial<NotificationsConfig> = {}): Promise<NotificationsWorld> {
    const world = new NotificationsWorld(await openServers(definition), definition);
    await world.start(config);
    return world;
  }
}
