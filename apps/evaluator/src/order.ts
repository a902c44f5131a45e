/** Orders texts by their UTF-8 bytes, as every system does alike. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
