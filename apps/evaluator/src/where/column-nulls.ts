/** Writes 1 for each of the rows [from, from + count) that is null, 0 for the others. */
export function markNulls(nulls: Uint8Array, validity: Uint8Array | null, from: number, count: number): void {
  if (validity === null) {
    nulls.fill(0, 0, count);
    return;
  }
  for (let i = 0; i < count; i++) {
    const row = from + i;
    nulls[i] = 1 - ((validity[row >> 3]! >> (row & 7)) & 1);
  }
}
