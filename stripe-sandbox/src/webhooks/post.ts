import http from 'node:http';
import https from 'node:https';

/** Posts bodies to one address over keep-alive connections. */
export class Poster {
  private readonly url: URL;
  private readonly client: typeof http | typeof https;
  private readonly agent: http.Agent;

  constructor(url: string, connections: number) {
    this.url = new URL(url);
    this.client = this.url.protocol === 'https:' ? https : http;
    this.agent = new this.client.Agent({ keepAlive: true, maxSockets: connections, keepAliveMsecs: 30_000 });
  }

  /** The status of the answer; rejects when it does not exist within `timeoutMs`. */
  post(body: string, signature: string, timeoutMs: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        'stripe-signature': signature,
        accept: '*/*; q=0.5, application/xml',
      };
      const request = this.client.request(
        this.url,
        { method: 'POST', agent: this.agent, headers },
        (response) => {
          response.on('end', () => {
            clearTimeout(timer);
            resolve(response.statusCode ?? 0);
          });
          response.on('error', reject);
          response.resume();
        },
      );
      const timer = setTimeout(
        () => request.destroy(new Error(`no answer within ${timeoutMs} ms`)),
        timeoutMs,
      );
      request.on('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
      request.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
