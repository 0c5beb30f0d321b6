import type { HttpReply } from './http.js';
import { HttpClient, type HttpClientOptions } from './http-client.js';

/** The JSON API of the carrier sandbox. */
export class CarrierSandboxClient {
  private readonly http: HttpClient;

  constructor(url: string, options?: HttpClientOptions) {
    this.http = new HttpClient(url, options);
  }

  /**
   * Moves a parcel, named by the id of its shipment or return in the shop, to a state of EasyPost's
   * trackers. The webhook follows.
   */
  move(parcelId: string, status: string): Promise<HttpReply> {
    return this.http.send('POST', `/api/shipments/${parcelId}/move`, { status });
  }
}
