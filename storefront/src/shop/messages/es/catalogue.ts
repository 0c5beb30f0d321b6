import { plural } from '../../../i18n/format';
import type { Messages } from '../en';

export const catalogue: Messages['catalogue'] = {
  title: 'Todos los productos',
  newestFirst: 'Primero, los más recientes',
  resultsFor: (text) => `Resultados de «${text}»`,
  found: (count, more) =>
    `${plural(count, { one: 'Se muestra 1 producto', other: `Se muestran ${count} productos` })}${more ? ', y hay más' : ''}`,
  loading: 'Cargando productos',
  loadingFailed: 'No se han podido cargar los productos',
  filters: 'Filtros',
  minPrice: (currency) => `Desde ${currency}`,
  maxPrice: (currency) => `Hasta ${currency}`,
  invalidPrice: 'Escribe un importe.',
  availableOnly: 'Solo en stock',
  clearFilters: 'Quitar filtros',
  soldOut: 'Agotado',
  soldOutHint: 'Agotado en este momento',
  inStock: 'En stock',
  notSoldIn: (currency) => `No se vende en ${currency}`,
  otherPrices: (prices) => `Para pedirlo, elige otra moneda en la parte superior de la página: ${prices}`,
  showMore: 'Ver más productos',
  showAll: 'Ver todos los productos',
  backToAll: '← Todos los productos',
  noneFound: 'No hay ningún producto',
  noneFoundHint: 'Prueba con otra palabra o quita filtros.',
  empty: 'Todavía no hay productos',
  emptyHint: (currency) => `Ahora mismo no hay nada a la venta en ${currency}. Vuelve más tarde.`,
  gone: 'Este producto ya no está a la venta',
  goneHint: 'Se ha retirado de la venta, o el enlace está incompleto.',
};

export const basket: Messages['basket'] = {
  title: 'Cesta',
  add: 'Añadir a la cesta',
  alreadyIn: (units) => `Tienes ${units} en tu cesta`,
  full: (lines) => `Un pedido tiene como máximo ${lines} productos distintos.`,
  empty: 'Tu cesta está vacía',
  emptyHint: 'Los productos que añadas aparecen aquí, en todas las pestañas de este navegador.',
  toProducts: 'Ver productos',
  toCheckout: 'Tramitar pedido',
  toBasket: 'Ver cesta',
  continueShopping: 'Seguir comprando',
  change: 'Cambiar la cesta',
  summary: 'Resumen del pedido',
  units: (count) => `${count} ${plural(count, { one: 'artículo', other: 'artículos' })}`,
  each: (price) => `${price} por unidad`,
  quantityOf: (name) => `Cantidad de ${name}`,
  fewer: (name) => `Uno menos de ${name}`,
  more: (name) => `Uno más de ${name}`,
  remove: (name) => `Quitar ${name}`,
  unknownProduct: 'Producto',
  notOrderable: 'No disponible',
  lineFailed: 'No se ha podido cargar su precio.',
  lineRemoved: 'Ya no está a la venta.',
  lineSoldOut: 'Está agotado en este momento.',
  lineNoPrice: (currency) =>
    `No tiene precio en ${currency}. Elige otra moneda en la parte superior de la página.`,
  pricesFailed: 'No se han podido cargar algunos precios.',
  someBlocked: (count) =>
    plural(count, {
      one: 'Hay 1 producto en tu cesta que no se puede pedir',
      other: `Hay ${count} productos en tu cesta que no se pueden pedir`,
    }),
  someBlockedHint: 'Quita lo que no está disponible para continuar.',
  removeBlocked: 'Quitar',
  subtotal: 'Subtotal',
  taxHint:
    'El impuesto depende del país de envío: está incluido en estos precios o se añade antes de pagar. Verás el importe final en la página de pago.',
};

export const address: Messages['address'] = {
  name: 'Nombre y apellidos',
  line1: 'Calle y número',
  line2: 'Piso, puerta, edificio',
  postalCode: 'Código postal',
  city: 'Localidad',
  state: 'Provincia, estado o región',
  country: 'País',
  chooseCountry: 'Elige un país',
  optional: (label) => `${label} (opcional)`,
};

export const checkout: Messages['checkout'] = {
  title: 'Tramitar pedido',
  contact: 'Contacto',
  haveAccount: '¿Tienes una cuenta?',
  signedInAs: (name) => `Has iniciado sesión como ${name}. El pedido aparecerá en tu cuenta.`,
  signInKeepsForm: 'Lo que has escrito se conserva.',
  email: 'Correo electrónico',
  emailHint: 'Para la confirmación, la factura y las novedades del envío.',
  shipping: 'Dirección de envío',
  savedAddress: 'Direcciones guardadas',
  chooseSavedAddress: 'Elige una dirección',
  billing: 'Factura',
  isCompany: 'Compro para una empresa',
  isCompanyHint: 'La factura lleva su nombre y su NIF-IVA.',
  companyName: 'Empresa',
  vatId: 'NIF-IVA',
  vatIdHint: 'Con su país, como ESB12345674.',
  buyerReference: 'Tu referencia',
  buyerReferenceHint: 'Por ejemplo, tu número de pedido.',
  hasBillingAddress: 'La dirección de facturación es distinta de la de envío',
  placeOrder: 'Continuar al pago',
  placeFreeOrder: 'Hacer el pedido',
  paymentHint: 'Pagas en la página segura de nuestro proveedor de pagos. Nunca vemos tu tarjeta.',
  failed: 'No se ha hecho el pedido',
  uncertain: 'Aún no sabemos si se ha hecho el pedido. Inténtalo de nuevo: solo se hace una vez.',
  totalOutOfRange: (min, max) =>
    `El total de este pedido no se puede cobrar. Tiene que estar entre ${min} y ${max}.`,
  tooManyOpen: 'Tienes demasiados pedidos sin pagar',
  tooManyOpenHint: 'Paga o cancela antes uno de ellos, o inténtalo más tarde.',
  notSellable: 'Algunos productos no se pueden pedir así',
  unsellable: {
    not_found: () => 'ya no está a la venta.',
    no_price_in_currency: () => 'no se vende en esta moneda.',
    insufficient_stock: (left) =>
      left === undefined
        ? 'no quedan suficientes. Elige menos.'
        : left === 1
          ? 'solo queda 1.'
          : `solo quedan ${left}.`,
    guest_limit: () =>
      'otros pedidos sin pagar tienen reservada la mayor parte. Elige menos, inicia sesión o inténtalo más tarde.',
  },
};
