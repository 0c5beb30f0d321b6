/** The buttons of the header: large enough for thumbs. */
export const headerButton =
  'inline-flex h-10 min-w-10 items-center justify-center gap-2 rounded-lg px-2.5 text-sm font-medium hover:bg-muted';
