import { Agent, request as nodeRequest } from 'node:http';

export type RequestHeaders = Readonly<Record<string, string>>;

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: RequestHeaders;
  readonly body: string | undefined;
}

/** Sends one request. Rejects when no reply arrives; a reply of any status resolves. */
export type Transport = (request: HttpRequest) => Promise<HttpReply>;

/**
 * Members of a problem document (RFC 9457) that callers read. Successful replies have none of them.
 */
export interface ProblemMembers {
  code?: string;
  detail?: string;
  errors?: { message: string }[];
  details?: Record<string, unknown>;
}

/**
 * A request that got no reply, or a reply of status 400 or more. The message is written for people.
 */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';

  constructor(
    message: string,
    /** Absent when no reply arrived. */
    readonly status?: number,
  ) {
    super(message);
  }
}

/** An HTTP reply. Headers and body are parsed on first use. */
export class HttpReply<Body = Record<string, unknown>> {
  private parsed: unknown;

  constructor(
    readonly status: number,
    readonly text: string,
    private readonly readHeaders: () => Headers,
    /** `POST https://…/orders`, for messages. */
    private readonly title: string,
  ) {}

  get headers(): Headers {
    return this.readHeaders();
  }

  /** The JSON body; `{}` for an empty one, `{ text }` for one that is not JSON. */
  get body(): Body & ProblemMembers {
    this.parsed ??= parse(this.text);
    return this.parsed as Body & ProblemMembers;
  }

  /** The body of a successful reply. Throws RequestFailed for a status of 400 or more. */
  orThrow(): Body {
    if (this.status < 400) return this.body;
    throw new RequestFailed(
      this.problem() ?? `${this.title} returned ${this.status}: ${this.text}`,
      this.status,
    );
  }

  private problem(): string | undefined {
    const { detail, code, errors = [], details = {} } = this.body as ProblemMembers;
    if (!code) return undefined;
    const lines = [
      ...errors.map(({ message }) => message),
      ...Object.entries(details).map(
        ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
      ),
    ];
    return [`${detail ?? code} (${code})`, ...lines.map((line) => `  ${line}`)].join('\n');
  }
}

/** The default transport: `fetch` with a time limit. */
export const fetchTransport =
  (timeoutMs = 60_000): Transport =>
  async ({ method, url, headers, body }) => {
    try {
      const response = await fetch(url, {
        method,
        headers,
        ...(body !== undefined && { body }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await response.text();
      return new HttpReply(response.status, text, () => response.headers, `${method} ${url}`);
    } catch (error) {
      const { message } = ((error as Error).cause as Error | undefined) ?? (error as Error);
      throw new RequestFailed(`${url} is not reachable: ${message}`);
    }
  };

/**
 * A transport for load tests: kept connections of `node:http`, which costs about half the CPU of
 * `fetch`.
 */
export function keepAliveTransport(maxSockets = 256): Transport {
  const agent = new Agent({ keepAlive: true, maxSockets });
  return ({ method, url, headers, body }) =>
    new Promise((resolve, reject) => {
      const all = body === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(body) };
      const outgoing = nodeRequest(url, { method, agent, headers: all }, (incoming) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => (text += chunk));
        incoming.on('end', () =>
          resolve(
            new HttpReply(
              incoming.statusCode ?? 0,
              text,
              () => new Headers(incoming.headers as Record<string, string>),
              `${method} ${url}`,
            ),
          ),
        );
        incoming.on('error', reject);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
}

function parse(text: string): unknown {
  if (!text) return {};
  try {
    return JSON.parse(text);
  } catch {
    return { text };
  }
}
