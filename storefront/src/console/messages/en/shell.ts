export const shell = {
  title: 'Orderwire console',
  brand: 'Orderwire',
  close: 'Close',
  skipToContent: 'Skip to content',
  menu: 'Menu',
  mainNavigation: 'Main navigation',
  nav: {
    groups: { sales: 'Sales', catalogue: 'Catalogue', messages: 'Messages', system: 'System' },
    dashboard: 'Dashboard',
    orders: 'Orders',
  },
  account: {
    menu: (name: string) => `Account of ${name}`,
    theme: 'Theme',
    themes: { system: 'Like the device', light: 'Light', dark: 'Dark' },
    language: 'Language',
    shop: 'To the shop',
    signOut: 'Sign out',
    signingOutFailed: 'Could not sign out. Try again.',
  },
  roles: { customer: 'Customer', staff: 'Staff', admin: 'Admin' },
  /** Who else acts, as the audit log names them. */
  actors: { guest: 'Guest', system: 'System' } as Readonly<Record<string, string>>,
  signIn: {
    title: 'Sign in to the console',
    lead: 'For staff and admins.',
    email: 'E-mail',
    password: 'Password',
    submit: 'Sign in',
    toShop: 'To the shop',
  },
  notAllowed: {
    title: 'The console is for staff',
    lead: (email: string) =>
      `You are signed in as ${email}, an account of a customer. Ask an admin for the role of staff, or sign in with another account.`,
    other: 'Sign in with another account',
  },
  notFound: {
    title: 'There is no such page',
    lead: 'The address may be wrong, or the page has moved.',
    home: 'To the dashboard',
  },
  crashed: {
    title: 'This page failed',
    lead: 'Nothing was changed. Load the page again.',
    reload: 'Load again',
  },
  retry: 'Try again',
  reference: (id: string) => `Reference: ${id}`,
  copy: (what: string) => `Copy ${what}`,
  copied: 'Copied',
  cancel: 'Cancel',
  /** Of values that are not known. */
  none: '–',
};
