/** Names of the environment that the test and development servers read. All are optional. */
export interface TestingEnvironment {
  /** `NATS_SERVER_BIN`: path of a nats-server the user chose. */
  natsServerBin?: string;
  /** `ORDERWIRE_TEST_POSTGRES`: administrator's URL of a running PostgreSQL for tests; none is started then. */
  testPostgresUrl?: string;
  /** `JEST_WORKER_ID`: which of jest's workers this is, from 1 on. */
  jestWorker?: number;
  /** `PATH`, split. */
  path: string[];
}

/** Reads the environment afresh: jest's global setup writes what its test files then read. */
export function readTestingEnvironment(): TestingEnvironment {
  return {
    natsServerBin: process.env.NATS_SERVER_BIN || undefined,
    testPostgresUrl: process.env.ORDERWIRE_TEST_POSTGRES || undefined,
    jestWorker: Number(process.env.JEST_WORKER_ID) || undefined,
    path: (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':').filter(Boolean),
  };
}

/** Hands values to child processes and to jest's workers, which inherit this process's environment. */
export function shareTestingEnvironment(values: { testPostgresUrl?: string; natsServerBin?: string }): void {
  if (values.testPostgresUrl) process.env.ORDERWIRE_TEST_POSTGRES = values.testPostgresUrl;
  if (values.natsServerBin) process.env.NATS_SERVER_BIN = values.natsServerBin;
}
