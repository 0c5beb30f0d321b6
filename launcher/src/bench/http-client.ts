import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

export interface HttpAnswer {
  status: number;
  body: string;
}

/** One HTTP request over a kept connection: as little work as Node can do, because the client shares the machine. */
export function send(
  method: string,
  url: string,
  json?: unknown,
  headers: Record<string, string> = {},
): Promise<HttpAnswer> {
  const payload = json === undefined ? undefined : JSON.stringify(json);
  const all = payload
    ? { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }
    : headers;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, agent, headers: all }, (incoming) => {
      let body = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => (body += chunk));
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body }));
      incoming.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(payload);
  });
}
