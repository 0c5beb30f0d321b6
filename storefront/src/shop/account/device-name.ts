/** The first match counts: browsers name each other. */
const browsers: readonly [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/(Firefox|FxiOS)\//, 'Firefox'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/(Chrome|CriOS|Chromium|HeadlessChrome)\//, 'Chrome'],
  [/Version\/.*Safari\//, 'Safari'],
];

const systems: readonly [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/CrOS/, 'ChromeOS'],
  [/Linux|X11/, 'Linux'],
];

const nameIn = (names: readonly [RegExp, string][], agent: string): string | undefined =>
  names.find(([pattern]) => pattern.test(agent))?.[1];

/** A browser and its system from a User-Agent; other programs as they name themselves. */
export function deviceName(
  agent: string | null,
  on: (browser: string, system: string) => string,
): string | undefined {
  if (!agent) return undefined;
  const browser = nameIn(browsers, agent);
  const system = nameIn(systems, agent);
  return browser && system ? on(browser, system) : (browser ?? agent);
}
