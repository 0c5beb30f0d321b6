import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** One request of an .http file, before substitution. */
export interface HttpFileRequest {
  readonly title: string;
  /** The name by which later requests refer to its response. */
  readonly name: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly string[];
  readonly body: string | undefined;
  /** The status that its title states; undefined: 2xx. */
  readonly status: number | undefined;
}

/** A parsed .http file. */
export interface HttpFile {
  readonly variables: Map<string, string>;
  readonly requests: HttpFileRequest[];
}

export function readHttpFile(file: URL): HttpFile {
  const [head = '', ...parts] = readFileSync(file, 'utf8').split(/^### ?/m);
  const variables = new Map(
    [...head.matchAll(/^@(\w+) = (.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  return { variables, requests: parts.filter((part) => !part.startsWith('----')).map(requestOf) };
}

function requestOf(part: string): HttpFileRequest {
  const [top = '', ...rest] = part.trim().split('\n\n');
  const [title = '', ...lines] = top.split('\n');
  const [line = '', ...headers] = lines.filter((each) => !each.startsWith('#'));
  const [method = '', url = ''] = line.split(' ');
  const status = /: (\d{3})$/.exec(title)?.[1];
  return {
    title,
    name: /^# @name (\w+)$/m.exec(top)?.[1],
    method,
    url,
    headers,
    body: rest.length > 0 ? rest.join('\n\n') : undefined,
    status: status === undefined ? undefined : Number(status),
  };
}

/** Substitutes `{{variables}}` as editors do. Throws for an unknown variable. */
export function substitute(
  text: string,
  variables: Map<string, string>,
  responses: Map<string, unknown>,
): string {
  return text.replace(/\{\{([^}]+)\}\}/g, (whole, expression: string) => {
    if (expression === '$guid') return randomUUID();
    const own = variables.get(expression);
    if (own !== undefined) return substitute(own, variables, responses);
    const [, name = '', path = ''] = /^(\w+)\.response\.body\.\$\.(.+)$/.exec(expression) ?? [];
    const value = path
      .split(/[.[\]]+/)
      .filter(Boolean)
      .reduce<unknown>(
        (found, key) => (found as Record<string, unknown> | undefined)?.[key],
        responses.get(name),
      );
    if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`unknown variable ${whole}`);
    return String(value);
  });
}
