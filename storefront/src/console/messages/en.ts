export const en = {
  title: 'Orderwire console',
  close: 'Close',
  skipToContent: 'Skip to content',
};

/** All texts of the page. Spanish has to have every one: it would not compile otherwise. */
export type Messages = typeof en;
