import { describe, expect, test } from '@jest/globals';
import { cancelPage, PAGE_POLICY, successPage } from './pages.js';

describe('the page after paying', () => {
  test('shows the session it was called with, and promises no more than that the payment is being confirmed', () => {
    const page = successPage('cs_test_a1B2');
    expect(page).toContain('<code>cs_test_a1B2</code>');
    expect(page).toContain('is being confirmed');
  });

  test.each([
    ['markup', '<script>alert(1)</script>'],
    ['markup behind a session’s beginning', 'cs_test_1<img src=x>'],
    ['a list', ['cs_test_1', 'cs_test_2']],
    ['a very long text', `cs_${'a'.repeat(5_000)}`],
    ['nothing', undefined],
  ])('shows nothing of %s', (_name, query) => {
    expect(successPage(query)).toBe(successPage(undefined));
    expect(successPage(query)).not.toContain('<code>');
  });
});

test('the pages run no script and load nothing', () => {
  expect(PAGE_POLICY).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]+=*'; /);
  expect(successPage('cs_test_1') + cancelPage()).not.toMatch(/<script|<link|<img|src=|onload/i);
});
