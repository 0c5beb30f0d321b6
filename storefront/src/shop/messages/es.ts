import type { Messages } from './en';

export const es: Messages = {
  shopName: 'Orderwire',
  close: 'Cerrar',
  skipToContent: 'Ir al contenido',
  products: 'Productos',
};
