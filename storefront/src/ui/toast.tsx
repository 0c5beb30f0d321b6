import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';

const manager = Toast.createToastManager();

/** Shows a message for some seconds. Screen readers announce it. */
export const toast = (title: string, description?: string): void =>
  void manager.add({ title, ...(description && { description }) });

function List({ closeLabel }: { closeLabel: string }) {
  const { toasts } = Toast.useToastManager();
  return toasts.map((entry) => (
    <Toast.Root
      key={entry.id}
      toast={entry}
      className="flex w-full items-start gap-3 rounded-xl border border-line bg-raised px-4 py-3 text-sm shadow-lg transition data-[ending-style]:opacity-0 data-[starting-style]:translate-y-2 data-[starting-style]:opacity-0"
    >
      <div className="flex-1">
        <Toast.Title className="font-semibold" />
        <Toast.Description className="text-soft" />
      </div>
      <Toast.Close aria-label={closeLabel} className="grid size-6 place-items-center rounded hover:bg-muted">
        <X aria-hidden className="size-4" />
      </Toast.Close>
    </Toast.Root>
  ));
}

export function Toasts({ closeLabel, children }: { closeLabel: string; children: ReactNode }) {
  return (
    <Toast.Provider toastManager={manager}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-4 bottom-4 z-60 flex flex-col gap-2 sm:left-auto sm:w-90">
          <List closeLabel={closeLabel} />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}
