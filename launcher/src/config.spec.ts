import { expect, it } from '@jest/globals';
import { inheritable } from './config.js';

it('lets services inherit settings, but no address, key or port', () => {
  const own = { PORT: '1', METRICS_PORT: '9464', DATABASE_URL: 'x', SERVICE_KEY: 'x', STRIPE_SECRET: 'x' };
  expect(inheritable({ ...own, LOG_LEVEL: 'debug', SESSION_MINUTES: '31' })).toEqual({
    LOG_LEVEL: 'debug',
    SESSION_MINUTES: '31',
  });
});
