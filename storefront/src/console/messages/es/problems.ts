import type { Messages } from '../en';

export const problems: Messages['problems'] = {
  network: 'No se puede conectar con el servidor. Comprueba tu conexión.',
  unavailable: 'Esta parte del sistema no responde en este momento.',
  tooMany: 'Demasiadas peticiones. Inténtalo dentro de un momento.',
  notFound: 'No existe o ha dejado de existir.',
  notAllowed: 'Tu rol no lo permite.',
  invalid: 'Algunos valores no son válidos.',
  unexpected: 'Algo ha ido mal.',
  codes: {
    'auth.invalid_credentials': 'El correo o la contraseña no son correctos.',
    'auth.account_disabled': 'Esta cuenta está desactivada.',
    'auth.too_many_attempts': 'Demasiados intentos. Vuelve a probar más tarde.',
    'auth.not_signed_in': 'Inicia sesión.',
    'auth.token_invalid': 'Tu sesión ha terminado. Vuelve a iniciar sesión.',
    'auth.not_allowed': 'Tu rol no lo permite.',
  },
};
