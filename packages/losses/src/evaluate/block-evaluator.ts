import { allocateRegister } from '../backend/backend.ts';
import type { Backend } from '../backend/backend.ts';
import type { BlockProgram, ColumnLayouts, Columns } from '../program/block-program.ts';
import { compileLosses } from './loss-program.ts';
import type { LossProgram, LossRegisters } from './loss-program.ts';
import { addCounts, emptyLossState } from './loss-state.ts';
import type { LossState, RowCounts } from './loss-state.ts';
import { boundTo } from './outputs.ts';
import { countClipped, countUnnormalised } from './row-flags.ts';
import { rowFates } from './row-fate.ts';
import type { NanPolicy, RowPolicies } from './row-fate.ts';
import type { Reducer, Reduction } from '../reduce/reducer.ts';
import { countTotal } from '../sums/index.ts';
import type { SumMethod } from '../sums/index.ts';
import type { RowLoss } from './row-loss.ts';
import { RowRules } from './row-rules.ts';
import { RunningSum } from './running-sum.ts';
import type { SumRegisters } from './running-sum.ts';
import { allValid, factorKernelOf, isCheckedByValue, ruledRoles } from './shortcuts.ts';
import type { FactorKernel } from './shortcuts.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Adds a block to a loss without its rules; false if it can't vouch for its rows, and then nothing was added. */
type Shortcut = (columns: Columns, from: number, count: number) => boolean;

/** One loss over the rows so far of one chunk. */
interface Running {
  readonly rules: RowRules;
  readonly program: BlockProgram;
  readonly registers: LossRegisters;
  /** null where nothing is summed. */
  readonly total: RunningSum | null;
  readonly reductions: readonly Reduction[];
  /** null where every row counts 1. */
  readonly weight: RunningSum | null;
  readonly shortcut: Shortcut | null;
  /** Whether the block at hand took the shortcut. */
  added: boolean;
  rows: Writable<RowCounts>;
}

/** Losses whose rows have the same rules. */
interface Ruled {
  readonly rules: RowRules;
  readonly losses: readonly Running[];
}

/**
 * Evaluates losses over the rows of one chunk after another: `add` its rows in order, in pieces of any size, and
 * `take` the states. Row i of a chunk goes to lane i mod 8 and a row that is not used adds +0, so that neither
 * pieces nor blocks change a bit.
 */
export class BlockEvaluator {
  /** Of all losses but those with a way to their factors, which have programs of their own. */
  readonly #shared: BlockProgram;
  readonly #backend: Backend;
  readonly #sum: SumMethod;
  readonly #nans: NanPolicy;
  readonly #losses: readonly Running[];
  readonly #ruled: readonly Ruled[];

  /**
   * @param sum       how to sum
   * @param previous  an evaluator of the same losses over other types of column, to go on from in mid-chunk
   * @throws          E_CLASS_COUNT if class matrices or parameters per class differ in length
   */
  constructor(
    unbound: readonly RowLoss[],
    layouts: ColumnLayouts,
    policies: RowPolicies,
    backend: Backend,
    sum: SumMethod = 'kahan',
    previous?: BlockEvaluator,
  ) {
    const losses = unbound.map((loss) => boundTo(loss, layouts));
    const factors = sum === 'kahan';
    const kernels = losses.map((loss) => (factors ? factorKernelOf(loss, layouts, backend) : null));
    const sharing = losses.filter((_, i) => kernels[i] === null);
    const shared = compileLosses(sharing, layouts, backend, factors);
    this.#sum = sum;
    this.#nans = policies.nans;
    this.#shared = shared.program;
    this.#backend = backend;
    const rules = new Map<string, RowRules>();
    this.#losses = losses.map((loss, i) => {
      const key = JSON.stringify(loss.rule);
      const ruled = rules.get(key) ?? new RowRules(loss.rule, layouts, shared.program, policies, backend);
      rules.set(key, ruled);
      const kernel = kernels[i] ?? null;
      const at = kernel === null ? sharing.indexOf(loss) : 0;
      const compiled = kernel === null ? shared : compileLosses([loss], layouts, backend, factors);
      const before = previous === undefined ? undefined : previous.#losses[i];
      return runningLoss({ loss, layouts, backend, sum, compiled, at, rules: ruled, kernel, before });
    });
    this.#ruled = [...rules.values()].map((ruled) => ({
      rules: ruled,
      losses: this.#losses.filter((loss) => loss.rules === ruled),
    }));
  }

  /**
   * Adds the next rows of the chunk: rows [start, start + rows) of the columns.
   * @throws RowError, its row counted as the columns' are
   */
  add(columns: Columns, start: number, rows: number): void {
    const end = start + rows;
    const { blockRows } = this.#shared;
    for (let from = start; from < end; from += blockRows) {
      this.#addBlock(columns, from, Math.min(blockRows, end - from));
    }
  }

  /** The states of the chunk's rows so far, one per loss. */
  peek(): readonly LossState[] {
    return this.#losses.map((loss) => stateOf(loss, this.#sum, this.#nans));
  }

  /** The states of the chunk's rows, one per loss; the next chunk starts from zero. */
  take(): readonly LossState[] {
    const states = this.peek();
    for (const loss of this.#losses) {
      loss.rows = { ...emptyLossState.rows };
      loss.total?.reset();
      loss.weight?.reset();
      for (const reduction of loss.reductions) reduction.reset();
    }
    return states;
  }

  #addBlock(columns: Columns, from: number, count: number): void {
    this.#shared.run(columns, from, count);
    for (const { rules, losses } of this.#ruled) {
      let clean = false;
      for (const loss of losses) {
        loss.added = loss.shortcut !== null && loss.shortcut(columns, from, count);
        clean ||= loss.added;
      }
      if (clean) rules.pass();
      else rules.check(columns, from, count);
    }
    for (const loss of this.#losses) {
      if (loss.added) {
        loss.rows.used += count;
      } else {
        if (loss.program !== this.#shared) loss.program.run(columns, from, count);
        this.#addRows(loss, count, loss.rules.fates);
      }
    }
  }

  #addRows(loss: Running, count: number, fates: Uint8Array | null): void {
    const { rows, program, registers, total, weight, reductions } = loss;
    countFates(rows, fates, count);
    total?.add(count, fates);
    weight?.add(count, fates);
    for (const [i, reduction] of reductions.entries()) {
      const { weights, reduced } = registers;
      reduction.add({ inputs: reduced[i] ?? [], weights, count, fates });
    }
    rows.clipped += countClipped(registers.clampSites, program, this.#backend, count, fates);
    for (const { values, tolerance } of registers.probabilitySums) {
      rows.unnormalised += countUnnormalised(values, tolerance, this.#backend, count, fates);
    }
  }
}

