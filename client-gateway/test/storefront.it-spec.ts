import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GatewayWorld } from './gateway-world.js';

const folder = mkdtempSync(join(tmpdir(), 'storefront-'));
const script = 'export const page = "shop";';
const files = {
  'index.html': '<!doctype html><title>shop</title>',
  'console.html': '<!doctype html><title>console</title>',
  'assets/shop-abc.js': script,
  'assets/shop-abc.js.br': brotliCompressSync(script),
  'assets/shop-abc.js.map': '{}',
  'pictures/lamp.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  '.vite/manifest.json': '{}',
};
const html = { accept: 'text/html,*/*;q=0.8' };

let world: GatewayWorld;
beforeAll(async () => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  world = await GatewayWorld.create({ STOREFRONT_DIR: folder });
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

const open = (path: string, headers: Record<string, string> = html) =>
  world.call('GET', path, undefined, headers);

describe('the storefront', () => {
  it.each([
    ['/', 'shop'],
    ['/?q=lamp', 'shop'],
    ['/orders/019a0000-0000-7000-8000-000000000001?from=checkout', 'shop'],
    ['/a/page/that/only/the/shop/knows', 'shop'],
    ['/console', 'console'],
    ['/console/', 'console'],
    ['/console/orders/1', 'console'],
  ])('has at %s the page of the %s', async (path, page) => {
    const { status, text, headers } = await open(path);
    expect([status, text]).toEqual([200, files[page === 'shop' ? 'index.html' : 'console.html']]);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-cache');
  });

  it('runs no inline script or style, loads nothing from elsewhere, and is in no frame', async () => {
    const policy = (await open('/')).headers.get('content-security-policy') ?? '';
    expect(policy.split(';')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
      ]),
    );
    expect(policy).not.toContain('unsafe');
  });

  it('never answers for the API, the probes or a missing file', async () => {
    for (const path of ['/api', '/api/v1/nothing', '/health/nothing', '/.well-known/nothing']) {
      const { status, headers } = await open(path);
      expect([path, status]).toEqual([path, 404]);
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    }
    expect((await open('/assets/gone.js', { accept: '*/*' })).status).toBe(404);
    expect((await world.call('POST', '/checkout', {}, html)).status).toBe(404);
  });

  it('serves files with hashed names for ever, compressed, and once', async () => {
    const { status, text, headers } = await open('/assets/shop-abc.js', { 'accept-encoding': 'identity' });
    expect([status, text]).toEqual([200, script]);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const response = await fetch(`${world.gateway.url}/assets/shop-abc.js`, {
      headers: { 'accept-encoding': 'br' },
    });
    expect(response.headers.get('content-encoding')).toBe('br');
    expect(response.headers.get('vary')).toBe('Accept-Encoding');
    expect(await response.text()).toBe(script);
    const again = await open('/assets/shop-abc.js', { 'if-none-match': headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
  });

  it('lets other sites show the pictures of products, and nothing else', async () => {
    const policyOf = async (path: string) =>
      (await open(path, {})).headers.get('cross-origin-resource-policy');
    expect(await policyOf('/pictures/lamp.svg')).toBe('cross-origin');
    expect(await policyOf('/assets/shop-abc.js')).toBe('same-origin');
  });

  it('serves neither source maps, nor the manifest of the build, nor a path outside of its folder', async () => {
    for (const path of ['/assets/shop-abc.js.map', '/.vite/manifest.json', '/assets/..%2f..%2fetc/passwd'])
      expect((await open(path, { accept: '*/*' })).status).toBe(404);
  });
});
