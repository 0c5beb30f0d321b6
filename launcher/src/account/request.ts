import { UserError } from '../user-error.js';

/** One request and its JSON answer. Throws a UserError that says in words for people why there is none. */
export async function request<Answer>(
  method: string,
  url: string,
  headers: Record<string, string>,
  body?: object,
): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  }).catch((error: Error) => {
    const { message } = (error.cause as Error | undefined) ?? error;
    throw new UserError(`${url} cannot be reached: ${message}`);
  });
  const text = await answer.text();
  if (!answer.ok)
    throw new UserError(complaintOf(text) ?? `${method} ${url} answered ${answer.status}: ${text}`);
  return JSON.parse(text) as Answer;
}

interface Problem {
  detail?: string;
  code?: string;
  errors?: { message: string }[];
  details?: Record<string, unknown>;
}

/** What a problem says, in a few lines for a person; undefined when it is none. */
export function complaintOf(text: string): string | undefined {
  try {
    const { detail, code, errors = [], details } = JSON.parse(text) as Problem;
    if (!code) return undefined;
    const more = [
      ...errors.map(({ message }) => message),
      ...Object.entries(details ?? {}).map(
        ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
      ),
    ];
    return [`${detail ?? code} (${code})`, ...more.map((line) => `  ${line}`)].join('\n');
  } catch {
    return undefined;
  }
}
