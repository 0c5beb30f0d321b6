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

/** An error that the user can solve; its message is printed without a stack. */
export class UserError extends Error {}

/**
 * One file per secret. Only the owner can open the folder. The files are readable by all: a
 * container sees single files, and its service runs under an account that may not exist on this
 * machine.
 */
export class SecretFiles {
  #force;
  #written = [];
  #removed = [];

  constructor(folder, force) {
    this.folder = folder;
    this.#force = force;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      chmodSync(folder, 0o700);
    } catch (error) {
      throw new UserError(`The folder of secrets cannot be created: ${error.message}`);
    }
  }

  /** The secret of this name. Creates it when it is missing, or always with `--force`. */
  keep(name, create) {
    const existing = this.read(name);
    if (existing && !this.#force) return existing;
    this.write(name, create());
    return this.read(name);
  }

  /**
   * Creates the secret once. Stored data, such as a volume, depends on it, so `--force` keeps it
   * too.
   */
  keepAlways(name, create) {
    if (!this.read(name)) this.write(name, create());
  }

  replace(name, create) {
    this.write(name, create());
  }

  remove(name) {
    if (!existsSync(join(this.folder, name))) return;
    rmSync(join(this.folder, name), { recursive: true });
    this.#removed.push(name);
  }

  /** Undefined when the file is missing or blank. */
  read(name) {
    const file = join(this.folder, name);
    if (!existsSync(file) || statSync(file).isDirectory()) return undefined;
    return readFileSync(file, 'utf8').trim() || undefined;
  }

  /**
   * Copies all secrets. Returns the folder of the copy; undefined when there are no secrets yet.
   */
  backUp() {
    if (readdirSync(this.folder).length === 0) return undefined;
    const copy = `${this.folder}-before-${new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)}`;
    mkdirSync(copy, { mode: 0o700 });
    cpSync(this.folder, copy, { recursive: true });
    return copy;
  }

  /** Writes the secret unless it is unchanged: a container keeps the file that it has mounted. */
  write(name, value) {
    if (this.read(name) === value.trim()) return;
    const file = join(this.folder, name);
    this.#removeEmptyFolder(name);
    const fresh = `${file}.new`;
    writeFileSync(fresh, `${value}\n`);
    chmodSync(fresh, 0o444);
    renameSync(fresh, file);
    this.#written.push(name);
  }

  /** Docker creates an empty folder where a mounted file is missing. */
  #removeEmptyFolder(name) {
    const file = join(this.folder, name);
    if (!existsSync(file) || !statSync(file).isDirectory()) return;
    try {
      rmdirSync(file);
    } catch (error) {
      throw new UserError(`${file} is a folder instead of a file and cannot be removed: ${error.message}`);
    }
  }

  /** A description of the changes, by name. */
  changes() {
    const written = this.#written.length > 0 ? [`wrote ${this.#written.join(', ')}`] : [];
    const removed = this.#removed.length > 0 ? [`removed ${this.#removed.join(', ')}`] : [];
    return [...written, ...removed].join('; ') || 'unchanged';
  }
}

/** 192 bits as letters and digits, safe in URLs, configuration files and shells. */
export const password = () => randomBytes(24).toString('hex');

/** The format of the services' keys: base64 of 32 random bytes. */
export const key = () => randomBytes(32).toString('base64');
