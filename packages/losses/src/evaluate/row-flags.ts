import type { Backend } from '../backend/backend.ts';
import type { BlockProgram } from '../program/block-program.ts';
import type { ClampSite } from '../program/program.ts';

/** Counts rows that are used and flagged. */
function countUsed(flags: Uint8Array, count: number, fates: Uint8Array | null): number {
  let flagged = 0;
  for (let i = 0; i < count; i++) if (flags[i] === 1 && (fates === null || fates[i] === 0)) flagged++;
  return flagged;
}

function flagBelow(
  flags: Uint8Array,
  x: Float64Array,
  weight: Float64Array | null,
  { plus, floor }: ClampSite & { kind: 'below' },
  count: number,
  classes: number,
): void {
  for (let i = 0; i < count * classes; i++) {
    if (x[i]! + plus < floor && (weight === null || weight[i] !== 0)) flags[Math.floor(i / classes)] = 1;
  }
}

function flagEither(
  flags: Uint8Array,
  p: Float64Array,
  label: Float64Array,
  floor: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    if ((p[i]! < floor && label[i] !== 0) || (1 - p[i]! < floor && label[i] !== 1)) flags[i] = 1;
  }
}

/** Arguments between these are not clamped for certain; beside 1, a floor below 2⁻⁵² is too small to be seen. */
function harmless(site: ClampSite): [low: number, high: number] {
  const margin = Math.max(site.floor, 2 ** -52);
  if (site.kind === 'either') return [site.floor, 1 - margin];
  return site.plus === 0 ? [site.floor, Infinity] : [margin - 1, Infinity];
}

/** 1 for the rows of a block in which a logarithm's argument was raised to its floor; null if there is none. */
export function clippedRows(
  sites: readonly ClampSite[],
  program: BlockProgram,
  backend: Backend,
  count: number,
): Uint8Array | null {
  let flags: Uint8Array | undefined;
  for (const site of sites) {
    const classes = site.shape === 'matrix' ? program.classes : 1;
    const x = program.register(site.argument);
    if (backend.within(x, count * classes, ...harmless(site))) continue;
    flags ??= new Uint8Array(count);
    if (site.kind === 'either') flagEither(flags, x, program.register(site.label), site.floor, count);
    else
      flagBelow(flags, x, site.weight === null ? null : program.register(site.weight), site, count, classes);
  }
  return flags ?? null;
}

/** Counts the used rows of a block in which a logarithm's argument was raised to its floor. */
export function countClipped(
  sites: readonly ClampSite[],
  program: BlockProgram,
  backend: Backend,
  count: number,
  fates: Uint8Array | null,
): number {
  const flags = clippedRows(sites, program, backend, count);
  return flags === null ? 0 : countUsed(flags, count, fates);
}

/** 1 for the rows of a block whose sum is further from 1 than the tolerance; null if there is none. */
export function unnormalisedRows(
  sums: Float64Array,
  tolerance: number,
  backend: Backend,
  count: number,
): Uint8Array | null {
  if (backend.within(sums, count, 1 - tolerance, 1 + tolerance)) return null;
  return Uint8Array.from(sums.subarray(0, count), (sum) => (Math.abs(sum - 1) > tolerance ? 1 : 0));
}

/** Counts the used rows of a block whose sum is further from 1 than the tolerance. */
export function countUnnormalised(
  sums: Float64Array,
  tolerance: number,
  backend: Backend,
  count: number,
  fates: Uint8Array | null,
): number {
  const flags = unnormalisedRows(sums, tolerance, backend, count);
  return flags === null ? 0 : countUsed(flags, count, fates);
}
