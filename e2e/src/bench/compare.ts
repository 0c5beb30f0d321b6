import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildRelease } from '../build-release.js';
import { hundredths } from './measurements.js';
import type { BenchmarkReport, OrderBenchmarkOptions } from './order-benchmark.js';
import { measureOwnSystem } from './own-system.js';

/** What is compared, by name. Smaller is better, except for the rate. */
const figures = {
  'orders/s': (row: Row) => row.perSecond,
  'place p50': (row: Row) => row.placing.p50,
  'place p99': (row: Row) => row.placing.p99,
  'PAID p50': (row: Row) => row.whole?.p50 ?? null,
  'PAID p99': (row: Row) => row.whole?.p99 ?? null,
  'CPU ms': (row: Row) => row.cpuMsTotal,
  'memory MiB': (row: Row) => row.memoryMiBTotal,
  SQL: (row: Row) => row.sqlStatements,
  NATS: (row: Row) => row.natsMessages,
  failed: (row: Row) => row.failures,
};
type Row = BenchmarkReport['rows'][number];

/** One figure of one journey and load, in each run of both commits. */
export interface Figure {
  journey: string;
  load: string;
  figure: string;
  before: number[];
  after: number[];
  /** The median of `after` divided by that of `before`; null when that is 0. */
  ratio: number | null;
}

export interface Comparison {
  /** The commit that this checkout is compared with. */
  commit: string;
  figures: Figure[];
  /** In the order of the runs: the other commit, this checkout, the other one, … */
  reports: BenchmarkReport[];
}

/**
 * Builds another commit and measures it and this checkout alternately, each run in a system of its own with
 * empty databases: a slow hour of the machine slows both.
 */
export async function compareWith(
  commit: string,
  { repeats, ...options }: OrderBenchmarkOptions & { repeats: number },
): Promise<Comparison> {
  const { log, signal } = options;
  const release = mkdtempSync(join(tmpdir(), 'orderwire-release-'));
  try {
    await buildRelease(commit, release, log, signal);
    const reports: BenchmarkReport[] = [];
    for (let run = 0; run < 2 * repeats; run++) {
      signal.throwIfAborted();
      log(`run ${run + 1} of ${2 * repeats}: ${run % 2 === 0 ? commit : 'this checkout'}`);
      reports.push(await measureOwnSystem(run % 2 === 0 ? { release } : {}, options));
    }
    return { commit, figures: compared(reports), reports };
  } finally {
    rmSync(release, { recursive: true, force: true });
  }
}

/** `reports`: of both commits in turn. */
export function compared(reports: readonly Measured[]): Figure[] {
  const runs = reports.map(readFigures);
  return (runs[0] ?? []).flatMap(({ value: _, ...figure }, index): Figure[] => {
    const values = runs.map((run) => run[index]?.value ?? null);
    if (values.includes(null)) return [];
    const [before, after] = [0, 1].map((turn) =>
      values.flatMap((value, run) => (run % 2 === turn && value !== null ? [value] : [])),
    );
    if (!before || !after) return [];
    const base = medianOf(before);
    const ratio = base === 0 ? null : hundredths(medianOf(after) / base);
    return [{ ...figure, before, after, ratio }];
  });
}

type Measured = Pick<BenchmarkReport, 'idle' | 'rows'>;

/** Of one run: those of each row, then that of the idle system. */
const readFigures = ({ idle, rows }: Measured) => [
  ...rows.flatMap((row) =>
    Object.entries(figures).map(([figure, read]) => ({
      ...{ journey: row.journey, load: row.load, figure },
      value: read(row),
    })),
  ),
  { journey: 'idle', load: '–', figure: 'CPU ms/s', value: idle?.cpuMsTotal ?? null },
];

/** The mean of the two middle ones of an even number. */
function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return ((low ?? 0) + (high ?? 0)) / 2;
}
