import { describe, expect, test } from '@jest/globals';
import { cancelPage, CONTENT_SECURITY_POLICY, successPage } from './return-pages.controller.js';

describe('the success page', () => {
  test('shows the session id and that the payment is being confirmed', () => {
    const page = successPage('cs_test_a1B2');
    expect(page).toContain('<code>cs_test_a1B2</code>');
    expect(page).toContain('is being confirmed');
  });

  test.each([
    ['markup', '<script>alert(1)</script>'],
    ['markup after a session id', 'cs_test_1<img src=x>'],
    ['a list', ['cs_test_1', 'cs_test_2']],
    ['a very long text', `cs_${'a'.repeat(5_000)}`],
    ['nothing', undefined],
  ])('shows nothing of %s', (_name, query) => {
    expect(successPage(query)).toBe(successPage(undefined));
    expect(successPage(query)).not.toContain('<code>');
  });
});

test('the pages run no script and load nothing', () => {
  expect(CONTENT_SECURITY_POLICY).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]+=*'; /);
  expect(successPage('cs_test_1') + cancelPage()).not.toMatch(/<script|<link|<img|src=|onload/i);
});
