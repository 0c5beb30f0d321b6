import { expect, test } from '@jest/globals';
import { fastify } from 'fastify';
import { Metrics } from './metrics.js';
import { measureHttp } from './request-metrics.js';

test('failures of a POST route are counted from 0, so that the first ones are an increase', async () => {
  const metrics = new Metrics('sample-ms');
  const app = fastify();
  measureHttp(app, metrics);
  app.post('/api/v1/samples/:id', () => Promise.reject(new Error('no')));
  app.get('/api/v1/samples', () => 'none');
  const counted = async () =>
    [...(await metrics.page()).body.matchAll(/_seconds_count\{service="sample-ms",(.*)\} (\d+)/g)].map(
      ([, labels, count]) => [labels, count],
    );
  const labels = 'method="POST",route="/api/v1/samples/:id",status="5xx"';
  expect(await counted()).toEqual([[labels, '0']]);
  await app.inject({ method: 'POST', url: '/api/v1/samples/1' });
  expect(await counted()).toEqual([[labels, '1']]);
  await app.close();
});
