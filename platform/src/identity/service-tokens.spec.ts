import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { Fault, NotAllowed } from '@orderwire/contracts';
import { SignJWT } from 'jose';
import type { SecretKeys } from '../config/secret-key.js';
import { ServiceTokens } from './service-tokens.js';

const newKey = () => randomBytes(32).toString('base64');
const [old, fresh] = [newKey(), newKey()];

const answer = (verifier: ServiceTokens, token: string): Promise<string> =>
  verifier.verify(token).catch((error: unknown) => {
    if (error instanceof Fault) return error.code;
    throw error;
  });

/** A token with a valid signature, issued this many seconds ago, that ends in as many. */
const forged = (issuedAgo: number, endsIn: number, key = old) => {
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256', typ: 'service+jwt' })
    .setIssuer('orderwire')
    .setAudience('orderwire-services')
    .setSubject('orders-ms')
    .setIssuedAt(now - issuedAgo)
    .setExpirationTime(now + endsIn)
    .sign(createSecretKey(key, 'base64'));
};

describe('service token', () => {
  it('is refused by no service while SERVICE_KEY is replaced step by step, then with the old key', async () => {
    const steps: SecretKeys[] = [[old], [old, fresh], [fresh, old], [fresh]];
    const names = ['client-gateway', 'orders-ms', 'payments-ms'];
    const services = names.map((name) => new ServiceTokens(name, [old]));
    const tokens = () => Promise.all(services.map((service) => service.issue()));
    const leaked = await tokens();
    for (const keys of steps)
      for (const [i, name] of names.entries()) {
        services[i] = new ServiceTokens(name, keys);
        for (const token of await tokens())
          for (const service of services) expect(names).toContain(await answer(service, token));
      }
    for (const token of [...leaked, await forged(0, 60)])
      for (const service of services) expect(await answer(service, token)).toBe(NotAllowed.code);
  });

  it('is refused five minutes after its issue, whatever end it names, also when it was accepted before', async () => {
    const verifier = new ServiceTokens('orders-ms', [fresh, old]);
    expect(await answer(verifier, await forged(10, 3_600))).toBe('orders-ms');
    expect(await answer(verifier, await forged(340, 3_600))).toBe(NotAllowed.code);
    const token = await forged(299, 3_600);
    expect(await answer(verifier, token)).toBe('orders-ms');
    const later = performance.now() + 60_000;
    jest.useFakeTimers({ now: Date.now() + 60_000, doNotFake: ['performance'] });
    const age = jest.spyOn(performance, 'now').mockReturnValue(later);
    try {
      expect(await answer(verifier, token)).toBe(NotAllowed.code);
    } finally {
      age.mockRestore();
      jest.useRealTimers();
    }
  });

  it('without the time of its issue is refused', async () => {
    const token = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: 'service+jwt' })
      .setIssuer('orderwire')
      .setAudience('orderwire-services')
      .setSubject('orders-ms')
      .setExpirationTime('1m')
      .sign(createSecretKey(old, 'base64'));
    expect(await answer(new ServiceTokens('orders-ms', [old]), token)).toBe(NotAllowed.code);
  });
});
