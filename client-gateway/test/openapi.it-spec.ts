import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Login, Refresh, Register } from '@orderwire/contracts';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { Ajv } from 'ajv';
import { createHttpAdapter } from '../src/edge/http-adapter.js';
import { startGateway } from '../src/gateway.module.js';
import { admin, GatewayWorld, signedIn } from './gateway-world.js';
import { routeHandlersOf } from './route-handlers.js';

interface Operation {
  summary?: string;
  operationId?: string;
  parameters?: { name: string; in: string; schema: object }[];
  requestBody?: { content: Record<string, { schema: object; examples?: Record<string, { value: object }> }> };
  responses: Record<string, { content?: Record<string, unknown> }>;
  security?: object[];
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> };
}

const id = '019a0000-0000-7000-8000-000000000abc';

describe('the OpenAPI document', () => {
  let world: GatewayWorld;
  let document: Document;
  let operations: [string, Operation][];

  beforeAll(async () => {
    world = await GatewayWorld.create();
    document = (await world.call('GET', '/api/docs-json')).json as unknown as Document;
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    );
  });
  afterAll(() => world.close());

  it('is valid OpenAPI', async () => {
    const { valid, errors } = await new Validator().validate({ ...document });
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it('has exactly the routes of the router', async () => {
    const routes = new Set<string>();
    const adapter: FastifyAdapter = createHttpAdapter(world.config());
    adapter.getInstance().addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) routes.add(`${each} ${url.replace(/:(\w+)/g, '{$1}')}`);
    });
    const gateway = await startGateway(world.config(), adapter);
    await gateway.close();
    const served = [...routes].filter((route) => !/^(HEAD|OPTIONS) | \/api\/docs/.test(route));
    expect(operations.map(([route]) => route).sort()).toEqual(served.sort());
  });

  it('has a summary and a unique id for every operation', () => {
    for (const [route, { summary }] of operations)
      expect([route, summary]).toEqual([route, expect.any(String)]);
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('documents the successful response and the problems of every API route', () => {
    for (const [route, { responses }] of operations.filter(([route]) => route.includes('/api/v1'))) {
      const statuses = Object.keys(responses);
      expect([route, statuses]).toEqual([route, expect.arrayContaining(['400', '500', '503', '504'])]);
      for (const status of statuses.filter((status) => status >= '400'))
        expect(Object.keys(responses[status]?.content ?? {})).toEqual(['application/problem+json']);
      const successful = statuses.filter((status) => status < '400');
      expect([route, successful.length]).toEqual([route, 1]);
      const types = Object.keys(responses[successful[0] ?? '']?.content ?? {});
      expect([route, types.length]).toEqual([route, route.endsWith('{format}') ? 2 : 1]);
    }
  });

  it('documents the access that each contract declares', () => {
    const account = [{ bearer: [] }, { cookie: [] }];
    const accessOf = new Map(
      routeHandlersOf(world.gateway.app).map(({ controller, method, routeAccess: open }) => [
        `${controller.replace('Controller', '').toLowerCase()}.${method}`,
        open?.access,
      ]),
    );
    for (const [route, { operationId = '', security, parameters }] of operations) {
      const access = accessOf.get(operationId);
      const byToken = parameters?.some(({ name }) => name === 'X-Order-Token');
      const anyone = byToken ? [...account, { orderToken: [] }] : [{}];
      // Health routes come from platform and declare no access.
      const expected = access === undefined ? undefined : access === 'anyone' ? anyone : account;
      expect([route, security]).toEqual([route, expected]);
    }
    expect(Object.keys(document.components.securitySchemes).sort()).toEqual([
      'bearer',
      'cookie',
      'orderToken',
    ]);
    const guarded = operations.filter(
      ([, { security }]) => JSON.stringify(security) === JSON.stringify(account),
    );
    expect(guarded.length).toBeGreaterThan(25);
    const ofOrders = operations.filter(([, { security }]) => security?.some((way) => 'orderToken' in way));
    expect(ofOrders.map(([route]) => route.replace('/api/v1/orders/{orderId}', '…')).sort()).toEqual([
      'GET /api/v1/returns/{returnId}/label.pdf',
      'GET …',
      'GET …/invoice.pdf',
      'GET …/invoice.xml',
      'GET …/invoices',
      'GET …/invoices/{documentId}/{format}',
      'GET …/shipment',
      'GET …/stream',
      'GET …/timeline',
      'POST …/cancel',
      'POST …/payment-session',
    ]);
  });

  it('lists the fields of a query', () => {
    const list = document.paths['/api/v1/products']?.['get'];
    const names = list?.parameters?.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
    expect(names?.sort()).toEqual([
      'available',
      'currency',
      'cursor',
      'limit',
      'maxPrice',
      'minPrice',
      'search',
    ]);
  });

  it('documents the headers', () => {
    const headers = document.paths['/api/v1/orders']?.['post']?.parameters?.map(({ name }) => name);
    expect(headers).toEqual(['X-Token-Delivery', 'X-Request-Id', 'Idempotency-Key']);
  });

  const urlOf = (path: string) =>
    path.replace('{service}', 'orders').replace('{consumer}', 'orders_ms_x').replace(/{\w+}/, id);

  it('has examples that their routes accept', async () => {
    const examples = operations.flatMap(([route, { requestBody }]) =>
      Object.values(requestBody?.content['application/json']?.examples ?? {}).map(({ value }) => ({
        route,
        value,
      })),
    );
    expect(examples.length).toBe(operations.filter(([, { requestBody }]) => requestBody).length);
    world.stub([Login, Register, Refresh], () => signedIn);
    for (const { route, value } of examples) {
      const [method = '', path = ''] = route.split(' ');
      const url = urlOf(path);
      const response = await world.call(method, url, value, await world.as(admin));
      expect([route, response.status]).toEqual([route, expect.any(Number)]);
      expect(response.status).toBeLessThan(300);
    }
  });

  it('names every field of a body, and every parameter of a query, that has another shape', async () => {
    const asAdmin = await world.as(admin);
    await world.fake.reset();
    const unnamed: string[] = [];
    const refused = async (route: string, name: string, query: string, body?: object) => {
      const [method = '', path = ''] = route.split(' ');
      const url = urlOf(path);
      const { status, json } = await world.call(method, `${url}${query}`, body, asAdmin);
      const named = json?.errors?.some(({ path }) => path === name || path.startsWith(`${name}.`));
      if (status !== 400 || !named) unnamed.push(`${route} ${name}: ${status} ${JSON.stringify(json)}`);
    };
    for (const [route, { requestBody, parameters = [] }] of operations) {
      for (const parameter of parameters.filter((each) => each.in === 'query'))
        await refused(route, parameter.name, `?${parameter.name}=a&${parameter.name}=b`);
      const { schema, examples } = requestBody?.content['application/json'] ?? {};
      const [example] = Object.values(examples ?? {});
      const { $ref } = (schema ?? {}) as { $ref?: string };
      const fields = document.components.schemas[$ref?.replace(/.*\//, '') ?? ''] as {
        properties: Record<string, { type?: string }>;
      };
      for (const [name, { type }] of Object.entries(fields?.properties ?? {}))
        // A field without a class takes any object.
        for (const wrong of [[[]], ...(type === 'object' ? [] : [{ a: { a: [] } }]), [null, {}]])
          await refused(route, name, '', { ...example?.value, [name]: wrong });
    }
    expect(unnamed).toEqual([]);
    expect(world.fake.calls).toEqual([]);
  });

  it('is not sent again to a client that has it', async () => {
    for (const path of [
      '/api/docs-json',
      '/api/docs',
      '/api/docs/events',
      '/api/docs/asyncapi.json',
      '/api/docs/swagger-ui-bundle.js',
    ]) {
      const etag = (await world.call('GET', path)).headers.get('etag') ?? '';
      const { status, text } = await world.call('GET', path, undefined, { 'if-none-match': etag });
      expect([path, status, text]).toEqual([path, 304, '']);
    }
  });

  it('calls no service', async () => {
    await world.fake.reset();
    expect((await world.call('GET', '/api/docs-json')).status).toBe(200);
    expect(world.fake.calls).toEqual([]);
  });

  it('documents each field of a request once: in the path, in the query or in the body', () => {
    const { parameters, requestBody } = document.paths['/api/v1/orders/{orderId}/status']?.['patch'] ?? {};
    const inPath = parameters?.filter((parameter) => parameter.in === 'path');
    expect(inPath?.map(({ name }) => name)).toEqual(['orderId']);
    const { $ref } = requestBody?.content['application/json']?.schema as { $ref: string };
    const body = document.components.schemas[$ref.replace(/.*\//, '')] as { properties: object };
    expect(Object.keys(body.properties)).toEqual(['status', 'reason', 'overrideReason']);
  });

  it('has schemas that reject what the routes reject', () => {
    const ajv = new Ajv({
      strict: false,
      formats: { uuid: true, email: true, uri: true, 'date-time': true },
    });
    ajv.addSchema(JSON.parse(JSON.stringify(document)) as object, 'doc');
    const validate = ajv.compile({ $ref: 'doc#/components/schemas/CreateOrderRequest' });
    expect(validate({ items: [{ productId: id, quantity: 1 }] })).toBe(true);
    expect(validate({ items: [{ productId: id, quantity: 0 }] })).toBe(false);
    expect(validate({ items: [] })).toBe(false);
    expect(validate({})).toBe(false);
  });

  it.each(['/api/docs', '/api/docs/events'])(
    'has a page %s that loads nothing from other hosts',
    async (url) => {
      const { text, headers } = await world.call('GET', url);
      expect(headers.get('content-type')).toContain('text/html');
      const linked = new Set([...text.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, to]) => to ?? ''));
      expect(linked.size).toBeGreaterThan(3);
      for (const to of [...linked, '/api/docs', '/api/docs/events']) {
        expect([to, linked.has(to)]).toEqual([to, true]);
        expect(to).toMatch(/^\/api\/docs/);
        expect([to, (await world.call('GET', to)).status]).toEqual([to, 200]);
      }
    },
  );

  it('has the AsyncAPI document beside it', async () => {
    const { json } = await world.call('GET', '/api/docs/asyncapi.json');
    expect(json).toMatchObject({ asyncapi: '3.0.0', channels: { 'order.paid': { address: 'order.paid' } } });
  });
});
