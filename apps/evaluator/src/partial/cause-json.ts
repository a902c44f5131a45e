import type { LossState } from '@offmark/losses';
import type { BadRow, CauseState, WorstRow } from '../causes/cause-state.ts';

/** A number as JSON has it; text for what JSON has no number for. */
type JsonNumber = number | string;

interface JsonWorst extends Omit<WorstRow, 'order' | 'value'> {
  readonly value: JsonNumber;
}

interface JsonBad extends Omit<BadRow, 'order' | 'value'> {
  readonly value: JsonNumber | null;
}

/** `CauseState` as JSON: places of rows say their order, and the plan how many there may be. */
export interface CauseJson {
  readonly worst: readonly (readonly JsonWorst[])[];
  readonly bad: readonly JsonBad[];
  readonly distributions: readonly LossState[];
}

const jsonNumber = (x: number): JsonNumber => (Number.isFinite(x) ? x : String(x));

export function causeJson({ worst, bad, distributions }: CauseState): CauseJson {
  return {
    worst: worst.map((rows) =>
      rows.map(({ path, batch, row, value, weight, shown }) => {
        return { path, batch, row, value: jsonNumber(value), weight, shown };
      }),
    ),
    bad: bad.map(({ path, batch, row, column, index, value }) => {
      return { path, batch, row, column, index, value: value === null ? null : jsonNumber(value) };
    }),
    distributions,
  };
}
