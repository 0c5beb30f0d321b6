import { parseTarget } from '@orderwire/launcher/system';

/** Names of the environment that the end-to-end tests read. All are optional. */
export interface EndToEndEnvironment {
  /** `ORDERWIRE_TARGET`: the system under test. */
  target: ReturnType<typeof parseTarget>;
  /** `ORDERWIRE_E2E_SHARED`: URL that controls the shared system. The setup of a run sets it. */
  sharedSystem: string | undefined;
  /** `CHROMIUM_BIN`: path of the browser to use. */
  chromium: string | undefined;
  /** `KEEP_E2E`: whether the files of a run stay until the next one. */
  keepFiles: boolean;
}

/** Reads the environment at each call: Jest's global setup writes values that specs read later. */
export const readEndToEndEnvironment = (): EndToEndEnvironment => ({
  target: parseTarget(process.env.ORDERWIRE_TARGET),
  sharedSystem: process.env.ORDERWIRE_E2E_SHARED,
  chromium: process.env.CHROMIUM_BIN,
  keepFiles: Boolean(process.env.KEEP_E2E),
});

/**
 * Passes values to Jest's workers, which inherit this process's environment: the folder for
 * temporary files, and the shared system. Returns what removes them again.
 */
export function shareEndToEndEnvironment(values: { temporaryFolder: string; sharedSystem: string }) {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = values.temporaryFolder;
  process.env.ORDERWIRE_E2E_SHARED = values.sharedSystem;
  return () => {
    delete process.env.ORDERWIRE_E2E_SHARED;
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  };
}

/** The environment for programs that must not notice Jest. */
export function environmentWithoutJest(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, JEST_WORKER_ID: __, NODE_ENV: ___, ...environment } = process.env;
  return environment;
}
