import { readProblem } from './problem';
import { currentAccount, ensureFreshSession, forgetSession, refreshSession } from './session';
import { type Query, type RequestOptions, sendOnce } from './transport';

/** Sends a request with the session of the browser. Throws a {@link Problem}; aborts as fetch does. */
export async function send(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  await ensureFreshSession();
  const response = await sendOnce(method, path, options);
  if (response.ok) return response;
  const problem = await readProblem(response);
  if (problem.status !== 401 || !currentAccount()) throw problem;
  // The cookie ended before this page expected it: the clock differs, or the session was signed out.
  await refreshSession();
  if (!currentAccount()) throw problem;
  const again = await sendOnce(method, path, options);
  if (again.ok) return again;
  if (again.status === 401) forgetSession();
  throw await readProblem(again);
}

async function json<T>(method: string, path: string, options?: RequestOptions): Promise<T> {
  const response = await send(method, path, options);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** The API by method; `T` is the reply class of the contract. */
export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) =>
    json<T>('GET', path, { ...(query && { query }), ...(signal && { signal }) }),
  post: <T>(path: string, body: object = {}, headers?: Record<string, string>) =>
    json<T>('POST', path, { body, ...(headers && { headers }) }),
  put: <T>(path: string, body: object) => json<T>('PUT', path, { body }),
  patch: <T>(path: string, body: object) => json<T>('PATCH', path, { body }),
  delete: <T>(path: string, body?: object) => json<T>('DELETE', path, { ...(body && { body }) }),
};
