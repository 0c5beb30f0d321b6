/** Measures a request to the carrier under the name of its call. */
export interface RequestMeter {
  measure<T>(call: string, work: () => Promise<T>): Promise<T>;
}
