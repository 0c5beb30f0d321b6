import type { Messages } from './en';

export const es: Messages = {
  title: 'Consola de Orderwire',
  close: 'Cerrar',
  skipToContent: 'Ir al contenido',
};
