/** Passwords of examples, images and manuals. */
const wellKnown =
  /^(postgres|nats|password|passwd|secret|s3cr3t|t0ps3cr3t|admin|root|test|user|guest|1234.*)?$/i;
const placeholder = /change.?(me|it)|placeholder|example/i;

/** Whether the password of a URL is empty, the user name, a placeholder, or well known. */
export function isWeakPassword({ username, password }: Pick<URL, 'username' | 'password'>): boolean {
  return password === username || wellKnown.test(password) || placeholder.test(password);
}
