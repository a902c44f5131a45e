import type { Backend } from '../backend/backend.ts';
import { rowSum } from '../expression/class-matrix.ts';
import { constantValue } from '../expression/expression.ts';
import type { Column } from '../expression/expression.ts';
import { BlockProgram } from '../program/block-program.ts';
import type { ColumnLayouts } from '../program/block-program.ts';
import type { ClampSite, Program } from '../program/program.ts';
import { row } from '../reduce/reducer.ts';
import type { Reducer } from '../reduce/reducer.ts';
import type { RowLoss } from './row-loss.ts';
import { weightRole } from './row-rules.ts';
import type { SumRegisters } from './running-sum.ts';

/** The sums over the classes of a column that should sum to 1, and how far from it they may be. */
export interface ProbabilitySum {
  readonly values: Float64Array;
  readonly tolerance: number;
}

/** Where a program leaves what is summed and counted of one loss. */
export interface LossRegisters {
  /** null where nothing is summed. */
  readonly total: SumRegisters | null;
  readonly weights: Float64Array | null;
  /** null where every row counts 1. */
  readonly divisor: { readonly registers: SumRegisters; readonly weights: Float64Array | null } | null;
  readonly clampSites: readonly ClampSite[];
  readonly probabilitySums: readonly ProbabilitySum[];
  /** The inputs of each reducer. */
  readonly reduced: readonly (readonly Float64Array[])[];
}

/** |Σp − 1| up to which a row counts as normalised: what rounding to the column's type explains. */
const tolerances: Readonly<Partial<Record<string, number>>> = { float16: 1e-3, float32: 1e-5 };
const doubleTolerance = 1e-8;

const weightColumn: Column<'row'> = { kind: 'column', shape: 'row', role: weightRole, symbol: 'w' };

/** A program for some losses, and where each of them finds its registers. */
export interface LossProgram {
  readonly program: BlockProgram;
  readonly losses: readonly LossRegisters[];
}

/**
 * Compiles losses into one program.
 * @param factors  whether values may be left as factors, of which logarithms are taken later
 * @throws E_CLASS_COUNT if class matrices or parameters per class differ in length
 */
export function compileLosses(
  losses: readonly RowLoss[],
  layouts: ColumnLayouts,
  backend: Backend,
  factors: boolean,
): LossProgram {
  const weighted = layouts[weightRole] !== undefined;
  const summed = columnsThatSumToOne(losses);
  const reducers = losses.flatMap((loss) => loss.reducers ?? []);
  const values = [
    ...losses.map(({ divisor }) => row(divisor)),
    ...summed.map((column) => row(rowSum(column))),
    ...reducers.flatMap(({ inputs }) => inputs),
    ...(weighted ? [row(weightColumn)] : []),
  ];
  const sums = losses.flatMap(({ value }) => value ?? []);
  const roots = { sums, values, factored: factors && !weighted };
  const program = new BlockProgram(roots, layouts, backend);
  const weights = weighted ? program.output(values.length - 1) : null;
  const firstInputs = new Map<Reducer, number>();
  let next = losses.length + summed.length;
  for (const reducer of reducers) {
    firstInputs.set(reducer, next);
    next += reducer.inputs.length;
  }
  const registersOf = ({ value, divisor, rule, reducers = [] }: RowLoss, i: number): LossRegisters => {
    const sum = value === null ? null : program.sum(sums.indexOf(value));
    const counted = constantValue(divisor) === 1;
    const divisorRegister = counted ? weights : program.output(i);
    return {
      total: sum && sumRegisters(sum, program),
      weights,
      divisor: divisorRegister && {
        registers: { rest: divisorRegister, factor: null },
        weights: counted ? null : weights,
      },
      clampSites: sum?.clampSites ?? [],
      probabilitySums: summed.flatMap(({ role }, j) =>
        rule.domains[role]?.sumsToOne === true
          ? [{ values: program.output(losses.length + j), tolerance: toleranceOf(layouts, role) }]
          : [],
      ),
      reduced: reducers.map((reducer) => {
        const first = firstInputs.get(reducer) ?? 0;
        return reducer.inputs.map((_, j) => program.output(first + j));
      }),
    };
  };
  return { program, losses: losses.map(registersOf) };
}

function sumRegisters({ rest, factor }: Program['sums'][number], program: BlockProgram): SumRegisters {
  return {
    rest: rest === null ? null : program.register(rest),
    factor: factor && { values: program.register(factor.register), sign: factor.sign },
  };
}

/** How far from 1 the probabilities of a row may sum up to. */
export function toleranceOf(layouts: ColumnLayouts, role: string): number {
  return tolerances[layouts[role]?.type ?? ''] ?? doubleTolerance;
}

/** The class matrices that some loss takes for distributions, once each. */
function columnsThatSumToOne(losses: readonly RowLoss[]): readonly Column<'matrix'>[] {
  const roles = losses.flatMap(({ rule }) =>
    Object.entries(rule.domains).flatMap(([role, { sumsToOne }]) => (sumsToOne ? [role] : [])),
  );
  return [...new Set(roles)].map((role) => ({ kind: 'column', shape: 'matrix', role, symbol: 'pⱼ' }));
}
