/** Three-valued logic, as in SQL, by numbers: && is the minimum, || the maximum, ! the difference from true. */
const falseTruth = 0;
export const unknown = 1;
export const trueTruth = 2;

export function truthOf(value: boolean): number {
  return value ? trueTruth : falseTruth;
}
