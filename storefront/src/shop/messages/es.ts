import type { Messages } from './en';
import { account } from './es/account';
import { address, basket, catalogue, checkout } from './es/catalogue';
import { layout, problems } from './es/general';
import { order, orders } from './es/orders';

export const es: Messages = {
  shopName: 'Orderwire',
  close: 'Cerrar',
  loading: 'Cargando',
  skipToContent: 'Ir al contenido',
  opensInNewTab: '(se abre en otra pestaña)',
  ...{ layout, problems, catalogue, basket, address, checkout, orders, order, account },
};
