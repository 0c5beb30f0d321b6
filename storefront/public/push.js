// The service worker of push messages: shows them and opens the order. It caches nothing.
addEventListener('push', (event) => {
  const { title = 'Orderwire', url } = event.data?.json() ?? {};
  event.waitUntil(self.registration.showNotification(title, { icon: '/favicon.svg', data: { url } }));
});

addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.url || '/orders'));
});
