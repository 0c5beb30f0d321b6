export const en = {
  shopName: 'Orderwire',
  close: 'Close',
  skipToContent: 'Skip to content',
  products: 'Products',
};

/** All texts of the page. Spanish has to have every one: it would not compile otherwise. */
export type Messages = typeof en;
