/** SHA-256 of a value's JSON, which is the same after it was written and read, in hexadecimal digits. */
export function jsonDigest(value: unknown): string {
  // Loaded when needed: a job without states would start later by a twentieth.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
