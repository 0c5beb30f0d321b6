/** An error in EasyPost's form: `{ error: { code, message, errors } }`. */
export class ApiError extends Error {
  constructor(
    readonly statusCode: number,
    readonly code: string,
    message: string,
    readonly errors: readonly object[] = [],
  ) {
    super(message);
  }

  body(): object {
    return { error: { code: this.code, message: this.message, errors: this.errors } };
  }
}

/** A parameter that is missing or wrong. */
export const unprocessable = (code: string, message: string, errors: readonly object[] = []): ApiError =>
  new ApiError(422, code, message, errors);

export const notFound = (): ApiError =>
  new ApiError(404, 'NOT_FOUND', 'The requested resource could not be found.');

/** The error that EasyPost answers with this status. */
export function errorOf(status: number): ApiError {
  if (status === 429)
    return new ApiError(429, 'RATE_LIMITED', 'You have exceeded the rate limit. Please try again later.');
  if (status >= 500)
    return new ApiError(
      status,
      'INTERNAL_SERVER_ERROR',
      "We're sorry, something went wrong. (fault injection)",
    );
  return new ApiError(status, 'FAULT.INJECTED', 'The request was refused. (fault injection)');
}
