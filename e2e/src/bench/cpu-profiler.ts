import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into a process with `--import`: writes a profile of its main thread to the folder of the URL's query
 * when it ends. Node does not accept `--cpu-prof` in NODE_OPTIONS.
 */
const folder = new URL(import.meta.url).searchParams.get('folder');
if (folder && isMainThread) {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.start');
  // Nest ends a process by sending the signal once more, without "exit".
  for (const end of ['SIGTERM', 'exit'])
    process.once(end, () =>
      session.post('Profiler.stop', (error, { profile }) => {
        if (error) return;
        mkdirSync(folder, { recursive: true });
        writeFileSync(`${folder}/${process.pid}.cpuprofile`, JSON.stringify(profile));
      }),
    );
}
