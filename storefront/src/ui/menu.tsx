import { Menu as Base } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

/** A button that opens a list of links and actions. */
export function Menu({
  trigger,
  defaultOpen = false,
  children,
}: {
  trigger: ReactElement;
  /** Opens at once. */
  defaultOpen?: boolean;
  children: ReactNode;
}) {
  return (
    <Base.Root defaultOpen={defaultOpen}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align="end" sideOffset={6} className="z-50">
          <Base.Popup className="max-h-[80dvh] min-w-52 overflow-y-auto rounded-xl border border-line bg-raised p-1.5 text-sm text-text shadow-xl transition data-[ending-style]:opacity-0 data-[starting-style]:opacity-0">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

const item =
  'flex min-h-9 w-full items-center gap-2.5 rounded-lg px-2.5 py-1.5 outline-none select-none cursor-pointer data-[highlighted]:bg-muted';

/** `render`: the link that the item is. */
export function MenuItem({
  onClick,
  render,
  children,
}: {
  onClick?: () => void;
  render?: ReactElement;
  children: ReactNode;
}) {
  return (
    <Base.Item className={item} {...(onClick && { onClick })} {...(render && { render })}>
      {children}
    </Base.Item>
  );
}

export const MenuSeparator = () => <Base.Separator className="my-1.5 h-px bg-line" />;

/** One choice of several. */
export function MenuChoice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: Value;
  options: readonly { readonly value: Value; readonly label: string }[];
  onChange: (value: Value) => void;
}) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2.5 pt-1.5 pb-1 text-xs font-semibold text-soft">
        {label}
      </Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={(next: Value) => onChange(next)}>
        {options.map((option) => (
          <Base.RadioItem key={option.value} value={option.value} className={item}>
            <span className="grid size-4 place-items-center">
              <Base.RadioItemIndicator>
                <Check aria-hidden className="size-4" />
              </Base.RadioItemIndicator>
            </span>
            {option.label}
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}
