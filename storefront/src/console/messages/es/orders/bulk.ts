import { formatNumber, plural } from '../../../../i18n/format';
import type { Messages } from '../../en';

const orders = (count: number) =>
  `${formatNumber(count)} ${plural(count, { one: 'pedido', other: 'pedidos' })}`;

export const bulk: Messages['bulk'] = {
  open: 'Actuar sobre todos',
  openSelected: (count) => `Actuar sobre ${orders(count)}`,
  title: 'Acción en bloque',
  leadMatching: 'Sobre todos los pedidos que coinciden con los filtros, cargados o no.',
  leadSelected: (count) => `Sobre la selección: ${orders(count)}.`,
  action: 'Qué hacer',
  actions: {
    cancel: 'Cancelar',
    refund: 'Reembolsar por completo',
    assign: 'Asignar',
    mark_delivered: 'Marcar como entregados',
  },
  actionLeads: {
    cancel: 'Solo pedidos sin pagar. Se liberan sus existencias.',
    refund: 'Todo lo que queda de los pedidos pagados.',
    assign: 'A una persona del personal o a ninguna.',
    mark_delivered: 'Solo pedidos enviados.',
  },
  assignee: 'Asignar a',
  none: 'Ninguna',
  me: 'Ti',
  reason: 'Motivo',
  note: 'Nota (opcional)',
  noteHint: 'Solo para el personal.',
  check: 'Ver qué pasará',
  back: 'Cambiar la acción',
  plan: (applicable, matching) =>
    applicable === matching
      ? `Se cambiará: ${orders(applicable)}.`
      : `Se cambiarán ${formatNumber(applicable)} de ${orders(matching)}.`,
  nothing: 'La acción no se aplica a ninguno de estos pedidos.',
  amounts: (amounts) => `Se reembolsarán ${amounts}.`,
  skips: 'Se omiten',
  skip: (count) => orders(count),
  sample: 'Los más recientes',
  confirm: (count) => `Escribe ${count} para confirmar`,
  confirmMissing: 'El número no coincide.',
  run: {
    cancel: (count) => `Cancelar ${orders(count)}`,
    refund: (count) => `Reembolsar ${orders(count)}`,
    assign: (count) => `Asignar ${orders(count)}`,
    mark_delivered: (count) => `Marcar ${orders(count)} como entregados`,
  },
  progress: 'Progreso',
  states: { running: 'En curso', finished: 'Terminada', stopped: 'Detenida' },
  counts: {
    done: (count) => `${formatNumber(count)} hechos`,
    skipped: (count) => `${formatNumber(count)} omitidos`,
    failed: (count) => `${formatNumber(count)} fallidos`,
    left: (count) => `faltan ${formatNumber(count)}`,
  },
  stop: 'Detener',
  stopping: 'Lo hecho, hecho queda.',
  close: 'Cerrar',
  problems: 'Pedidos omitidos y fallidos',
  noProblems: 'Ninguno por ahora.',
  outcomes: { skipped: 'Omitido', failed: 'Fallido' },
  changed: 'Pedidos cambiados',
  list: {
    title: 'Acciones en bloque',
    lead: 'Lo que se hizo con muchos pedidos a la vez, lo más reciente primero.',
    action: 'Acción',
    state: 'Estado',
    started: 'Inicio',
    ended: 'Fin',
    total: 'Pedidos',
    done: 'Hechos',
    skipped: 'Omitidos',
    failed: 'Fallidos',
    empty: 'Todavía no hay acciones en bloque',
    emptyLead: 'Filtra la lista de pedidos y actúa sobre todos los que coinciden.',
    back: 'Todas las acciones en bloque',
  },
  columns: { order: 'Pedido', outcome: 'Resultado', reason: 'Por qué', at: 'Cuándo' },
};
