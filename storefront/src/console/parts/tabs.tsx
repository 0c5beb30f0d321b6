import { Link, type LinkProps } from '@tanstack/react-router';

/** Links to the pages of one area. */
export const Tabs = ({
  label,
  tabs,
}: {
  label: string;
  tabs: readonly (readonly [to: LinkProps['to'], text: string])[];
}) => (
  <nav aria-label={label} className="-mx-4 overflow-x-auto px-4 sm:mx-0 sm:px-0">
    <ul className="flex gap-1 border-b border-line">
      {tabs.map(([to, text]) => (
        <li key={to}>
          <Link
            to={to}
            activeOptions={{ exact: true, includeSearch: false }}
            className="-mb-px block border-b-2 border-transparent px-3 py-2 text-sm whitespace-nowrap text-soft hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-text"
          >
            {text}
          </Link>
        </li>
      ))}
    </ul>
  </nav>
);
