import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** `.env`: made from its template, later completed; comments and the user's own lines stay as they are. */
export class EnvFile {
  #file;
  #text;
  #did = [];

  constructor(file, text) {
    this.#file = file;
    this.#text = text;
  }

  /** Opens the file; lines that the template has and it lacks are added. The user's own values are never replaced. */
  static open(file, template) {
    const model = readFileSync(template, 'utf8');
    if (!existsSync(file)) {
      const made = new EnvFile(file, model);
      made.#did.push('made from .env.template');
      return made;
    }
    const kept = new EnvFile(file, readFileSync(file, 'utf8'));
    const present = kept.values();
    for (const [name, value] of Object.entries(parseEnv(model))) {
      if (present[name] === undefined) kept.set(name, value);
    }
    return kept;
  }

  /** Names and values; blank ones are left out. */
  values() {
    return Object.fromEntries(Object.entries(parseEnv(this.#text)).filter(([, value]) => value.trim()));
  }

  /** Sets one value, in its line where it has one. */
  set(name, value) {
    if (this.values()[name] === value) return;
    const line = new RegExp(`^[ \\t]*${name}[ \\t]*=.*$`, 'm');
    this.#did.push(`${name}=${value}`);
    this.#text = line.test(this.#text)
      ? this.#text.replace(line, () => `${name}=${value}`)
      : `${this.#text.replace(/\n*$/, '\n')}${name}=${value}\n`;
  }

  /** Only its owner can read it: it may hold Stripe keys. */
  save() {
    if (this.#did.length > 0) writeFileSync(this.#file, this.#text, { mode: 0o600 });
  }

  /** What was done, for the screen. No secret is ever set here. */
  said() {
    return this.#did.join(', ') || 'kept as it was';
  }
}
