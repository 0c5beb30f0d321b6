import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { operationOf } from './operation.js';
import { documentedRoutes, operationIdOf } from '../edge/route.js';
import { schemasFor } from './schemas.js';

const description = `Takes an order from a shopper's browser to PAID.

Amounts are whole numbers in the currency's minor unit. Lists return \`{data, meta: {nextCursor}}\`: pass \`nextCursor\` as
\`cursor\` of the next request until it is null. Every error is \`application/problem+json\` (RFC 9457); programs match on its \`code\`.

To try it here: \`POST /api/v1/auth/login\`, then Authorize with the \`accessToken\` of the response.`;

const headers = {
  'X-Request-Id': { description: 'The correlation id of this request.', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds to wait, at least 1.', schema: { type: 'integer', minimum: 1 } },
} as const;

/** The ways to authenticate. */
const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: '`accessToken` of `POST /api/v1/auth/login` or `/register`.',
  },
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-orderwire-access',
    description:
      'Set by the same routes for browsers. Unsafe requests with it need `X-CSRF-Protection: 1` and must come ' +
      'from the gateway’s own origin or one on the allow-list.',
  },
  orderToken: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Order-Token',
    description: 'Gives access to one order of a guest.',
  },
} as const;

const report = (description: string) => ({
  description,
  content: { 'application/json': { schema: { type: 'object', additionalProperties: true } } },
});

/** Routes of the platform. */
const health: Readonly<Record<string, object>> = {
  '/health/live': { summary: 'Liveness probe', responses: { 200: report('The event loop responds.') } },
  '/health/ready': {
    summary: 'Readiness probe',
    responses: {
      200: report('All dependencies are available.'),
      503: report('A dependency is not available; the log says which and why.'),
    },
  },
};

/** The OpenAPI 3.0 document of all routes. */
export function buildDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Orderwire')
    .setDescription(description)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'This gateway')
    .addTag('Products', 'The catalogue and its stock.')
    .addTag('Orders', 'Orders, payments and refunds.')
    .addTag('Payments', 'Captures, refunds, disputes and the ledger, for staff.')
    .addTag('Accounts', 'Registration, login and the own account.')
    .addTag('Staff', 'Administration of accounts, and the audit log.')
    .addTag('Operations', 'Dead letters, replays and reconciliation with Stripe.')
    .addTag('Webhooks', 'Endpoints of the shop that receive events, and what was sent to them.')
    .addTag('Health', 'Probes for orchestrators.')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: operationIdOf,
  });
  for (const [path, item] of Object.entries(document.paths)) {
    if (item.get && path in health) item.get = { ...item.get, ...health[path], tags: ['Health'] };
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const { operationId = '', tags = [] } = item[method] ?? {};
      const route = documentedRoutes.get(operationId);
      if (route) item[method] = { operationId, tags, ...operationOf(route, path, method) } as typeof item.get;
    }
  }
  document.components = { headers, securitySchemes, schemas: schemasFor(document.paths) };
  return document;
}
