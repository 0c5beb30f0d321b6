import { request as httpRequest } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy with a fixed port between Stripe and the current replica. */
export class WebhookProxy {
  private targetPort: number | undefined;
  private readonly connections = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => this.accept(socket));
  }

  /** Closes all connections until {@link forwardTo}. */
  static async start(): Promise<WebhookProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new WebhookProxy(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Forwards new connections to this URL. */
  forwardTo(url: string): void {
    this.targetPort = Number(new URL(url).port);
  }

  /** Closes current and new connections. */
  disconnect(): void {
    this.targetPort = undefined;
    for (const socket of this.connections) socket.destroy();
  }

  async close(): Promise<void> {
    this.disconnect();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(client: Socket): void {
    client.on('error', () => undefined);
    if (this.targetPort === undefined) return void client.destroy();
    const target = connect(this.targetPort, '127.0.0.1');
    target.on('error', () => client.destroy());
    target.on('close', () => client.destroySoon());
    client.on('close', () => {
      this.connections.delete(client);
      target.destroy();
    });
    this.connections.add(client);
    client.pipe(target).pipe(client);
  }
}

/** Sends only headers, with this content length: the response does not depend on the body. */
export function postUnread(baseUrl: string, bytes: number): Promise<{ status: number; type: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': bytes };
    const request = httpRequest(`${baseUrl}/payments/webhook`, { method: 'POST', headers, agent: false });
    request.on('error', reject);
    request.on('response', (response) => {
      resolve({
        status: response.statusCode ?? 0,
        type: String(response.headers['content-type']),
      });
      request.destroy();
    });
    request.flushHeaders();
  });
}
