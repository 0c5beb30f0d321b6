import type { Commit } from './history.js';
import type { Objects } from './objects.js';

/**
 * The monorepo's history as another repository has it: each commit with another tree, and only commits that change
 * something. The same history always gives the same commit ids, so that a later run only adds to an earlier one.
 */
export class Lineage {
  private readonly trees = new Map<string, string>();
  private readonly parents = new Map<string, string[]>();
  private readonly order = new Map<string, number>();
  /** From a commit of the monorepo to the one that has its state here. */
  private readonly counterparts = new Map<string, string>();

  constructor(private readonly objects: Objects) {}

  /** Adds the counterpart of a commit, all of whose parents were added before. Without a tree there is nothing yet. */
  add(commit: Commit, tree: string | undefined): void {
    const before = commit.parents.flatMap((parent) => this.counterparts.get(parent) ?? []);
    const parents = this.withoutAncestors([...new Set(before)]);
    if (!tree && parents.length === 0) return;
    const content = tree ?? this.objects.addTree([]); // a folder that was removed
    const same = parents.length === 1 && this.trees.get(parents[0] ?? '') === content;
    this.counterparts.set(commit.id, same ? (parents[0] ?? '') : this.create(commit, content, parents));
  }

  /** The commit here that has the state of that commit of the monorepo. */
  counterpart(id: string): string | undefined {
    return this.counterparts.get(id);
  }

  /** How many commits `tip` has that `old` has not; undefined when `old` is none of tip's ancestors (nor tip). */
  countSince(old: string | undefined, tip: string): number | undefined {
    const all = this.ancestors(tip);
    if (old === undefined) return all.size;
    return all.has(old) ? all.size - this.ancestors(old).size : undefined;
  }

  private create(commit: Commit, tree: string, parents: string[]): string {
    const lines = [`tree ${tree}\n`, ...parents.map((parent) => `parent ${parent}\n`)];
    const id = this.objects.add('commit', `${lines.join('')}${commit.head}\n${commit.message}`);
    this.trees.set(id, tree);
    this.parents.set(id, parents);
    if (!this.order.has(id)) this.order.set(id, this.order.size);
    return id;
  }

  /** A branch that left this folder alone merges nothing: its tip here is an ancestor of the other parent. */
  private withoutAncestors(tips: string[]): string[] {
    if (tips.length < 2) return tips;
    return tips.filter((tip) => !tips.some((other) => other !== tip && this.ancestors(other, tip).has(tip)));
  }

  /** `tip` and everything before it; with `wanted`, not further back than that needs. */
  private ancestors(tip: string, wanted?: string): Set<string> {
    const oldest = wanted === undefined ? -1 : (this.order.get(wanted) ?? -1);
    const found = new Set([tip]);
    for (const id of found) {
      for (const parent of this.parents.get(id) ?? []) {
        if ((this.order.get(parent) ?? 0) >= oldest) found.add(parent);
      }
    }
    return found;
  }
}
