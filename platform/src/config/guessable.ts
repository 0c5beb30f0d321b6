/** Passwords that come with examples, images and manuals. */
const known = /^(postgres|nats|password|passwd|secret|s3cr3t|t0ps3cr3t|admin|root|test|user|guest|1234.*)?$/i;
const says = /change.?(me|it)|placeholder|example/i;

/** Whether the credentials of a URL are none, a placeholder, or what anybody tries first. */
export function isGuessable({ username, password }: Pick<URL, 'username' | 'password'>): boolean {
  return password === username || known.test(password) || says.test(password);
}
