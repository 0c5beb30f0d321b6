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
  it.each([
    ['at_start', true],
    ['at_first_query', false],
  ] as const)('compiles its query compiler %s', async (compile, connected) => {
    const { useFactory } = prismaProvider(PrismaClient, compile);
    expect(await useFactory({ pool: {} as Pool })).toMatchObject({ connected });
  });
});
