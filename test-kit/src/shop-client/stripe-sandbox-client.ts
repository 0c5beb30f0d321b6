import { HttpClient, type HttpClientOptions } from './http-client.js';
import type { HttpReply } from './http.js';

/** How a shopper pays a Checkout Session at the sandbox. */
export interface SandboxPayment {
  card?: string;
  /** Bank debits that succeed or fail some time later. */
  method?: 'delayed_success' | 'delayed_failure';
  /** Default: what the session costs. */
  amount?: number;
  email?: string;
}

/** Stripe's API and the controls of the local sandbox (`/_sandbox/…`). */
export class StripeSandboxClient {
  private readonly http: HttpClient;

  constructor(url: string, secretKey: string, options?: HttpClientOptions) {
    const headers = { authorization: `Bearer ${secretKey}` };
    this.http = new HttpClient(url, options, () => headers);
  }

  request<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<HttpReply<Body>> {
    return this.http.send(method, path, body);
  }

  /** Status 200, 402 for a declined card, 400 for a session that is complete or expired. */
  pay(sessionId: string, payment: SandboxPayment = { card: '4242424242424242' }): Promise<HttpReply> {
    return this.request('POST', `/_sandbox/checkout/sessions/${sessionId}/pay`, payment);
  }

  /** Ends a bank debit at once. */
  settle(sessionId: string): Promise<HttpReply> {
    return this.request('POST', `/_sandbox/checkout/sessions/${sessionId}/settle-now`);
  }

  expireSession(sessionId: string): Promise<HttpReply> {
    return this.request('POST', `/_sandbox/checkout/sessions/${sessionId}/expire-now`);
  }

  approveReview(reviewId: string): Promise<HttpReply> {
    return this.request('POST', `/v1/reviews/${reviewId}/approve`);
  }

  closeDispute(disputeId: string, status: 'won' | 'lost'): Promise<HttpReply> {
    return this.request('POST', `/_sandbox/disputes/${disputeId}/close`, { status });
  }
}
