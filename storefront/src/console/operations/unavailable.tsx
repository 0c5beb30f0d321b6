import { useState } from 'react';
import { Notice } from '../../ui/states';
import { m } from '../messages';
import type { ListSource } from '../parts/list-source';

/** Says which services did not answer: what they have is missing on the page. */
export const Unavailable = ({ services }: { services: readonly string[] }) =>
  services.length > 0 && <Notice tone="warn">{m.operations.unavailable(services.join(', '))}</Notice>;

/** Remembers which services the first page of a list was read without. */
export function useUnavailable() {
  const [services, setServices] = useState<readonly string[]>([]);
  const watch = <Row,>(source: ListSource<Row>): ListSource<Row> => ({
    ...source,
    fetchPage: async (cursor, signal) => {
      const page = await source.fetchPage(cursor, signal);
      if (!cursor) setServices((page as { unavailable?: readonly string[] }).unavailable ?? []);
      return page;
    },
  });
  return { services, watch };
}
