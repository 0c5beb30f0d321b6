import type { LiveSession } from '../account/live-session.js';
import { send } from './http-client.js';

const COUNT = 50;

/** Products of the benchmark's own: enough of them that no row is hot, and stock that does not run out. */
export class BenchProducts {
  readonly ids: string[] = [];

  constructor(
    private readonly gatewayUrl: string,
    private readonly staff: LiveSession,
  ) {}

  /** Until all are there, or the signal comes. */
  async create(signal: AbortSignal): Promise<void> {
    for (let index = 1; index <= COUNT && !signal.aborted; index++) {
      const product = {
        name: `Benchmark product ${index}`,
        prices: [{ currency: 'usd', amount: 1_999 }],
        stock: 1_000_000,
      };
      const headers = { authorization: await this.staff.authorization() };
      const { status, body } = await send('POST', `${this.gatewayUrl}/api/v1/products`, product, headers);
      if (status !== 201) throw new Error(`POST /products answered ${status}: ${body.slice(0, 300)}`);
      this.ids.push((JSON.parse(body) as { id: string }).id);
    }
  }

  /** Takes them off sale again; the orders keep them. */
  async remove(): Promise<void> {
    const headers = { authorization: await this.staff.authorization() };
    for (const id of this.ids.splice(0))
      await send('DELETE', `${this.gatewayUrl}/api/v1/products/${id}`, undefined, headers).catch(
        () => undefined,
      );
  }
}
