import { createHash } from 'node:crypto';

/** SHA-256 of a value's JSON, which is the same after it was written and read, in hexadecimal digits. */
export function jsonDigest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
