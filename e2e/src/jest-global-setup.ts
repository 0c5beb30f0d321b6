import { makeRunFolder, removeRunFolder, removeAbandonedFolders } from '@orderwire/launcher/system';
import { onTeardown } from '@orderwire/test-kit';
import { shareEndToEndEnvironment } from './config.js';
import { SharedSystem } from './shared-system.js';

/**
 * Once per run: a temporary folder for everything that the specs write, and the system that they
 * share.
 */
export default async function setUp(): Promise<void> {
  removeAbandonedFolders();
  const folder = makeRunFolder('orderwire-e2e-');
  const shared = await SharedSystem.listen(folder);
  const restoreEnvironment = shareEndToEndEnvironment({ temporaryFolder: folder, sharedSystem: shared.url });
  const interrupted = () => {
    // Jest would exit without a teardown. Nothing may be awaited here.
    removeRunFolder(folder);
    process.exit(130);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.once(name, interrupted);
  onTeardown(async () => {
    await shared.stop();
    for (const name of signals) process.removeListener(name, interrupted);
    removeRunFolder(folder);
    restoreEnvironment();
  });
}
