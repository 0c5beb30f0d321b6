import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { schemasFor } from './schemas.js';
import { securitySchemes } from './security.js';

const description = `Takes an order from a shopper's browser to PAID.

Amounts are whole numbers in the currency's minor unit. Lists answer \`{data, meta: {nextCursor}}\`: pass \`nextCursor\` back as
\`cursor\` until it is null. Every error is \`application/problem+json\` (RFC 9457); programs match on its \`code\`.

To try it here: \`POST /api/v1/auth/login\`, then Authorize with the \`accessToken\` of its answer.`;

const headers = {
  'X-Request-Id': { description: 'The correlation id of this request.', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds to wait, at least 1.', schema: { type: 'integer', minimum: 1 } },
} as const;

const report = (description: string) => ({
  description,
  content: { 'application/json': { schema: { type: 'object', additionalProperties: true } } },
});

/** The platform's own routes, which know nothing of OpenAPI. */
const health: Readonly<Record<string, object>> = {
  '/health/live': { summary: 'The process turns', responses: { 200: report('It does.') } },
  '/health/ready': {
    summary: 'The process can do its work',
    responses: { 200: report('Every part is ok.'), 503: report('The parts that are not ok, by name.') },
  },
};

/** The OpenAPI 3.0 document of every route, with the schemas of the contract classes they speak. */
export function buildDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Orderwire')
    .setDescription(description)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'This gateway')
    .addTag('Products', 'The catalogue and its stock.')
    .addTag('Orders', 'From placing an order to seeing it paid.')
    .addTag('Accounts', 'Signing in, and what an account does with itself.')
    .addTag('Staff', 'Accounts and the audit log, for who works here.')
    .addTag('Health', 'For orchestrators.')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) =>
      `${controller.replace('Controller', '').toLowerCase()}.${method}`,
  });
  for (const [path, item] of Object.entries(document.paths))
    if (item.get && path in health) item.get = { ...item.get, ...health[path], tags: ['Health'] };
  document.components = { headers, securitySchemes, schemas: schemasFor(document.paths) };
  return document;
}
