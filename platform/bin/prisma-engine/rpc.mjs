import { createInterface } from 'node:readline';
import { lastPanic } from './engine.mjs';

/** Method names of the protocol that differ from the engine's. */
const renamed = { getDatabaseVersion: 'version' };

/**
 * Handles one JSON-RPC request per line, in order, until standard input ends.
 *
 * @param {() => Promise<object>} open opens the engine; called at the first request
 */
export async function serve(open) {
  let engine;
  let current;
  // A panic ends in a trap outside the awaited promise, which then never settles.
  process.on('uncaughtException', (error) => {
    send({ id: current?.id, error: asRpcError(error) }, () => process.exit(1));
  });
  for await (const line of createInterface({ input: process.stdin })) {
    current = parse(line);
    // The CLI also sends replies to `print`: they carry no method.
    if (!current?.method) continue;
    try {
      engine ??= await open();
      send({ id: current.id, result: await call(engine, current) });
    } catch (error) {
      send({ id: current.id, error: asRpcError(engine?.reasonOf(error) ?? error) });
    }
  }
  process.exit(0);
}

async function call(engine, { method, params }) {
  const name = renamed[method] ?? method;
  if (typeof engine[name] !== 'function') throw new Error(`This engine has no method ${method}.`);
  const result = (await engine[name](params)) ?? null;
  if (method !== 'diff' || result?.stdout == null) return result;
  // The native engine makes the CLI print a difference instead of returning it.
  send({ id: nextPrint++, method: 'print', params: { content: result.stdout } });
  return { ...result, stdout: null };
}

let nextPrint = 1_000_000;

function send(message, done) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`, done);
}

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** 4466 is the native engine's code of every error with a message. */
function asRpcError(error) {
  const reason = error instanceof WebAssembly.RuntimeError ? lastPanic() : undefined;
  const message = reason ?? (error instanceof Error ? error.message : String(error));
  const known = error?.code ? { error_code: error.code, meta: error.meta } : { backtrace: null };
  return { code: 4466, message: 'An error happened.', data: { is_panic: false, message, ...known } };
}
