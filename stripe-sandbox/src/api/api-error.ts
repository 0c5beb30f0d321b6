import { bodyOf } from '../objects/render.js';

/** Stripe's error types. */
export type ErrorType = 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error';

/** Fields of a Stripe error besides its message. */
export interface ErrorFields {
  code?: string;
  param?: string;
  declineCode?: string | null;
  charge?: string;
  paymentIntent?: object;
  paymentMethod?: object;
}

/** A refusal that leaves as Stripe's error body. */
export class ApiError extends Error {
  /**
   * @param executed true when the request passed its checks and failed while it was carried out:
   * only such an answer is remembered for its Idempotency-Key.
   */
  constructor(
    readonly status: number,
    readonly type: ErrorType,
    message: string,
    readonly fields: ErrorFields = {},
    readonly executed = false,
  ) {
    super(message);
  }

  /** The body as Stripe sends it. */
  body(): string {
    const { code, param, declineCode, charge, paymentIntent, paymentMethod } = this.fields;
    return bodyOf({
      error: {
        ...(charge && { charge }),
        ...(code && { code }),
        ...(declineCode && { decline_code: declineCode }),
        ...(code && { doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` }),
        message: this.message,
        ...(param && { param }),
        ...(paymentIntent && { payment_intent: paymentIntent }),
        ...(paymentMethod && { payment_method: paymentMethod }),
        type: this.type,
      },
    });
  }
}

/** 400: a parameter is wrong; the request was not carried out. */
export const invalid = (message: string, param?: string, code?: string): ApiError =>
  new ApiError(400, 'invalid_request_error', message, { ...(param && { param }), ...(code && { code }) });

/** 400: a required parameter is missing. */
export const missing = (param: string): ApiError =>
  invalid(`Missing required param: ${param}.`, param, 'parameter_missing');

/**
 * No such object: 404 when the id stood in the URL, 400 when it came as a parameter (`param` names
 * it).
 */
export const noSuch = (what: string, id: string, param = 'id', status: 400 | 404 = 404): ApiError =>
  new ApiError(
    status,
    'invalid_request_error',
    `No such ${what}: '${id}'`,
    { code: 'resource_missing', param },
    true,
  );

/** 400: the request is well formed but the object's state does not allow it. */
export const refused = (message: string, fields: ErrorFields = {}): ApiError =>
  new ApiError(400, 'invalid_request_error', message, fields, true);

/** 500: the sandbox itself failed. */
export const internalError = (): ApiError =>
  new ApiError(500, 'api_error', 'An unknown error occurred in the sandbox. Its log says more.', {}, true);
