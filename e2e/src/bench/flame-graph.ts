import type { Profiler, Runtime } from 'node:inspector';

/**
 * A tree of calls, and which of its nodes ran at each sample. `startTime`: microseconds of the monotonic
 * clock; `timeDeltas`: microseconds before each sample.
 */
export type CpuProfile = Pick<Profiler.Profile, 'nodes' | 'startTime' | 'samples' | 'timeDeltas'>;

/** A part of the monotonic clock, in microseconds. */
export interface TimeWindow {
  from: number;
  to: number;
}

/** One function at one place of the call tree. Times are milliseconds. */
export interface Call {
  name: string;
  /** Without the functions that it called. */
  self: number;
  total: number;
  calls: Map<string, Call>;
}

const newCall = (name: string): Call => ({ name, self: 0, total: 0, calls: new Map() });

/** The calls within the windows, merged over several processes, without idle time. */
export function callTree(profiles: readonly CpuProfile[], windows: readonly TimeWindow[]): Call {
  const root = newCall('all');
  for (const profile of profiles) addProfile(root, profile, windows);
  return root;
}

function addProfile(
  root: Call,
  { nodes, samples = [], timeDeltas = [], startTime }: CpuProfile,
  windows: readonly TimeWindow[],
): void {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const pathOf = (id: number): string[] => {
    const [node, parent] = [byId.get(id), parents.get(id)];
    // The root is no function.
    return node && parent !== undefined ? [...pathOf(parent), nameOf(node.callFrame)] : [];
  };
  const paths = new Map<number, string[]>();
  let time = startTime;
  samples.forEach((id, sample) => {
    time += timeDeltas[sample] ?? 0;
    if (!windows.some(({ from, to }) => from <= time && time < to)) return;
    const path = paths.get(id) ?? pathOf(id);
    paths.set(id, path);
    if (path.at(-1) !== '(idle)') addCall(root, path, (timeDeltas[sample + 1] ?? 0) / 1_000);
  });
}

function addCall(root: Call, path: readonly string[], ms: number): void {
  let call = root;
  call.total += ms;
  for (const name of path) {
    const called = call.calls.get(name) ?? newCall(name);
    call.calls.set(name, called);
    called.total += ms;
    call = called;
  }
  call.self += ms;
}

/** Bundles are one file; their line tells functions of one name apart. */
function nameOf({ functionName, url, lineNumber }: Runtime.CallFrame): string {
  const file = url.slice(url.lastIndexOf('/') + 1);
  return `${functionName || '(anonymous)'}${file ? ` ${file}:${lineNumber + 1}` : ''}`;
}

/** The functions with most time of their own, over all callers. */
export function topFunctions(root: Call, count: number): { name: string; ms: number }[] {
  const own = new Map<string, number>();
  const add = ({ name, self, calls }: Call): void => {
    if (self > 0) own.set(name, (own.get(name) ?? 0) + self);
    calls.forEach(add);
  };
  add(root);
  return [...own]
    .map(([name, ms]) => ({ name, ms }))
    .sort((one, other) => other.ms - one.ms)
    .slice(0, count);
}

const WIDTH = 1_600;
const ROW = 17;
const NARROWEST = 0.4;
const CHARACTER = 6.2;

/** An SVG of the call tree: the width is time, callers are below the functions that they call. */
export function flameGraph(title: string, root: Call): string {
  const boxes: string[] = [];
  let depth = 0;
  const draw = (call: Call, x: number, level: number): void => {
    const width = (WIDTH * call.total) / root.total;
    if (width < NARROWEST) return;
    depth = Math.max(depth, level);
    boxes.push(box(call, { x, width, level, share: call.total / root.total }));
    let next = x;
    for (const called of [...call.calls.values()].sort((one, other) => other.total - one.total)) {
      draw(called, next, level + 1);
      next += (WIDTH * called.total) / root.total;
    }
  };
  draw(root, 0, 0);
  const height = (depth + 1) * ROW;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 ${-height} ${WIDTH} ${height + 24}" width="${WIDTH}">`,
    '<style>text { font: 11px monospace } rect { stroke: #fff; stroke-width: 0.5 } g:hover rect { fill: #fc3 }</style>',
    ...boxes,
    `<text x="4" y="18">${escaped(title)}: ${Math.round(root.total)} ms</text>`,
    '</svg>',
  ].join('\n');
}

function box(
  { name, self, total }: Call,
  { x, width, level, share }: { x: number; width: number; level: number; share: number },
): string {
  const y = -(level + 1) * ROW;
  const label = name.slice(0, Math.max(0, Math.floor((width - 6) / CHARACTER)));
  const figures = `${total.toFixed(1)} ms, ${(share * 100).toFixed(1)} %, itself ${self.toFixed(1)} ms`;
  return [
    `<g><title>${escaped(`${name}\n${figures}`)}</title>`,
    `<rect x="${x.toFixed(2)}" y="${y}" width="${width.toFixed(2)}" height="${ROW}" fill="${colorOf(name)}"/>`,
    label.length > 2 ? `<text x="${(x + 3).toFixed(2)}" y="${y + 12}">${escaped(label)}</text>` : '',
    '</g>',
  ].join('');
}

/** V8's own work is grey, Node's is blue, functions of the bundle are yellow to red. */
function colorOf(name: string): string {
  if (/^\([a-z ]+\)$/.test(name)) return '#ccc';
  if (!name.includes('bundle.js')) return '#9cf';
  const hash = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 40, 7);
  return `hsl(${15 + hash} 90% 68%)`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
