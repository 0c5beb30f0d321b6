import { send } from './client';
import type { Query } from './transport';

/** The browser has read the file by then. */
const KEPT_MS = 60_000;

/** Saves a file of the API under a name. Throws a {@link Problem} before anything is saved. */
export async function download(
  path: string,
  { accept, filename, query }: { accept: string; filename: string; query?: Query },
): Promise<void> {
  const response = await send('GET', path, { headers: { accept }, ...(query && { query }) });
  const url = URL.createObjectURL(await response.blob());
  Object.assign(document.createElement('a'), { href: url, download: filename }).click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
