import type { NumberType } from '../backend/backend.ts';
import type { OperationName } from '../expression/operation.ts';
import type {
  ClampSite,
  DifferenceType,
  Instruction,
  Program,
  ProgramConstant,
  RegisterShape,
  SumOutput,
} from './program.ts';

/** A value before registers are allotted: who makes it, and its shape. */
export interface Value {
  readonly shape: RegisterShape;
  readonly from:
    | { readonly kind: 'constant'; readonly values: readonly number[] }
    | { readonly kind: 'cast'; readonly role: string; readonly type: NumberType }
    | {
        readonly kind: 'difference' | 'squaredDifference';
        readonly roles: readonly [string, string];
        readonly type: DifferenceType;
      }
    | { readonly kind: 'operation'; readonly operation: OperationName; readonly inputs: readonly number[] };
}

const inputsOf = ({ from }: Value): readonly number[] => (from.kind === 'operation' ? from.inputs : []);

/** As `ClampSite`, with values in place of registers. */
export type Site = { readonly argument: number; readonly floor: number } & (
  | { readonly kind: 'below'; readonly weight: number | null; readonly plus: 0 | 1 }
  | { readonly kind: 'either'; readonly label: number }
);

/** As `SumOutput`, with values in place of registers. */
export interface Sum {
  readonly rest: number | null;
  readonly factor: SumOutput['factor'];
  readonly sites: readonly Site[];
}

/** What is compiled, before registers are allotted. */
export interface Draft {
  readonly values: readonly Value[];
  readonly sums: readonly Sum[];
  readonly outputs: readonly number[];
}

/** The values that are read after the last instruction. */
function keptValues({ sums, outputs }: Draft): readonly number[] {
  const summed = sums.flatMap(({ rest, factor, sites }) => [
    ...(rest === null ? [] : [rest]),
    ...(factor === null ? [] : [factor.register]),
    ...sites.flatMap((site) => [
      site.argument,
      site.kind === 'either' ? site.label : (site.weight ?? site.argument),
    ]),
  ]);
  return [...outputs, ...summed];
}

/** The square of a difference that nothing else needs is taken in the same pass. */
function fuseSquares(draft: Draft): readonly (Value | null)[] {
  const { values } = draft;
  const uses = new Map<number, number>();
  for (const value of [...values.flatMap(inputsOf), ...keptValues(draft)]) {
    uses.set(value, (uses.get(value) ?? 0) + 1);
  }
  const fused: (Value | null)[] = [...values];
  for (const [at, { from, shape }] of values.entries()) {
    if (from.kind !== 'operation' || from.operation !== 'square') continue;
    const [input = -1] = from.inputs;
    const difference = values[input]?.from;
    if (difference?.kind !== 'difference' || uses.get(input) !== 1) continue;
    fused[at] = { shape, from: { ...difference, kind: 'squaredDifference' } };
    fused[input] = null;
  }
  return fused;
}

function instructionOf(
  { from }: Value,
  registerOf: readonly number[],
  output: number,
): Instruction | undefined {
  if (from.kind === 'constant') return undefined;
  if (from.kind !== 'operation') return { ...from, output };
  return { ...from, inputs: from.inputs.map((input) => registerOf[input] ?? 0), output };
}

/** Gives each value a register; one whose value is used no more is used again, so that a block stays in the cache. */
export function allotRegisters(draft: Draft): Program {
  const values = fuseSquares(draft);
  const kept = new Set(keptValues(draft));
  const lastUse = new Map<number, number>();
  for (const [at, value] of values.entries()) {
    for (const input of value === null ? [] : inputsOf(value)) lastUse.set(input, at);
  }
  const registers: RegisterShape[] = [];
  const free: Record<RegisterShape, number[]> = { row: [], matrix: [] };
  const registerOf: number[] = [];
  const constants: ProgramConstant[] = [];
  const instructions: Instruction[] = [];
  for (const [at, value] of values.entries()) {
    if (value === null) continue;
    const { shape, from } = value;
    // Constants are filled once, before all instructions: they share with nobody.
    const reused = from.kind === 'constant' ? undefined : free[shape].pop();
    const register = reused ?? registers.push(shape) - 1;
    registerOf[at] = register;
    if (from.kind === 'constant') constants.push({ shape, register, values: from.values });
    const instruction = instructionOf(value, registerOf, register);
    if (instruction !== undefined) instructions.push(instruction);
    for (const input of new Set(inputsOf(value))) {
      const source = values[input];
      if (lastUse.get(input) !== at || kept.has(input) || !source || source.from.kind === 'constant')
        continue;
      free[source.shape].push(registerOf[input] ?? 0);
    }
  }
  const register = (value: number): number => registerOf[value] ?? 0;
  const siteOf = (site: Site): ClampSite => {
    const argument = register(site.argument);
    const shape = values[site.argument]?.shape ?? 'row';
    return site.kind === 'either'
      ? { ...site, argument, shape, label: register(site.label) }
      : { ...site, argument, shape, weight: site.weight === null ? null : register(site.weight) };
  };
  return {
    registers,
    constants,
    instructions,
    sums: draft.sums.map(({ rest, factor, sites }) => ({
      rest: rest === null ? null : register(rest),
      factor: factor && { ...factor, register: register(factor.register) },
      clampSites: sites.map(siteOf),
    })),
    outputs: draft.outputs.map(register),
  };
}