interface LossParts {
  readonly loss: RowLoss;
  readonly layouts: ColumnLayouts;
  readonly backend: Backend;
  readonly sum: SumMethod;
  readonly compiled: LossProgram;
  /** Its place in the program. */
  readonly at: number;
  readonly rules: RowRules;
  readonly kernel: FactorKernel | null;
  readonly before: Running | undefined;
}

function runningLoss(parts: LossParts): Running {
  const { compiled, backend, sum, before, rules } = parts;
  const { program } = compiled;
  const registers = compiled.losses[parts.at];
  if (registers === undefined) throw new RangeError(`no loss ${parts.at} of ${compiled.losses.length}`);
  const { divisor } = registers;
  const sumOf = (values: SumRegisters, weights: Float64Array | null, from?: RunningSum | null) =>
    new RunningSum(values, weights, program.blockRows, backend, sum, from?.lanes);
  const total = registers.total && sumOf(registers.total, registers.weights, before?.total);
  const { reducers = [] } = parts.loss;
  const { classes } = program;
  const started = ({ start, startBlocks }: Reducer): Reduction =>
    startBlocks === undefined ? start(classes, sum) : startBlocks(backend, classes, sum);
  const reductions = before?.reductions ?? reducers.map(started);
  return {
    rules,
    program,
    registers,
    total,
    reductions,
    weight: divisor && sumOf(divisor.registers, divisor.weights, before?.weight),
    shortcut: shortcutOf(parts, registers, total),
    added: false,
    rows: before?.rows ?? { ...emptyLossState.rows },
  };
}

function shortcutOf(
  { loss, layouts, backend, compiled, kernel }: LossParts,
  { total: registers, clampSites }: LossRegisters,
  total: RunningSum | null,
): Shortcut | null {
  if (registers === null || total === null) return null;
  const { rest, factor } = registers;
  if (kernel !== null && factor !== null) {
    const { blockRows } = compiled.program;
    const factors = allocateRegister(backend, blockRows);
    const rests = allocateRegister(backend, kernel.hasRests ? blockRows : 0);
    const out = { factors, rests };
    return (columns, from, count) => {
      if (!kernel.run(out, columns, from, count)) return false;
      total.addFactors(factors, kernel.hasRests ? rests : null, count);
      return true;
    };
  }
  const byValue = rest !== null && factor === null && clampSites.length === 0;
  if (!byValue || !isCheckedByValue(loss, layouts)) return null;
  const roles = ruledRoles(loss, layouts);
  return (columns, _from, count) => allValid(columns, roles) && total.tryAdd(count);
}

function stateOf(
  { rows, total, weight, reductions }: Running,
  method: SumMethod,
  nans: NanPolicy,
): LossState {
  // Such a row stays out of the sum, and the value of all rows is no number for it.
  const propagated = nans === 'propagate' ? rows.nan + rows.infinite : 0;
  const specials = [total, weight, ...reductions].map((part) => part?.special ?? emptyLossState.special);
  const state: LossState = {
    rows: { ...rows },
    special: specials.reduce((sum, special) => addCounts(sum, special), {
      ...emptyLossState.special,
      nan: propagated,
    }),
    total: total?.sum ?? countTotal(0, method),
    weight: weight?.sum ?? countTotal(rows.used, method),
  };
  if (reductions.length === 0) return state;
  return { ...state, reduced: reductions.map((reduction) => reduction.state) };
}

function countFates(rows: Writable<RowCounts>, fates: Uint8Array | null, count: number): void {
  if (fates === null) {
    rows.used += count;
    return;
  }
  for (let i = 0; i < count; i++) rows[rowFates[fates[i]!] ?? 'used']++;
}
