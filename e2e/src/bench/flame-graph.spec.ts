import { expect, test } from '@jest/globals';
import { callTree, type CpuProfile, flameGraph, topFunctions } from './flame-graph.js';

const frame = (functionName: string, url = 'file:///service/dist/bundle.js') => ({
  callFrame: { functionName, scriptId: '1', url, lineNumber: 9, columnNumber: 0 },
});

/** main calls parse, which calls read; a sample of 10 ms each at 10, 20, 30, 40 and 50 ms. */
const profile: CpuProfile = {
  nodes: [
    { id: 1, ...frame('(root)', ''), children: [2, 5] },
    { id: 2, ...frame('main'), children: [3] },
    { id: 3, ...frame('parse<Order>'), children: [4] },
    { id: 4, ...frame('read', 'node:fs') },
    { id: 5, ...frame('(idle)', '') },
  ],
  startTime: 1_000_000,
  samples: [2, 3, 4, 5, 3],
  timeDeltas: [10_000, 10_000, 10_000, 10_000, 10_000],
};
const all = [{ from: 0, to: Infinity }];

test('time belongs to the function that ran and to all that called it, without idle time', () => {
  const root = callTree([profile], all);
  const main = root.calls.get('main bundle.js:10');
  const parse = main?.calls.get('parse<Order> bundle.js:10');
  expect([root.total, main?.total, main?.self, parse?.total, parse?.self]).toEqual([30, 30, 10, 20, 10]);
  expect(topFunctions(root, 2).map(({ ms }) => ms)).toEqual([10, 10]);
});

test('only samples within the load count, of all processes', () => {
  const window = { from: 1_015_000, to: 1_025_000 };
  expect(callTree([profile, profile], [window]).total).toBe(20);
  expect(topFunctions(callTree([profile], [window]), 5)).toEqual([
    { name: 'parse<Order> bundle.js:10', ms: 10 },
  ]);
});

test('a sample at the beginning of the load counts, and one at its end does not', () => {
  expect(callTree([profile], [{ from: 1_010_000, to: 1_020_000 }]).total).toBe(10);
});

test('a flame graph has the share of each call, and names that no XML can hold are escaped', () => {
  const svg = flameGraph('orders-ms & "all"', callTree([profile], all));
  expect(svg).toContain('orders-ms &amp; &quot;all&quot;: 30 ms');
  expect(svg).toContain('parse&lt;Order>');
  expect(svg).toContain('20.0 ms, 66.7 %, itself 10.0 ms');
  expect(svg.match(/<g>/g)).toHaveLength(4);
});

test('a box that is too narrow for text has none', () => {
  const samples = Array.from({ length: 1_000 }, (_, sample) => (sample === 0 ? 4 : 2));
  const rare = { ...profile, samples, timeDeltas: samples.map(() => 1_000) };
  expect(flameGraph('orders-ms', callTree([rare], all)).match(/<text[^>]*>(main|parse|read)/g)).toHaveLength(
    1,
  );
});
