import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** One request of an .http file, its variables not yet filled in. */
export interface HttpFileRequest {
  readonly title: string;
  /** Under which others find its answer. */
  readonly name: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly string[];
  readonly body: string | undefined;
  /** The status it announces; undefined: any of 2xx. */
  readonly status: number | undefined;
}

/** What an .http file says: its requests in order, and its own variables. */
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

/** Fills `{{variables}}` in, as the editors do. Throws for one that nothing before it has made. */
export function filled(text: string, variables: Map<string, string>, answers: Map<string, unknown>): string {
  return text.replace(/\{\{([^}]+)\}\}/g, (whole, expression: string) => {
    if (expression === '$guid') return randomUUID();
    const own = variables.get(expression);
    if (own !== undefined) return filled(own, variables, answers);
    const [, name = '', path = ''] = /^(\w+)\.response\.body\.\$\.(.+)$/.exec(expression) ?? [];
    const value = path
      .split(/[.[\]]+/)
      .filter(Boolean)
      .reduce<unknown>(
        (found, key) => (found as Record<string, unknown> | undefined)?.[key],
        answers.get(name),
      );
    if (typeof value !== 'string') throw new Error(`nothing before has made ${whole}`);
    return value;
  });
}
