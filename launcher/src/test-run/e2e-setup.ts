import { makeRunFolder, removeRunFolder, sweepAbandoned } from './run-folder.js';
import { SharedSystem } from './shared-system.js';
import { atTheEnd } from './e2e-teardown.js';

/**
 * Once per run of end-to-end tests: a temporary directory that everything goes to, and is removed at the end; and the
 * system that test files may share.
 */
export default async function setUp(): Promise<void> {
  sweepAbandoned();
  const folder = makeRunFolder('orderwire-e2e-');
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  const shared = await SharedSystem.listen(folder);
  process.env.ORDERWIRE_E2E_SHARED = shared.url;
  const interrupted = () => {
    // Jest would end without any teardown. Nothing may wait here: whoever is told to end restarts nothing.
    removeRunFolder(folder);
    process.exit(130);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.once(name, interrupted);
  atTheEnd(async () => {
    await shared.stop();
    for (const name of signals) process.removeListener(name, interrupted);
    removeRunFolder(folder);
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  });
}
