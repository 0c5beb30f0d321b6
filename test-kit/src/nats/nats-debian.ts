import { execFile } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { NatsSource } from './nats-source.js';

const run = promisify(execFile);
/** The first Debian suite with a nats-server that is new enough. */
const suite = 'forky';
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * The package of a newer Debian suite, unpacked but not installed. apt uses private lists, state
 * and cache, so the system does not change and root is not needed. apt verifies the archive's
 * signature. Works on Debian and on machines with its mirror.
 */
export function natsFromDebian(): NatsSource {
  return {
    name: `Debian's ${suite}`,
    async obtain(target) {
      const mirror = await debianMirror();
      const folder = mkdtempSync(join(tmpdir(), 'orderwire-apt-'));
      try {
        await download(mirror, folder);
        const packageFile = readdirSync(folder).find((name) => name.endsWith('.deb'));
        if (!packageFile) throw new Error('apt downloaded no package');
        await run('dpkg-deb', ['-x', join(folder, packageFile), join(folder, 'root')], { timeout: 60_000 });
        const fresh = join(dirname(target), `.nats-server-${process.pid}`);
        copyFileSync(join(folder, 'root', 'usr', 'sbin', 'nats-server'), fresh);
        chmodSync(fresh, 0o755);
        renameSync(fresh, target);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** The Debian mirror of the machine's own apt configuration. */
async function debianMirror(): Promise<string> {
  const args = ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'];
  const { stdout } = await run('apt-get', args, { timeout: 10_000 }).catch(() => {
    throw new Error('there is no apt here');
  });
  const mirror = stdout.split('\n').find((uri) => /\/debian\/?$/.test(uri.trim()));
  if (!mirror) throw new Error("apt has no mirror of Debian's here");
  return mirror.trim();
}

async function download(mirror: string, folder: string): Promise<void> {
  for (const name of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(folder, name), { recursive: true });
  const signedBy = existsSync(keyring) ? `[signed-by=${keyring}] ` : '';
  writeFileSync(join(folder, 'sources.list'), `deb ${signedBy}${mirror} ${suite} main\n`);
  const settings = [
    `Dir::Etc::sourcelist=${join(folder, 'sources.list')}`,
    'Dir::Etc::sourceparts=-',
    'Dir::Etc::preferencesparts=-',
    `Dir::State::Lists=${join(folder, 'lists')}`,
    `Dir::Cache=${join(folder, 'cache')}`,
    'APT::Sandbox::User=',
    'Acquire::Languages=none',
    'Acquire::Retries=0',
    'Acquire::http::Timeout=5',
    'Acquire::https::Timeout=5',
  ];
  const options = settings.flatMap((setting) => ['-o', setting]);
  try {
    await run('apt-get', [...options, 'update'], { cwd: folder, timeout: 90_000 });
    await run('apt-get', [...options, 'download', 'nats-server'], { cwd: folder, timeout: 90_000 });
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    const reason = stderr.split('\n').find((line) => /^[EW]:/.test(line));
    throw new Error(reason ?? message.split('\n')[0], { cause: error });
  }
}
