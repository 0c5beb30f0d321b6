import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { TaxRateRepository } from './tax-rate.repository.js';
import { TaxService } from './tax.service.js';

const current = jest.fn<TaxRateRepository['current']>();
const tax = () => new TaxService({ current } as unknown as TaxRateRepository, null);

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
  current.mockReset().mockResolvedValue([]);
});
afterEach(() => {
  jest.useRealTimers();
});

describe('the tax rates in memory', () => {
  it('are read once for all orders of 5 seconds', async () => {
    const service = tax();
    await Promise.all([service.rates(), service.rates()]);
    jest.advanceTimersByTime(4_999);
    await service.rates();
    expect(current).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(1);
    await service.rates();
    expect(current).toHaveBeenCalledTimes(2);
  });

  it('are read again after a change, also when a read is in flight', async () => {
    const service = tax();
    const before = service.rates();
    service.reload();
    expect(await service.rates()).not.toBe(await before);
  });

  it('are read again after a failure', async () => {
    const service = tax();
    current.mockRejectedValueOnce(new Error('no database'));
    await expect(service.rates()).rejects.toThrow('no database');
    await service.rates();
    expect(current).toHaveBeenCalledTimes(2);
  });
});
