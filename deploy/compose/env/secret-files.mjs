import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Complaint } from './complaint.mjs';

/**
 * One file per secret. The folder is closed to everybody else on this machine. The files themselves may be read by all:
 * a container sees single files, and its service runs under an account that need not exist here.
 */
export class SecretFiles {
  #force;
  #made = [];
  #removed = [];

  constructor(folder, force) {
    this.folder = folder;
    this.#force = force;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      chmodSync(folder, 0o700);
    } catch (error) {
      throw new Complaint(`The folder of secrets cannot be made: ${error.message}`);
    }
  }

  /** The secret of this name; made when there is none, or all are made anew. */
  keep(name, make) {
    const kept = this.read(name);
    if (kept && !this.#force) return kept;
    this.write(name, make());
    return this.read(name);
  }

  /** Made once: what it opens (a data volume) keeps it, whatever else is made anew. */
  keepAlways(name, make) {
    if (!this.read(name)) this.write(name, make());
  }

  /** A new secret of this name, whatever was there. */
  replace(name, make) {
    this.write(name, make());
  }

  remove(name) {
    if (!existsSync(join(this.folder, name))) return;
    rmSync(join(this.folder, name), { recursive: true });
    this.#removed.push(name);
  }

  /** undefined when the file is missing or blank. */
  read(name) {
    const file = join(this.folder, name);
    if (!existsSync(file) || statSync(file).isDirectory()) return undefined;
    return readFileSync(file, 'utf8').trim() || undefined;
  }

  /** A copy of all that is here, before it is made anew. Undefined when there is nothing yet. */
  backUp() {
    if (readdirSync(this.folder).length === 0) return undefined;
    const copy = `${this.folder}-before-${new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)}`;
    mkdirSync(copy, { mode: 0o700 });
    cpSync(this.folder, copy, { recursive: true });
    return copy;
  }

  /** Replaces what is there, unless it is the same. A file that a container has mounted must be that file afterwards. */
  write(name, value) {
    if (this.read(name) === value.trim()) return;
    const file = join(this.folder, name);
    this.#makeRoom(name);
    const fresh = `${file}.new`;
    writeFileSync(fresh, `${value}\n`);
    chmodSync(fresh, 0o444);
    renameSync(fresh, file);
    this.#made.push(name);
  }

  /** Docker makes an empty folder where a file to be mounted is missing. */
  #makeRoom(name) {
    const file = join(this.folder, name);
    if (!existsSync(file) || !statSync(file).isDirectory()) return;
    try {
      rmdirSync(file);
    } catch (error) {
      throw new Complaint(
        `${file} is a folder where a file must be, and cannot be removed: ${error.message}`,
      );
    }
  }

  said() {
    const made = this.#made.length > 0 ? [`made ${this.#made.join(', ')}`] : [];
    const removed = this.#removed.length > 0 ? [`removed ${this.#removed.join(', ')}`] : [];
    return [...made, ...removed].join('; ') || 'kept as it was';
  }
}

/** 192 bits, of letters and digits only: safe in URLs, configuration files and shells. */
export const password = () => randomBytes(24).toString('hex');

/** What a service takes for a key: base64 of 32 random bytes. */
export const key = () => randomBytes(32).toString('base64');
