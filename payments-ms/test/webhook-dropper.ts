import type { PaymentsWorld } from './payments-world.js';

/** Drops webhooks: they get 200 and are not stored, as if Stripe had never sent them. */
export class WebhookDropper {
  private constructor(private readonly world: PaymentsWorld) {}

  static async install(world: PaymentsWorld): Promise<WebhookDropper> {
    await world.rows(`
      CREATE OR REPLACE FUNCTION drop_webhook() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.id LIKE 'evt_%' THEN RETURN NULL; END IF;
        RETURN NEW;
      END $$`);
    return new WebhookDropper(world);
  }

  /** Runs `work` and drops its webhooks. Returns when Stripe has sent them all. */
  async drop<T>(work: () => Promise<T>): Promise<T> {
    await this.world.rows(
      'CREATE TRIGGER drop_webhook BEFORE INSERT ON stripe_events FOR EACH ROW EXECUTE FUNCTION drop_webhook()',
    );
    try {
      const result = await work();
      await this.world.webhooksDelivered();
      return result;
    } finally {
      await this.world.rows('DROP TRIGGER drop_webhook ON stripe_events');
    }
  }
}
