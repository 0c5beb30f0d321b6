import { mkdirSync, writeFileSync } from 'node:fs';
import { type Profiler, Session } from 'node:inspector';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into a process with `--import`: records its main thread from SIGUSR2 on, and writes the profile to the
 * folder of the URL's query when the process ends. Node does not accept `--cpu-prof` in NODE_OPTIONS, and
 * would record the start too.
 */
const folder = new URL(import.meta.url).searchParams.get('folder');

if (folder && isMainThread)
  process.once('SIGUSR2', () => {
    const session = new Session();
    session.connect();
    session.post('Profiler.enable');
    session.post('Profiler.start');
    const stop = () =>
      session.post('Profiler.stop', (_error, result?: Profiler.StopReturnType) => {
        // Stopped already.
        if (!result) return;
        mkdirSync(folder, { recursive: true });
        writeFileSync(`${folder}/${process.pid}.cpuprofile`, JSON.stringify(result.profile));
      });
    // Nest ends a process by sending the signal once more, without "exit".
    process.once('SIGTERM', stop).once('exit', stop);
  });
