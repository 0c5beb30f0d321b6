import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/**
 * `.env`, created from its template and completed later. Comments and the user's own lines stay
 * unchanged.
 */
export class EnvFile {
  #file;
  #text;
  #changes = [];

  constructor(file, text) {
    this.#file = file;
    this.#text = text;
  }

  /** Opens the file and adds lines that only the template has. Never replaces the user's values. */
  static open(file, template) {
    const example = readFileSync(template, 'utf8');
    if (!existsSync(file)) {
      const created = new EnvFile(file, example);
      created.#changes.push('created from .env.template');
      return created;
    }
    const existing = new EnvFile(file, readFileSync(file, 'utf8'));
    const present = existing.values();
    for (const [name, value] of Object.entries(parseEnv(example))) {
      if (present[name] === undefined) existing.set(name, value);
    }
    return existing;
  }

  /** Names and values, without blank values. */
  values() {
    return Object.fromEntries(Object.entries(parseEnv(this.#text)).filter(([, value]) => value.trim()));
  }

  /** Sets one value, in its existing line if there is one. */
  set(name, value) {
    if (this.values()[name] === value) return;
    const line = new RegExp(`^[ \\t]*${name}[ \\t]*=.*$`, 'm');
    this.#changes.push(`${name}=${value}`);
    this.#text = line.test(this.#text)
      ? this.#text.replace(line, () => `${name}=${value}`)
      : `${this.#text.replace(/\n*$/, '\n')}${name}=${value}\n`;
  }

  /** Readable by its owner only: it may contain Stripe keys. */
  save() {
    if (this.#changes.length > 0) writeFileSync(this.#file, this.#text, { mode: 0o600 });
  }

  /** A description of the changes. It contains no secret, because none is set here. */
  changes() {
    return this.#changes.join(', ') || 'unchanged';
  }
}
