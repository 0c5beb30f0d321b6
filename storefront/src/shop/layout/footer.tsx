import { Link } from '@tanstack/react-router';
import { m } from '../messages';

const link = 'hover:text-text hover:underline underline-offset-4';

export const Footer = () => (
  <footer className="mt-8 border-t border-line bg-surface">
    <div className="mx-auto flex max-w-6xl flex-col gap-4 px-4 py-8 text-sm text-soft sm:flex-row sm:items-center sm:justify-between">
      <p>{m.layout.footer}</p>
      <nav aria-label={m.layout.footerNavigation} className="flex flex-wrap gap-x-5 gap-y-2">
        <Link to="/" className={link}>
          {m.catalogue.title}
        </Link>
        <Link to="/orders" className={link}>
          {m.layout.orders}
        </Link>
        <Link to="/account" className={link}>
          {m.layout.account}
        </Link>
      </nav>
    </div>
  </footer>
);
