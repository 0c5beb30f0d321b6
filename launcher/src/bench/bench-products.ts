import { send } from './http-client.js';

const COUNT = 50;

/** Products of the benchmark's own: enough of them that no row is hot, and stock that does not run out. */
export class BenchProducts {
  readonly ids: string[] = [];

  constructor(private readonly gatewayUrl: string) {}

  async create(): Promise<void> {
    for (let index = 1; index <= COUNT; index++) {
      const { status, body } = await send('POST', `${this.gatewayUrl}/api/v1/products`, {
        name: `Benchmark product ${index}`,
        prices: [{ currency: 'usd', amount: 1_999 }],
        stock: 1_000_000,
      });
      if (status !== 201) throw new Error(`POST /products answered ${status}: ${body.slice(0, 300)}`);
      this.ids.push((JSON.parse(body) as { id: string }).id);
    }
  }

  /** Takes them off sale again; the orders keep them. */
  async remove(): Promise<void> {
    for (const id of this.ids.splice(0))
      await send('DELETE', `${this.gatewayUrl}/api/v1/products/${id}`).catch(() => undefined);
  }
}
