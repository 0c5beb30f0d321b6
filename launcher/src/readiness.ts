import { healthKeyOf } from '@orderwire/platform';

/** What a health endpoint reports. */
export interface HealthCheck {
  /** Why the service is not ready; undefined when it is. */
  problem?: string;
  /** What a ready service reports that operators should correct, by name. */
  warnings: Record<string, string>;
}

/** Asks a health endpoint. Without the service key it tells neither reasons nor warnings. */
export async function checkHealth(url: string, serviceKey?: string, timeoutMs = 5_000): Promise<HealthCheck> {
  try {
    const [key] = serviceKey?.split(',') ?? [];
    const response = await fetch(url, {
      headers: key ? { authorization: `Bearer ${healthKeyOf(key)}` } : {},
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = await response.text();
    if (!response.ok)
      return { problem: `HTTP ${response.status} ${body.slice(0, 300)}`.trim(), warnings: {} };
    return { warnings: warningsIn(body) };
  } catch (error) {
    return { problem: (error as { cause?: { code?: string } }).cause?.code ?? String(error), warnings: {} };
  }
}

/** Only our own services report warnings; others may answer anything. */
function warningsIn(body: string): Record<string, string> {
  try {
    return (JSON.parse(body) as Partial<HealthCheck> | null)?.warnings ?? {};
  } catch {
    return {};
  }
}
