/** A time as the value of a field of type `datetime-local`, in the time zone of the browser. */
export function localTime(at: number | string): string {
  const time = new Date(at);
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
