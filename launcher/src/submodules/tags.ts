import { gitLines } from './git.js';
import type { Lineage } from './lineage.js';
import type { Objects } from './objects.js';

/** A tag of the monorepo. */
export interface Tag {
  /** `refs/tags/…` */
  ref: string;
  /** The commit it names. */
  commit: string;
  /** The tag object of an annotated tag, with its author, date and text. */
  body?: string;
}

/** The tags that name a commit. */
export async function readTags(root: string, objects: Objects): Promise<Tag[]> {
  const format = '--format=%(refname) %(objecttype) %(objectname) %(*objecttype) %(*objectname)';
  const lines = await gitLines(root, ['for-each-ref', 'refs/tags', format]);
  const rows = lines.map((line) => line.split(' '));
  const annotated = rows.filter(([, type, , target]) => type === 'tag' && target === 'commit');
  const bodies = await objects.read(annotated.map(([, , id = '']) => id));
  return [
    ...rows.flatMap(([ref = '', type, id = '']) => (type === 'commit' ? [{ ref, commit: id }] : [])),
    ...annotated.map(([ref = '', , , , commit = ''], index) => ({
      ref,
      commit,
      body: bodies[index]?.toString('latin1') ?? '',
    })),
  ];
}

/** What the tag is to name in this repository: the commit that has its state; undefined before there was one. */
export function tagIn(lineage: Lineage, tag: Tag, objects: Objects): string | undefined {
  const commit = lineage.counterpart(tag.commit);
  if (!commit || tag.body === undefined) return commit;
  // A signature signs other bytes.
  const unsigned = tag.body.replace(/^-----BEGIN (PGP|SSH) SIGNATURE-----[^]*$/m, '');
  return objects.add('tag', unsigned.replace(/^object \w+$/m, `object ${commit}`));
}
