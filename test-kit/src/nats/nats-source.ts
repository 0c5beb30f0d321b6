/**
 * A download source of nats-server. `obtain` writes the program to `target`, or throws with the
 * reason.
 */
export interface NatsSource {
  name: string;
  obtain(target: string): Promise<void>;
}
