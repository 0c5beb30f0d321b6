import {
  type ButtonHTMLAttributes,
  cloneElement,
  type ComponentType,
  type LazyExoticComponent,
  type ReactElement,
  Suspense,
  useState,
} from 'react';

export interface LazyMenuProps {
  /** Opens the menu. */
  trigger: ReactElement;
  defaultOpen: boolean;
}

/** A button whose menu loads with the first click: no page needs it to be shown. */
export function LazyMenu({
  trigger,
  menu: Menu,
}: {
  trigger: ReactElement<ButtonHTMLAttributes<HTMLButtonElement>>;
  menu: LazyExoticComponent<ComponentType<LazyMenuProps>>;
}) {
  const [isWanted, setWanted] = useState(false);
  const button = cloneElement(trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onClick: () => setWanted(true),
  });
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <Menu trigger={trigger} defaultOpen />
    </Suspense>
  );
}
