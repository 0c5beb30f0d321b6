import Joi from 'joi';
import { loadConfig } from '../config/load-config.js';
import { serviceKeys } from '../config/service-config.js';
import type { JetStreamSettings } from './streams.js';

/** The configuration of the provisioning step. */
interface ProvisioningConfig {
  /** With the account "provisioner". */
  readonly servers: string[];
  readonly logLevel: string;
  readonly settings: JetStreamSettings;
}

const { NODE_ENV, LOG_LEVEL, NATS_SERVERS } = serviceKeys;

/** Joi keys of the settings of streams and consumers. */
export const jetStreamKeys = {
  NATS_REPLICAS: Joi.number().integer().valid(1, 3, 5).default(1),
  EVENT_ACK_WAIT_SECONDS: Joi.number().integer().min(1).max(600).default(30),
  RATE_LIMIT_WINDOW_SECONDS: Joi.number().integer().min(1).max(3_600).default(60),
};

interface Settings {
  NATS_REPLICAS: number;
  EVENT_ACK_WAIT_SECONDS: number;
  RATE_LIMIT_WINDOW_SECONDS: number;
}

/** Throws a {@link ConfigError} that names all invalid variables. */
export function provisioningConfig(env: NodeJS.ProcessEnv): ProvisioningConfig {
  const schema = Joi.object<Settings & { LOG_LEVEL: string; NATS_SERVERS: string[] }>({
    ...{ NODE_ENV, LOG_LEVEL, NATS_SERVERS },
    ...jetStreamKeys,
  });
  const config = loadConfig(schema, env);
  return { servers: config.NATS_SERVERS, logLevel: config.LOG_LEVEL, settings: settingsOf(config) };
}

/** The settings alone, for a launcher that has its own connection. */
export const jetStreamSettings = (env: NodeJS.ProcessEnv): JetStreamSettings =>
  settingsOf(loadConfig(Joi.object<Settings>(jetStreamKeys), env));

const settingsOf = (config: Settings): JetStreamSettings => ({
  replicas: config.NATS_REPLICAS,
  ackWaitMs: config.EVENT_ACK_WAIT_SECONDS * 1_000,
  rateLimitWindowMs: config.RATE_LIMIT_WINDOW_SECONDS * 1_000,
});
