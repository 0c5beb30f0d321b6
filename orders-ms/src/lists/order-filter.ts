import {
  type Actor,
  hasStaffAccess,
  InvalidMessage,
  NotAllowed,
  normaliseEmail,
  type OrderFilter as RequestedFilter,
} from '@orderwire/contracts';

/** Which orders a list has: the fields of a request, with times and normalised addresses. */
export interface OrderFilter extends Omit<RequestedFilter, 'from' | 'to' | 'email' | 'emailPrefix'> {
  /** Created at or after. */
  from?: Date;
  /** Created before. */
  to?: Date;
  /** The normalised e-mail address. */
  emailKey?: string;
  /** The beginning of normalised e-mail addresses. */
  emailPrefix?: string;
}

/** Fields that customers may use as well. */
const forCustomers = new Set(['status', 'from', 'to']);

/** Owns no order: stands for an account without an id. */
const NO_CUSTOMER = '00000000-0000-0000-0000-000000000000';

/**
 * The filter of a request: for customers within their own orders. Throws auth.not_allowed for filters
 * that are for staff only, and invalid_message for amounts without a currency.
 */
export function filterOf(requested: RequestedFilter, actor: Actor): OrderFilter {
  const given = Object.fromEntries(Object.entries(requested).filter(([, value]) => value !== undefined));
  const { from, to, email, emailPrefix, ...rest } = given as RequestedFilter;
  const staff = hasStaffAccess(actor);
  if (!staff && Object.keys(given).some((name) => !forCustomers.has(name))) throw NotAllowed();
  if ((rest.minAmount !== undefined || rest.maxAmount !== undefined) && !rest.currency)
    throw InvalidMessage({ errors: [{ path: 'currency', message: 'currency is needed with amounts' }] });
  return {
    ...rest,
    ...(!staff && { customerId: actor.id ?? NO_CUSTOMER }),
    ...(from && { from: new Date(from) }),
    ...(to && { to: new Date(to) }),
    ...(email && { emailKey: normaliseEmail(email) ?? '' }),
    ...(emailPrefix && { emailPrefix: emailPrefix.trim().toLowerCase() }),
  };
}
