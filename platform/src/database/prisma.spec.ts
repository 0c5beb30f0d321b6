import { describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { prismaProvider } from './prisma.js';

class PrismaClient {
  connected = false;

  async $connect(): Promise<void> {
    await Promise.resolve();
    this.connected = true;
  }
}

describe('Prisma', () => {
  it('is connected before the first request', async () => {
    const { useFactory } = prismaProvider(PrismaClient);
    expect(await useFactory({ pool: {} as Pool })).toMatchObject({ connected: true });
  });
});
