import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitUntil } from '@orderwire/test-kit';

/** A request as a receiver got it. */
export interface Received {
  readonly id: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Handler = (request: Received, response: ServerResponse, count: number) => void;

/** A shop's HTTP server. It answers 204, unless a test says otherwise. */
export class WebhookReceiver {
  readonly requests: Received[] = [];
  /** `count`: how many requests came with this webhook-id, this one included. */
  answer: Handler = (_request, response) => response.writeHead(204).end();

  private constructor(private readonly server: Server) {}

  static async start(host = '127.0.0.1'): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => void receiver.receive(request, response));
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    return receiver;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hooks`;
  }

  /** Answers every request with this status and these headers. */
  answerWith(status: number, headers: Record<string, string> = {}, body = ''): void {
    this.answer = (_request, response) => response.writeHead(status, headers).end(body);
  }

  /** Waits until it got this many requests. */
  async received(count: number): Promise<readonly Received[]> {
    return waitUntil(
      () => this.requests,
      ({ length }) => length >= count,
    );
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk as string;
    const { headers, url: path = '' } = request;
    const received = { id: String(headers['webhook-id']), path, headers, body };
    this.requests.push(received);
    this.answer(received, response, this.requests.filter(({ id }) => id === received.id).length);
  }
}
