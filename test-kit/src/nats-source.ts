/** One way of getting a nats-server: `obtain` puts the program at `target`, or throws a sentence that says why not. */
export interface NatsSource {
  name: string;
  obtain(target: string): Promise<void>;
}
