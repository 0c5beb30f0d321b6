import type { Messages } from '../en';

export const shell: Messages['shell'] = {
  title: 'Consola de Orderwire',
  brand: 'Orderwire',
  close: 'Cerrar',
  skipToContent: 'Ir al contenido',
  menu: 'Menú',
  mainNavigation: 'Navegación principal',
  nav: {
    groups: { sales: 'Ventas', catalogue: 'Catálogo', messages: 'Mensajes', system: 'Sistema' },
    dashboard: 'Panel',
    orders: 'Pedidos',
  },
  account: {
    menu: (name) => `Cuenta de ${name}`,
    theme: 'Tema',
    themes: { system: 'Como el dispositivo', light: 'Claro', dark: 'Oscuro' },
    language: 'Idioma',
    shop: 'Ir a la tienda',
    signOut: 'Cerrar sesión',
    signingOutFailed: 'No se pudo cerrar la sesión. Inténtalo de nuevo.',
  },
  roles: { customer: 'Cliente', staff: 'Personal', admin: 'Administración' },
  actors: { guest: 'Invitado', system: 'Sistema' },
  signIn: {
    title: 'Iniciar sesión en la consola',
    lead: 'Para el personal y la administración.',
    email: 'Correo electrónico',
    password: 'Contraseña',
    submit: 'Iniciar sesión',
    toShop: 'Ir a la tienda',
  },
  notAllowed: {
    title: 'La consola es para el personal',
    lead: (email) =>
      `Has iniciado sesión como ${email}, una cuenta de cliente. Pide a la administración el rol de personal o inicia sesión con otra cuenta.`,
    other: 'Iniciar sesión con otra cuenta',
  },
  notFound: {
    title: 'Esta página no existe',
    lead: 'La dirección puede ser incorrecta o la página se ha movido.',
    home: 'Ir al panel',
  },
  crashed: {
    title: 'Esta página ha fallado',
    lead: 'No se ha cambiado nada. Vuelve a cargar la página.',
    reload: 'Volver a cargar',
  },
  retry: 'Reintentar',
  reference: (id) => `Referencia: ${id}`,
  copy: (what) => `Copiar ${what}`,
  copied: 'Copiado',
  cancel: 'Cancelar',
  none: '–',
};
