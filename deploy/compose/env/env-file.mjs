import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseEnv, TextDecoder } from 'node:util';
import { UserError } from './secret-files.mjs';

/**
 * The text of a `.env` file without its byte order mark. Throws an {@link UserError} when the
 * file is not UTF-8: a parser would skip its first lines, or all, without a word.
 */
export function readEnvText(file) {
  const bytes = readFileSync(file);
  const saveAs = 'save it as UTF-8 (editor: "Save with encoding"; PowerShell: Set-Content -Encoding utf8)';
  if (bytes.includes(0))
    throw new UserError(
      `${file} is UTF-16 text: ${saveAs}, or run: iconv -f UTF-16 -t UTF-8 ${file} > new && mv new ${file}`,
    );
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${file} contains characters that are not UTF-8: ${saveAs}`);
  }
}

/** The variables of a `.env` file, blank ones included; none when it does not exist. */
export const readEnvFile = (file) => (existsSync(file) ? parseEnv(readEnvText(file)) : {});

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
    const existing = new EnvFile(file, readEnvText(file));
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
    const line = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=.*$`, 'm');
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
