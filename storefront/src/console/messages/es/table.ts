import { formatNumber, plural } from '../../../i18n/format';
import type { Messages } from '../en';

export const table: Messages['table'] = {
  loading: 'Cargando',
  loadingMore: 'Cargando más',
  loadMoreFailed: 'No se pudieron cargar las filas siguientes.',
  rows: (count, more) =>
    `${formatNumber(count)}${more ? '+' : ''} ${plural(count, { one: 'fila', other: 'filas' })}`,
  empty: 'Todavía no hay nada',
  emptyFiltered: 'Nada coincide con estos filtros',
  resetFilters: 'Quitar los filtros',
  select: 'Seleccionar',
  selectRow: (name) => `Seleccionar ${name}`,
  selectLoaded: 'Seleccionar todas las filas cargadas',
  selected: (count) =>
    `${formatNumber(count)} ${plural(count, { one: 'seleccionada', other: 'seleccionadas' })}`,
  clearSelection: 'Quitar la selección',
  newRows: (count) => `${formatNumber(count)} ${plural(count, { one: 'fila nueva', other: 'filas nuevas' })}`,
  leftFilter: 'Ya no coincide con los filtros',
  filters: 'Filtros',
  filtersActive: (count) => `${count} ${plural(count, { one: 'filtro activo', other: 'filtros activos' })}`,
  removeFilter: (name) => `Quitar el filtro ${name}`,
  showResults: 'Ver resultados',
  any: 'Cualquiera',
  yes: 'Sí',
  no: 'No',
  notLive: 'Sin actualizar: la última actualización falló.',
};
