import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Lets pages of these origins call the API. Without any, browsers block all other origins. */
export function enableCors(app: NestFastifyApplication, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.enableCors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'If-None-Match',
      'X-CSRF-Protection',
      'X-Order-Token',
      'X-Request-Id',
      'X-Token-Delivery',
    ],
    exposedHeaders: ['ETag', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id'],
    credentials: true,
    maxAge: 600,
  });
}
