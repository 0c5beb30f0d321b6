import { ChevronLeft } from 'lucide-react';
import { Link, type LinkProps } from '@tanstack/react-router';
import { TextLink } from '../../ui/button';
import { formatDate, formatExact, formatRelative, formatShortDateTime } from '../../i18n/format';
import { m } from '../messages';
import { shortId } from '../orders/short-id';

export const Mono = ({ children }: { children: string }) => (
  <span className="font-mono text-[0.8125rem]">{children}</span>
);

/** A time; without one, a dash. */
export const Time = ({ at }: { at: string | null | undefined }) =>
  at ? (
    <time dateTime={at} title={formatExact(at)} className="tabular-nums">
      {formatShortDateTime(at)}
    </time>
  ) : (
    m.shell.none
  );

/** The day of a time. */
export const Day = ({ at }: { at: string | null | undefined }) =>
  at ? (
    <time dateTime={at} title={formatExact(at)} className="tabular-nums">
      {formatDate(at)}
    </time>
  ) : (
    m.shell.none
  );

/** How long ago, or in what time. */
export const Ago = ({ at }: { at: string | null | undefined }) =>
  at ? (
    <time dateTime={at} title={formatExact(at)}>
      {formatRelative(at)}
    </time>
  ) : (
    m.shell.none
  );

const link = 'underline underline-offset-4 hover:text-accent';
const monoLink = `${link} font-mono text-[0.8125rem]`;

export const OrderLink = ({ id }: { id: string | null | undefined }) =>
  id ? (
    <Link to="/orders/$orderId" params={{ orderId: id }} className={monoLink}>
      {shortId(id)}
    </Link>
  ) : (
    m.shell.none
  );

export const ProductLink = ({ id, name }: { id: string; name?: string }) => (
  <Link to="/products/$productId" params={{ productId: id }} className={name ? link : monoLink}>
    {name ?? shortId(id)}
  </Link>
);

export const UserLink = ({ id }: { id: string | null | undefined }) =>
  id ? (
    <Link to="/people/$userId" params={{ userId: id }} className={monoLink}>
      {shortId(id)}
    </Link>
  ) : (
    m.shell.none
  );

/** The way back to a list. */
export const BackLink = ({ to, children }: { to: LinkProps['to']; children: string }) => (
  <TextLink to={to} className="inline-flex items-center gap-1 text-soft no-underline hover:underline">
    <ChevronLeft aria-hidden className="size-4" />
    {children}
  </TextLink>
);
