export { AccountSession, type Credentials, type SessionTokens } from './account-session.js';
export { CarrierSandboxClient } from './carrier-sandbox-client.js';
export {
  fetchTransport,
  HttpReply,
  keepAliveTransport,
  RequestFailed,
  type RequestHeaders,
  type Transport,
} from './http.js';
export { HttpClient, type HttpClientOptions } from './http-client.js';
export { MailboxClient, type MailFault, type MailFilter, type ReceivedMail } from './mailbox-client.js';
export { RetryPolicy } from './retry-policy.js';
export { ShopClient, type OrderTimelineReply } from './shop-client.js';
export { type SandboxPayment, StripeSandboxClient } from './stripe-sandbox-client.js';
