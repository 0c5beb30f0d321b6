/** What a ready service reports that operators should correct, by name. */
export async function readinessWarnings(url: string, timeoutMs = 5_000): Promise<Record<string, string>> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    return ((await response.json()) as { warnings?: Record<string, string> }).warnings ?? {};
  } catch {
    return {};
  }
}

/** Why a health endpoint does not report readiness; undefined when it does. */
export async function readinessProblem(url: string, timeoutMs = 5_000): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    const body = (await response.text()).slice(0, 300);
    return response.ok ? undefined : `HTTP ${response.status} ${body}`.trim();
  } catch (error) {
    return (error as { cause?: { code?: string } }).cause?.code ?? String(error);
  }
}
