/** Names of the environment that the test and development servers read. All are optional. */
export interface TestingEnvironment {
  /** `NATS_SERVER_BIN`: path of the nats-server to use. */
  natsServerBin?: string;
  /**
   * `ORDERWIRE_TEST_POSTGRES`: superuser URL of a running PostgreSQL for tests. None is started
   * then.
   */
  testPostgresUrl?: string;
  /** `JEST_WORKER_ID`: the number of this Jest worker, from 1. */
  jestWorker?: number;
  /** `PATH`, split. */
  path: string[];
}

/**
 * Reads the environment at each call: Jest's global setup writes values that test files read later.
 */
export function readTestingEnvironment(): TestingEnvironment {
  return {
    natsServerBin: process.env.NATS_SERVER_BIN || undefined,
    testPostgresUrl: process.env.ORDERWIRE_TEST_POSTGRES || undefined,
    jestWorker: Number(process.env.JEST_WORKER_ID) || undefined,
    path: (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':').filter(Boolean),
  };
}

/** Passes values to child processes and Jest workers, which inherit this process's environment. */
export function shareTestingEnvironment(values: { testPostgresUrl?: string; natsServerBin?: string }): void {
  if (values.testPostgresUrl) process.env.ORDERWIRE_TEST_POSTGRES = values.testPostgresUrl;
  if (values.natsServerBin) process.env.NATS_SERVER_BIN = values.natsServerBin;
}
