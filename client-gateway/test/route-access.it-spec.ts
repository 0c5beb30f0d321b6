import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { startService } from '@orderwire/platform';
import { GatewayModule, prepareGateway } from '../src/gateway.module.js';
import { createHttpAdapter } from '../src/edge/http-adapter.js';
import { admin, customer, GatewayWorld, staff } from './gateway-world.js';
import { routeHandlersOf } from './route-handlers.js';

let world: GatewayWorld;
beforeAll(async () => void (world = await GatewayWorld.create()));
beforeEach(() => world.fake.reset());
afterAll(() => world.close());

/**
 * All route handlers of the running gateway as "Controller.method", with the access they declare.
 */
const declared = (): Record<string, string> =>
  Object.fromEntries(
    routeHandlersOf(world.gateway.app).map(({ controller, method, routeAccess: open }) => [
      `${controller}.${method}`,
      open ? `${open.access} ${open.subject}` : 'nothing',
    ]),
  );

describe('the access of a route', () => {
  it('is declared by every route, exactly as listed here', () => {
    expect(declared()).toEqual({
      'AuditLogController.list': 'staff auth.list_audit',
      'BulkActionsController.get': 'staff orders.get_bulk_action',
      'BulkActionsController.list': 'staff orders.list_bulk_actions',
      'BulkActionsController.start': 'staff orders.start_bulk_action',
      'BulkActionsController.stop': 'staff orders.stop_bulk_action',
      // Health routes come from platform and show no data.
      'HealthController.live': 'nothing',
      'HealthController.ready': 'nothing',
      'JwksController.jwks': 'anyone auth.jwks',
      'InsightsController.dashboard': 'staff insights.get_dashboard',
      'InsightsController.rebuild': 'staff insights.start_rebuild',
      'InsightsController.status': 'staff insights.get_status',
      'InsightsController.topProducts': 'staff insights.get_top_products',
      'InsightsController.trace': 'staff insights.get_trace',
      'InvoicesController.file': 'anyone invoices.get_file',
      'InvoicesController.list': 'staff invoices.list',
      'InvoicesController.listOfOrder': 'anyone invoices.list_of_order',
      'InvoicesController.pdf': 'anyone invoices.get_file',
      'InvoicesController.xml': 'anyone invoices.get_file',
      'NotificationsController.list': 'staff notifications.list_messages',
      'NotificationsController.preferences': 'account notifications.get_preferences',
      'NotificationsController.pushKey': 'anyone notifications.get_push_key',
      'NotificationsController.resend': 'staff notifications.resend_message',
      'NotificationsController.subscribe': 'account notifications.subscribe_push',
      'NotificationsController.unsubscribe': 'account notifications.unsubscribe_push',
      'NotificationsController.update': 'account notifications.update_preferences',
      'OneTimeTokensController.confirmEmailChange': 'account auth.confirm_email_change',
      'OneTimeTokensController.requestEmailChange': 'account auth.request_email_change',
      'OneTimeTokensController.requestEmailVerification': 'account auth.request_email_verification',
      'OneTimeTokensController.requestPasswordReset': 'anyone auth.request_password_reset',
      'OneTimeTokensController.resetPassword': 'anyone auth.reset_password',
      'OneTimeTokensController.verifyEmail': 'account auth.verify_email',
      'OperationsController.discard': 'staff operations.discard_dead_letter',
      'OperationsController.discardGroup': 'staff operations.discard_dead_letter_group',
      'OperationsController.get': 'staff operations.get_dead_letter',
      'OperationsController.list': 'staff operations.list_dead_letters',
      'OperationsController.listGroups': 'staff operations.list_dead_letter_groups',
      'OperationsController.replay': 'staff operations.replay',
      'OperationsController.requeue': 'staff operations.requeue_dead_letter',
      'OperationsController.requeueGroup': 'staff operations.requeue_dead_letter_group',
      'OrdersController.assign': 'staff orders.assign',
      'OrdersController.cancel': 'anyone orders.cancel',
      'OrdersController.changeStatus': 'staff orders.change_status',
      'OrdersController.create': 'anyone orders.create',
      'OrdersController.export': 'staff orders.export',
      'OrdersController.get': 'anyone orders.get',
      'OrdersController.list': 'account orders.list',
      'OrdersController.openInBrowser': 'anyone orders.get',
      'OrdersController.refund': 'staff orders.refund',
      'OrdersController.renewPaymentSession': 'anyone orders.renew_payment_session',
      'OrdersController.stream': 'anyone orders.timeline',
      'OrdersController.timeline': 'anyone orders.timeline',
      'AccountController.changePassword': 'account auth.change_password',
      'AccountController.delete': 'account auth.delete_account',
      'AccountController.logoutEverywhere': 'account auth.logout_everywhere',
      'AccountController.me': 'account auth.me',
      'AccountController.revoke': 'account auth.revoke_session',
      'AccountController.sessions': 'account auth.list_sessions',
      'AccountController.update': 'account auth.update_profile',
      'PaymentsController.get': 'staff payments.get',
      'PaymentsController.ledger': 'staff payments.list_ledger',
      'PaymentsController.list': 'staff payments.list',
      'PaymentsController.listOfOrder': 'staff payments.list_of_order',
      'ProductsController.adjust': 'staff products.adjust_stock',
      'ProductsController.create': 'staff products.create',
      'ProductsController.delete': 'staff products.delete',
      'ProductsController.get': 'anyone products.get',
      'ProductsController.ledger': 'staff products.stock_ledger',
      'ProductsController.list': 'anyone products.list',
      'ProductsController.update': 'staff products.update',
      'SearchController.find': 'staff orders.search',
      'ReconciliationController.differences': 'staff payments.list_differences',
      'ReconciliationController.get': 'staff payments.get_reconciliation',
      'ReconciliationController.run': 'staff payments.start_reconciliation',
      'ReservationsController.list': 'staff products.list_reservations',
      'SignInController.login': 'anyone auth.login',
      'SignInController.logout': 'anyone auth.logout',
      'SignInController.refresh': 'anyone auth.refresh',
      'SignInController.register': 'anyone auth.register',
      'UsersController.disable': 'admin auth.disable_account',
      'UsersController.enable': 'admin auth.enable_account',
      'UsersController.get': 'staff auth.get_user',
      'UsersController.grantRole': 'admin auth.grant_role',
      'UsersController.list': 'staff auth.list_users',
      'TaxRatesController.create': 'admin orders.create_tax_rate',
      'TaxRatesController.end': 'admin orders.end_tax_rate',
      'TaxRatesController.list': 'staff orders.list_tax_rates',
      'ReturnsController.create': 'staff returns.create',
      'ReturnsController.label': 'anyone returns.get_label',
      'ReturnsController.listOfOrder': 'staff returns.list_of_order',
      'ShipmentsController.correct': 'staff shipments.correct_address',
      'ShipmentsController.get': 'staff shipments.get',
      'ShipmentsController.label': 'staff shipments.get_label',
      'ShipmentsController.list': 'staff shipments.list',
      'ShipmentsController.ofOrder': 'anyone shipments.get_of_order',
      'ShipmentsController.packingSlip': 'staff shipments.get_packing_slip',
      'ShipmentsController.purchase': 'staff shipments.purchase_label',
      'ShipmentsController.void': 'staff shipments.void',
      'StreamsController.list': 'staff operations.list_consumers',
      'StreamsController.outbox': 'staff operations.get_outbox',
      'StreamsController.pause': 'admin operations.pause_consumer',
      'StreamsController.resume': 'admin operations.resume_consumer',
      'WebhooksController.create': 'admin webhooks.create_endpoint',
      'WebhooksController.delete': 'admin webhooks.delete_endpoint',
      'WebhooksController.deliveries': 'staff webhooks.list_deliveries',
      'WebhooksController.delivery': 'staff webhooks.get_delivery',
      'WebhooksController.get': 'staff webhooks.get_endpoint',
      'WebhooksController.list': 'staff webhooks.list_endpoints',
      'WebhooksController.replay': 'staff webhooks.replay_delivery',
      'WebhooksController.replayRange': 'staff webhooks.replay_deliveries',
      'WebhooksController.rotate': 'admin webhooks.rotate_secret',
      'WebhooksController.test': 'staff webhooks.send_test',
      'WebhooksController.update': 'admin webhooks.update_endpoint',
    });
  });

  it('is denied where a route declares none', async () => {
    @Controller('undeclared')
    class Undeclared {
      @Get() get(): { secret: string } {
        return { secret: 'x' };
      }
    }
    @Module({ imports: [GatewayModule.with(world.config())], controllers: [Undeclared] })
    class WithUndeclared {}
    const gateway = await startService('client-gateway', { module: WithUndeclared }, world.config(), {
      adapter: createHttpAdapter(world.config()),
      prepare: (app) => prepareGateway(app, world.config()),
    });
    try {
      const response = await fetch(`${gateway.url}/api/v1/undeclared`, { headers: await world.as(admin) });
      expect(response.status).toBe(500);
      expect(await response.text()).not.toContain('secret');
    } finally {
      await gateway.close();
    }
  });

  const id = '019a0000-0000-7000-8000-000000000001';
  const routes: [string, string, 'account' | 'staff' | 'admin'][] = [
    ['GET', '/orders', 'account'],
    ['GET', '/auth/me', 'account'],
    ['PATCH', '/auth/me', 'account'],
    ['DELETE', `/auth/sessions/${id}`, 'account'],
    ['POST', '/products', 'staff'],
    ['GET', `/products/${id}/stock-ledger`, 'staff'],
    ['PATCH', `/orders/${id}/status`, 'staff'],
    ['PUT', `/orders/${id}/assignee`, 'staff'],
    ['POST', `/orders/${id}/refunds`, 'staff'],
    ['GET', '/orders/export.csv', 'staff'],
    ['POST', '/orders/bulk-actions', 'staff'],
    ['GET', '/search?q=ada', 'staff'],
    ['GET', '/users', 'staff'],
    ['GET', '/payments', 'staff'],
    ['GET', `/orders/${id}/payments`, 'staff'],
    ['POST', '/operations/reconciliation/run', 'staff'],
    ['GET', '/reservations', 'staff'],
    ['GET', '/audit-log', 'staff'],
    ['PUT', `/users/${id}/role`, 'admin'],
    ['POST', `/users/${id}/disable`, 'admin'],
  ];
  it.each(routes)('%s %s is denied below %s before any RPC is sent', async (method, path, access) => {
    const call = async (headers: Record<string, string>) => {
      const { status, json, headers: got } = await world.call(method, `/api/v1${path}`, undefined, headers);
      return [status, json['code'], got.get('www-authenticate')];
    };
    expect(await call({})).toEqual([401, 'auth.not_signed_in', 'Bearer']);
    const below = { account: [], staff: [customer], admin: [customer, staff] }[access];
    for (const actor of below)
      expect(await call(await world.as(actor))).toEqual([403, 'auth.not_allowed', null]);
    expect(world.fake.calls).toEqual([]);
  });
});
