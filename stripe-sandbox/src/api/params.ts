import { isEmail } from '../cards/card-form.js';
import { invalid, missing } from './api-error.js';
import type { Form } from './form.js';

const MAX_URL = 2048;

/** http or https, a host, and only the characters that RFC 3986 allows. */
const URL_FORM = (() => {
  const safe = "[\\w.~!$&'()*+,;=-]|%[\\da-f]{2}";
  const host = `\\[[\\da-f:.]+\\]|(?:${safe})+`;
  return new RegExp(
    `^https?://(?:(?:${safe}|:)*@)?(?:${host})(?::\\d*)?(?:/(?:${safe}|[:@])*)*(?:\\?(?:[^#%\\s]|%[\\da-f]{2})*)?(?:#(?:${safe}|[:@/?])*)?$`,
    'i',
  );
})();

/** @throws ApiError `url_invalid` */
function checkUrl(url: string, param: string): string {
  const refuse = (reason: string): never => {
    throw invalid(reason, param, 'url_invalid');
  };
  if (url.length > MAX_URL) refuse(`Invalid URL: URL must be ${MAX_URL} characters or less.`);
  if (/[^\0-\x7f]/.test(url)) {
    refuse(
      'Invalid URL: Non-ASCII characters in URLs must be percent-encoded in order for the URL to be valid.',
    );
  }
  if (!URL_FORM.test(url.replaceAll('{CHECKOUT_SESSION_ID}', 'id'))) refuse('Not a valid URL');
  return url;
}

/** Reads typed values out of a form and refuses wrong ones in Stripe's words. */
export class Params {
  constructor(
    private readonly form: Form,
    private readonly path = '',
  ) {}

  name(key: string): string {
    return this.path ? `${this.path}[${key}]` : key;
  }

  has(key: string): boolean {
    return this.form[key] !== undefined;
  }

  /** A non-empty string, or undefined when absent. */
  text(key: string, max = 5000): string | undefined {
    const value = this.form[key];
    if (value === undefined) return undefined;
    const name = this.name(key);
    if (typeof value !== 'string') throw invalid(`Invalid string: ${JSON.stringify(value)}`, name);
    if (value === '') {
      throw invalid(
        `You passed an empty string for '${name}'. We assume empty values are an attempt to unset a parameter; however '${name}' cannot be unset. You should remove '${name}' from your request or supply a non-empty value.`,
        name,
        'parameter_invalid_empty',
      );
    }
    // Stripe counts characters, not UTF-16 units.
    if (value.length > max && [...value].length > max) {
      throw invalid(`Invalid string: ${value.slice(0, 20)}…; must be at most ${max} characters`, name);
    }
    return value;
  }

  required(key: string, max?: number): string {
    const value = this.text(key, max);
    if (value === undefined) throw missing(this.name(key));
    return value;
  }

  integer(key: string, minimum = Number.MIN_SAFE_INTEGER, maximum = 99_999_999_999): number | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const name = this.name(key);
    if (!/^-?\d{1,15}$/.test(text))
      throw invalid(`Invalid integer: ${text}`, name, 'parameter_invalid_integer');
    const value = Number(text);
    if (value < minimum) {
      throw invalid(
        `This value must be greater than or equal to ${minimum}.`,
        name,
        'parameter_invalid_integer',
      );
    }
    if (value > maximum) {
      throw invalid(
        `This value must be less than or equal to ${maximum}.`,
        name,
        'parameter_invalid_integer',
      );
    }
    return value;
  }

  oneOf<T extends string>(key: string, allowed: readonly T[]): T | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const found = allowed.find((value) => value === text);
    if (found === undefined) {
      const head = allowed.slice(0, -1).join(', ');
      const list =
        allowed.length > 1 ? `${head}${allowed.length > 2 ? ',' : ''} or ${allowed.at(-1)}` : allowed[0];
      throw invalid(
        `Invalid ${this.name(key)}: must be ${allowed.length > 1 ? 'one of ' : ''}${list}`,
        this.name(key),
      );
    }
    return found;
  }

  email(key: string): string | undefined {
    const text = this.text(key, 800);
    if (text !== undefined && !isEmail(text)) {
      throw invalid(`Invalid email address: ${text}`, this.name(key), 'email_invalid');
    }
    return text;
  }

  url(key: string): string | undefined {
    const text = this.text(key);
    return text === undefined ? undefined : checkUrl(text, this.name(key));
  }

  /** A list of at most `max` URLs, empty when absent. */
  urls(key: string, max: number): string[] {
    const texts = this.list(key) ?? [];
    const name = this.name(key);
    if (texts.length > max) throw invalid(`Array ${key} exceeded maximum ${max} allowed elements.`, name);
    return texts.map((text, index) => checkUrl(text, `${name}[${index}]`));
  }

  /** A list of strings, in order. */
  list(key: string): string[] | undefined {
    const value = this.form[key];
    if (value === undefined || value === '') return undefined;
    if (typeof value === 'string') throw invalid('Invalid array', this.name(key));
    return Object.keys(value).map((index) => new Params(value, this.name(key)).required(index));
  }

  /** A nested object, empty when absent. */
  nested(key: string): Params {
    const value = this.form[key];
    return new Params(typeof value === 'object' ? value : {}, this.name(key));
  }

  /** The objects of an array, each knowing its own path. */
  items(key: string): Params[] {
    const value = this.form[key];
    if (typeof value !== 'object') return [];
    return Object.keys(value).map((index) => this.nested(key).nested(index));
  }

  /**
   * `metadata`: at most 50 keys of 40 characters with values of 500. An empty value removes its
   * key.
   */
  metadata(key = 'metadata', before: Record<string, string> = {}): Record<string, string> {
    const value = this.form[key];
    if (value === undefined) return before;
    if (value === '') return {};
    const result = { ...before };
    for (const [name, text] of Object.entries(value)) {
      const param = `${this.name(key)}[${name}]`;
      if (typeof text !== 'string') throw invalid('Metadata values must be strings.', param);
      if (name.length > 40)
        throw invalid(`Metadata keys can have up to 40 characters: ${name.slice(0, 40)}…`, param);
      if (text.length > 500) {
        throw invalid(
          `Metadata values can have up to 500 characters, but you passed in a value that is ${text.length} characters. Invalid value: ${text.slice(0, 20)}…`,
          param,
        );
      }
      if (text === '') delete result[name];
      else result[name] = text;
    }
    if (Object.keys(result).length > 50) throw invalid('Metadata can have up to 50 keys.', this.name(key));
    return result;
  }
}
