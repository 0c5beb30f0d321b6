export { cacheFolder } from './cache-folder.js';
export { FakeService, type FakeCall, faultOf, RawReply, replyWithFacts } from './fake-service.js';
export { freePort, isPortFree } from './processes/free-port.js';
export { onTeardown } from './jest-global-teardown.js';
export { locateNatsServer, natsVersion, oldestNats, type LocateOptions } from './nats/nats-binary.js';
export { ClusterRoutes, type Isolation } from './nats/cluster-routes.js';
export { startNats, type Nats, type NatsOptions } from './nats/nats-server.js';
export {
  withLongTimeouts,
  WAIT_LIMIT_MS,
  waitUntil,
  useLongRpcTimeouts,
  useLongConnectionTimeout,
} from './timeouts.js';
export { sample, type Sample, deadLetterPoisonMessages } from './poison.js';
export { isAlive, commandLineOf, waitForEnd } from './processes/process-identity.js';
export { startPostgres, type Postgres, type PostgresOptions } from './postgres/postgres.js';
export { postgresBinaries, type PostgresBinaries } from './postgres/postgres-binaries.js';
export { type Caller, ServiceWorld } from './service-world.js';
export {
  openServers,
  provisionJetStream,
  type Servers,
  type ServiceDefinition,
  TEST_CLIENT,
} from './servers.js';
export { createTestDatabase, type TestDatabase } from './postgres/test-database.js';
export { TestIssuer, testServiceKey, type TokenChanges } from './test-issuer.js';
export { startUntrustedServer } from './tls-server.js';
