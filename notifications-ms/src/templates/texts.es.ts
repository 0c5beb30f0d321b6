import type { Texts } from './texts.js';

const notYou =
  'Si no has sido tú, restablece tu contraseña ahora: así terminan todas las sesiones y nadie más sigue conectado.';

/** Spanish. */
export const texts: Texts = {
  shared: {
    greeting: 'Hola{{#if name}}, {{name}}{{/if}}:',
    codeLabel: 'Tu código',
    total: 'Total',
    refunded: 'Reembolsado',
    taxIncluded: 'incluye',
    taxAdded: 'más',
    taxFree: {
      reverse_charge: 'Inversión del sujeto pasivo: el destinatario debe el impuesto.',
      intra_community_supply: 'Entrega intracomunitaria exenta.',
      export: 'Exportación exenta.',
    },
    shipTo: 'Se envía a',
    order: 'Pedido',
    seeOrder: 'Ver tu pedido',
    unsubscribeReason: 'Recibes recordatorios como este mientras un pedido tuyo está sin pagar.',
    unsubscribe: 'Darse de baja',
    footer: 'Este correo lo envía {{shop}}. Los correos sobre pedidos y cuentas forman parte del servicio.',
  },
  messages: {
    order_confirmation: {
      subject: 'Tu pedido {{order.reference}} en {{shop}}',
      heading: 'Tenemos tu pedido',
      body: [
        'Gracias. Tu pedido está registrado y sus productos están reservados para ti.',
        '{{#if payUntil}}Paga hasta el {{payUntil}}; después el pedido se cancela y no se cobra nada.{{/if}}',
      ],
      button: 'Pagar ahora',
    },
    payment_received: {
      subject: 'Pago recibido del pedido {{order.reference}}',
      heading: 'Tu pago ha llegado',
      body: ['Hemos recibido {{amount}} el {{time}}. Ahora preparamos el envío de tu pedido.'],
      button: 'Ver tu pedido',
    },
    payment_failed: {
      subject: 'El pago del pedido {{order.reference}} ha fallado',
      heading: 'Tu pago ha fallado',
      body: [
        'Tu banco no ha completado el pago, así que no se ha cobrado nada.',
        '{{#if payUntil}}Guardamos tu pedido hasta el {{payUntil}}. Hasta entonces puedes pagarlo de nuevo.{{/if}}',
      ],
      button: 'Pagar de nuevo',
    },
    payment_reminder: {
      subject: 'Tu pedido {{order.reference}} espera el pago',
      heading: 'Paga hasta el {{payUntil}}',
      body: [
        'Tu pedido sigue sin pagar. Después del {{payUntil}} el enlace de pago termina y los productos dejan de estar reservados para ti.',
      ],
      button: 'Pagar ahora',
    },
    order_shipped: {
      subject: 'El pedido {{order.reference}} está en camino',
      heading: 'Hemos enviado tu pedido',
      body: [
        'Tu paquete salió el {{time}}.',
        '{{#if trackingNumber}}{{carrier}}, número de seguimiento {{trackingNumber}}{{/if}}',
        '{{#if trackingUrl}}{{trackingUrl}}{{/if}}',
      ],
      button: 'Ver tu pedido',
    },
    order_delivered: {
      subject: 'El pedido {{order.reference}} se ha entregado',
      heading: 'Tu pedido se ha entregado',
      body: ['Tu paquete se entregó el {{time}}. Esperamos que te guste.'],
      button: 'Ver tu pedido',
    },
    return_label: {
      subject: 'Etiqueta de devolución del pedido {{order.reference}}',
      heading: 'Tu etiqueta de devolución está lista',
      body: [
        'Imprime la etiqueta, pégala en el paquete y entrégalo a {{carrier}}. Encuentras la etiqueta en tu pedido.',
        'Número de seguimiento {{trackingNumber}}',
      ],
      button: 'Ver tu pedido',
    },
    order_refunded: {
      subject: 'Reembolso de {{amount}} del pedido {{order.reference}}',
      heading: 'Te hemos reembolsado {{amount}}',
      body: [
        'El reembolso de {{amount}} va al medio de pago con el que pagaste. Tu banco lo muestra en 5 a 10 días.',
      ],
      button: 'Ver tu pedido',
    },
    order_cancelled: {
      subject: 'El pedido {{order.reference}} se ha cancelado',
      heading: 'Tu pedido se ha cancelado',
      body: ['No se cobra nada más por él. Un pago que aún llegue se reembolsa por completo.'],
      button: 'Ver tu pedido',
    },
    welcome: {
      subject: 'Te damos la bienvenida a {{shop}}',
      heading: 'Te damos la bienvenida a {{shop}}',
      body: ['Tu cuenta para {{email}} está lista. En ella encuentras tus pedidos y tus direcciones.'],
    },
    verify_email: {
      subject: 'Verifica tu dirección de correo',
      heading: 'Verifica tu dirección de correo',
      body: ['Confirma que {{email}} es tuya. Puedes hacerlo hasta el {{expiresAt}}.'],
      button: 'Verificar dirección',
      closing: ['Si no te has registrado en {{shop}}, ignora este correo.'],
    },
    registration_attempted: {
      subject: 'Alguien ha intentado registrarse con tu dirección',
      heading: 'Ya tienes una cuenta',
      body: [
        'El {{time}} alguien intentó registrarse en {{shop}}, o cambiar a, tu dirección {{email}}. Tu cuenta no ha cambiado.',
        'Si has sido tú, inicia sesión con tu contraseña o restablécela.',
      ],
    },
    login_alert: {
      subject: 'Nuevo inicio de sesión en tu cuenta',
      heading: 'Nuevo inicio de sesión en tu cuenta',
      body: [
        'Se ha iniciado sesión en tu cuenta desde un lugar desde el que no se había usado.',
        'Hora: {{time}}',
        '{{#if ip}}Dirección IP: {{ip}}{{/if}}',
        '{{#if device}}Dispositivo: {{device}}{{/if}}',
      ],
      closing: [notYou],
    },
    password_reset: {
      subject: 'Elige una contraseña nueva',
      heading: 'Elige una contraseña nueva',
      body: [
        'Se ha pedido una contraseña nueva para tu cuenta en {{shop}}. Puedes elegirla hasta el {{expiresAt}}, una sola vez.',
      ],
      button: 'Elegir contraseña',
      closing: ['Si no la has pedido, ignora este correo: tu contraseña no cambia.'],
    },
    password_changed: {
      subject: 'Tu contraseña ha cambiado',
      heading: 'Tu contraseña ha cambiado',
      body: ['La contraseña de tu cuenta cambió el {{time}}. Todas las demás sesiones han terminado.'],
      closing: [notYou],
    },
    email_change: {
      subject: 'Confirma tu nueva dirección de correo',
      heading: 'Confirma tu nueva dirección de correo',
      body: [
        'Tu cuenta en {{shop}} va a usar {{email}}. Confírmala hasta el {{expiresAt}}, con la sesión iniciada en tu cuenta.',
      ],
      button: 'Confirmar dirección',
      closing: ['Si no lo has pedido, ignora este correo: la cuenta conserva su dirección.'],
    },
    email_change_notice: {
      subject: 'Se ha pedido otra dirección de correo para tu cuenta',
      heading: 'Se ha pedido otra dirección de correo',
      body: [
        'El {{time}} se pidió cambiar la dirección de correo de tu cuenta. El cambio se hace cuando se confirme la dirección nueva.',
      ],
      closing: [notYou],
    },
    email_changed: {
      subject: 'La dirección de correo de tu cuenta ha cambiado',
      heading: 'Tu dirección de correo ha cambiado',
      body: ['Desde el {{time}} tu cuenta usa {{newEmail}}. Este es el último correo a esta dirección.'],
      closing: ['Si no has sido tú, escríbenos enseguida.'],
    },
    account_deleted: {
      subject: 'Tu cuenta se ha eliminado',
      heading: 'Tu cuenta se ha eliminado',
      body: [
        'Tu cuenta y sus datos personales se eliminaron el {{time}}. Este es nuestro último correo para ti.',
      ],
    },
    stock_low: {
      subject: 'Pocas existencias: {{product}}',
      heading: '{{product}}: quedan {{available}}',
      body: ['Aún se pueden pedir {{available}} unidades; el umbral es {{threshold}}.'],
    },
    dispute_opened: {
      subject: 'Disputa por {{amount}}, pedido {{order.reference}}',
      heading: 'Se ha abierto una disputa',
      body: [
        'El banco del cliente reclama {{amount}} (motivo: {{reason}}). Presenta pruebas en el panel de Stripe y no envíes el pedido mientras tanto.',
        'Pedido {{order.id}}, disputa {{disputeId}}, pago {{paymentId}}',
      ],
    },
    fraud_warning: {
      subject: 'Aviso de fraude, pedido {{order.reference}}',
      heading: 'Una red de tarjetas avisa de fraude',
      body: [
        'El pago es probablemente fraudulento ({{reason}}). Reembólsalo o compruébalo antes de enviar el pedido.',
        'Pedido {{order.id}}, pago {{paymentId}}',
      ],
    },
    review_opened: {
      subject: 'Pago en revisión, pedido {{order.reference}}',
      heading: 'Un pago está en revisión',
      body: [
        'Apruébalo o reembólsalo en el panel de Stripe ({{reason}}).',
        'Pedido {{order.id}}, pago {{paymentId}}',
      ],
    },
    refund_failed: {
      subject: 'El reembolso de {{amount}} ha fallado, pedido {{order.reference}}',
      heading: 'Un reembolso ha fallado',
      body: [
        'El reembolso de {{amount}} no llegó al cliente ({{reason}}). Reembólsalo de otra manera.',
        'Pedido {{order.id}}, reembolso {{refundId}}, pago {{paymentId}}',
      ],
    },
    shipment_action_required: {
      subject: 'El envío del pedido {{order.reference}} te necesita',
      heading: 'Un envío te espera',
      body: ['{{reason}}', 'Pedido {{order.id}}, envío {{shipmentId}}'],
    },
    dead_letter: {
      subject: 'Mensaje fallido de {{consumer}}',
      heading: 'Un consumidor ha desistido de un evento',
      body: [
        '{{consumer}} falló {{attempts}} veces al procesar {{subject}}: {{reason}}',
        'Evento {{eventId}}, mensaje fallido {{deadLetterId}}. Vuelve a ponerlo en cola cuando su causa esté corregida.',
      ],
    },
    reconciliation_difference: {
      subject: 'Diferencia con Stripe: {{difference}}',
      heading: 'Nuestros registros difieren de los de Stripe',
      body: ['{{message}}', '«npm run reconcile list» muestra todas las diferencias abiertas.'],
    },
    webhook_endpoint_disabled: {
      subject: 'Endpoint de webhooks desactivado: {{url}}',
      heading: 'Se ha desactivado un endpoint de webhooks',
      body: ['{{url}} no recibe más eventos: {{reason}}', 'Actívalo de nuevo cuando responda.'],
    },
  },
};
