import { defaultDataDir } from '../repository.js';
import { readSecrets, type Secrets } from '../secrets.js';
import { UserError } from '../user-error.js';
import { ownerOf } from './process-register.js';
import { filesIn, readState, type SystemState } from './state-file.js';

/** A system whose launcher is alive. */
export interface RunningSystem {
  state: SystemState;
  secrets: Secrets;
}

/** What runs in a data folder. Throws a UserError when nothing does. */
export function runningSystem(dataDir = defaultDataDir): RunningSystem {
  const files = filesIn(dataDir);
  const state = readState(dataDir);
  const secrets = readSecrets(files.secrets);
  if (state && secrets && ownerOf(files.register)) return { state, secrets };
  throw new UserError(
    'Nothing is running: start the system with "npm start" in another terminal, then try again.',
  );
}
