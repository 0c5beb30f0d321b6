import { existsSync } from 'node:fs';
import { UserError } from '@orderwire/launcher/system';
import { readEndToEndEnvironment } from '../config.js';

/** The Chromium of this machine; undefined if it has none. */
export const findChromium = (): string | undefined =>
  readEndToEndEnvironment().chromium ??
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** Throws a UserError when there is none. */
export function requireChromium(): string {
  const path = findChromium();
  if (!path) throw new UserError('There is no Chromium. Install one, or set CHROMIUM_BIN to its path.');
  return path;
}

/** For a browser that is driven by a program, also as root in a container. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
