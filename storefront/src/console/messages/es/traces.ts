import type { Messages } from '../en';

export const traces: Messages['traces'] = {
  title: 'Traza',
  show: 'Traza',
  summary: 'Resumen',
  began: 'Comienzo',
  duration: 'Duración',
  spans: 'Tramos',
  services: 'Servicios',
  orders: 'Pedidos',
  traceId: 'Id. de la traza',
  service: 'Servicio',
  span: 'Tramo',
  failed: 'Con error',
  after: (duration) => `+ ${duration}`,
  none: 'No hay tramos de esta solicitud',
  noneLead:
    'Se guardan un día como máximo, los más recientes primero, y solo los de solicitudes muestreadas.',
  cut: 'Hay más tramos de los que muestra esta página.',
  off: 'No se guardan trazas',
  offLead: 'Active TRACE_STORE=true en todos los servicios, o consulte el sistema que las recibe.',
};
