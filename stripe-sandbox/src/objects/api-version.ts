import type Stripe from 'stripe';

/** The API version whose shapes the sandbox renders: the one the pinned SDK asks for. */
export const API_VERSION: typeof Stripe.API_VERSION = '2026-10-28.endive';

/** Days of the versions without a name, by year. */
const UNNAMED = {
  2011: '01-01 06-21 06-28 08-01 09-15 11-17',
  2012: '02-23 03-25 06-18 06-28 07-09 09-24 10-26 11-07',
  2013: '02-11 02-13 07-05 08-12 08-13 10-29 12-03',
  2014: '01-31 03-13 03-28 05-19 06-13 06-17 07-22 07-26 08-04 08-20 09-08 10-07 11-05 11-20 12-08 12-17 12-22',
  2015: '01-11 01-26 02-10 02-16 02-18 03-24 04-07 06-15 07-07 07-13 07-28 08-07 08-19 09-03 09-08 09-23 10-01 10-12 10-16',
  2016: '02-03 02-19 02-22 02-23 02-29 03-07 06-15 07-06 10-19',
  2017: '01-27 02-14 04-06 05-25 06-05 08-15 12-14',
  2018: '01-23 02-05 02-06 02-28 05-21 07-27 08-23 09-06 09-24 10-31 11-08',
  2019: '02-11 02-19 03-14 05-16 08-14 09-09 10-08 10-17 11-05 12-03',
  2020: '03-02 08-27',
  2022: '08-01 11-15',
  2023: '08-16 10-16',
  2024: '04-10 06-20',
};

/** Versions of a release have its name. */
const NAMED = {
  acacia: '2024-09-30 2024-10-28 2024-11-20 2024-12-18 2025-01-27 2025-02-24',
  dashboard: '2025-03-01',
  basil: '2025-03-31 2025-04-30 2025-05-28 2025-06-30 2025-07-30 2025-08-27',
  clover: '2025-09-30 2025-10-29 2025-11-17 2025-12-15 2026-01-28 2026-02-25',
  dahlia: '2026-03-25 2026-04-22 2026-05-27 2026-06-24 2026-07-29 2026-08-26',
  endive: '2026-09-30 2026-10-28',
};

/** Every version that Stripe published until the pinned SDK, as its types list them. */
export const API_VERSIONS: ReadonlySet<string> = new Set([
  ...Object.entries(UNNAMED).flatMap(([year, days]) => days.split(' ').map((day) => `${year}-${day}`)),
  ...Object.entries(NAMED).flatMap(([name, dates]) => dates.split(' ').map((date) => `${date}.${name}`)),
]);
