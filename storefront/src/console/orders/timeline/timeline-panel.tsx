import type { StandingFact, TimelineEntry } from '@orderwire/contracts';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { TextLink } from '../../../ui/button';
import { m } from '../../messages';
import { QueryPanel } from '../order/query-panel';
import { EntryList } from './entry-list';
import { PhaseList } from './phase-list';

const densities = ['compact', 'normal', 'full'] as const;

export type Density = (typeof densities)[number];

const KEY = 'console.timeline';

const stored = (): Density => densities.find((each) => each === localStorage.getItem(KEY)) ?? 'normal';

interface Timeline {
  standing: readonly StandingFact[];
  entries: readonly TimelineEntry[];
}

/** The same entries in three densities: by phase, step by step, and with all causes and details. */
export function TimelinePanel({ query }: { query: UseQueryResult<Timeline> }) {
  const t = m.timeline;
  // The order keeps the correlation id with which it was placed, also for what follows its payment.
  const placed = query.data?.entries.find(({ step }) => step === 'created');
  const [density, setDensity] = useState(stored);
  const choose = (next: Density) => {
    localStorage.setItem(KEY, next);
    setDensity(next);
  };
  return (
    <QueryPanel
      title={t.title}
      query={query}
      actions={
        <>
          {placed?.correlationId && (
            <TextLink to="/traces/$correlationId" params={{ correlationId: placed.correlationId }}>
              {m.traces.show}
            </TextLink>
          )}
          <fieldset className="flex rounded-lg bg-muted p-0.5">
            <legend className="sr-only">{t.density}</legend>
            {densities.map((each) => (
              <label
                key={each}
                className="cursor-pointer rounded-md px-2.5 py-1 text-sm text-soft has-checked:bg-surface has-checked:font-medium has-checked:text-text has-checked:shadow-xs has-focus-visible:outline-2 has-focus-visible:outline-accent"
              >
                <input
                  type="radio"
                  name="density"
                  className="sr-only"
                  checked={density === each}
                  onChange={() => choose(each)}
                />
                {t.densities[each]}
              </label>
            ))}
          </fieldset>
        </>
      }
    >
      {({ entries }) =>
        density === 'compact' ? (
          <PhaseList entries={entries} />
        ) : (
          <EntryList entries={entries} full={density === 'full'} />
        )
      }
    </QueryPanel>
  );
}
