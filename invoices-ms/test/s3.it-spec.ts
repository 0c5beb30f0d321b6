import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { FileDamaged } from '../src/storage/file-store.js';
import { S3Gateway } from '../src/storage/s3.gateway.js';
import { sha256Of } from '../src/storage/sha256.js';

/** A bucket with the two requests that the gateway sends. */
const objects = new Map<string, { bytes: Buffer; type: string | undefined; checksum: unknown }>();
let answer: 'normal' | 'error' | 'silence' = 'normal';
let server: Server;
let store: S3Gateway;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url?.replace(/\?.*/, '') ?? '';
      if (answer === 'silence') return;
      if (answer === 'error') return response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
      if (!/^AWS4-HMAC-SHA256 Credential=key-id\//.test(request.headers.authorization ?? ''))
        return response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
      if (request.method === 'PUT') {
        const checksum = request.headers['x-amz-checksum-sha256'];
        objects.set(path, { bytes: Buffer.concat(chunks), type: request.headers['content-type'], checksum });
        return response.writeHead(200, { etag: '"1"' }).end();
      }
      const found = objects.get(path);
      if (!found) return response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
      return response.writeHead(200, { 'content-length': found.bytes.length }).end(found.bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = { bucket: 'documents', region: 'us-east-1', endpoint, prefix: 'invoices/' };
  store = new S3Gateway({ ...settings, accessKeyId: 'key-id', secretAccessKey: 'secret', timeoutMs: 1_000 });
});
afterEach(() => {
  answer = 'normal';
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('a bucket of S3', () => {
  const bytes = Buffer.from('%PDF-1.7 …');
  const sha256 = sha256Of(bytes);

  it('has each file under its SHA-256, with its type and checksum', async () => {
    await store.put(sha256, bytes, 'application/pdf');
    expect(objects.get(`/documents/invoices/${sha256}`)).toEqual({
      ...{ bytes, type: 'application/pdf' },
      checksum: Buffer.from(sha256, 'hex').toString('base64'),
    });
    expect((await store.get(sha256)).equals(bytes)).toBe(true);
  });

  it('without the file, or with other bytes, is an error', async () => {
    const missing = sha256Of(Buffer.from('missing'));
    await expect(store.get(missing)).rejects.toThrow(FileDamaged);
    objects.set(`/documents/invoices/${missing}`, { bytes, type: undefined, checksum: undefined });
    await expect(store.get(missing)).rejects.toThrow(/other bytes/);
  });

  it.each(['error', 'silence'] as const)('that answers with %s is an error in the end', async (how) => {
    answer = how;
    await expect(store.put(sha256, bytes, 'application/pdf')).rejects.toThrow();
    await expect(store.get(sha256)).rejects.toThrow();
  });
});
