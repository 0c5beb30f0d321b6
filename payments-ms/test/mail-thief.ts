import type { World } from './world.js';

/** Lets Stripe's webhooks be answered with 200 and vanish, as if they had never been sent. */
export class MailThief {
  private constructor(private readonly world: World) {}

  static async hire(world: World): Promise<MailThief> {
    await world.rows(`
      CREATE OR REPLACE FUNCTION steal_webhook() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.id LIKE 'evt_%' THEN RETURN NULL; END IF;
        RETURN NEW;
      END $$`);
    return new MailThief(world);
  }

  /** Does something of which no webhook reaches us; returns when Stripe has nothing more to send. */
  async steals<T>(work: () => Promise<T>): Promise<T> {
    await this.world.rows(
      'CREATE TRIGGER steal_webhook BEFORE INSERT ON stripe_events FOR EACH ROW EXECUTE FUNCTION steal_webhook()',
    );
    try {
      const result = await work();
      await this.world.allSent();
      return result;
    } finally {
      await this.world.rows('DROP TRIGGER steal_webhook ON stripe_events');
    }
  }
}
