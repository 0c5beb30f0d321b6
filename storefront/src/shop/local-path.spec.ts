import { describe, expect, it } from '@jest/globals';
import { localPath } from './local-path';

describe('the path to continue at', () => {
  it.each(['/', '/orders/1?from=mail#top', '/console/orders'])('may be %s', (path) => {
    expect(localPath(path)).toBe(path);
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'orders',
    '/\t/evil.example',
    7,
    undefined,
  ])('is never %s', (path) => {
    expect(localPath(path)).toBeUndefined();
  });
});
