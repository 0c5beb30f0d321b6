import { day, oneOf, searchParams, text } from '../table/filters/search-params';

/** The filters of the list of accounts, by the names of the API. */
export const peopleSearch = searchParams({
  search: text(200),
  role: oneOf(['customer', 'staff', 'admin']),
});

export type PeopleSearch = ReturnType<typeof peopleSearch>;

export const auditSearch = searchParams({ action: text(50), userId: text(36), from: day, to: day });

export type AuditSearch = ReturnType<typeof auditSearch>;
