import { exactParts } from '../sums/exact-parts.ts';
import { addToGroups } from '../sums/group-cells.ts';
import { addToLanes } from '../sums/lanes.ts';
import { multiplyIntoLanes } from '../sums/log-products.ts';
import type { Backend } from './backend.ts';
import { plainCasts } from './plain-casts.ts';
import { plainChecks, within } from './plain-checks.ts';
import { plainDifferences, plainSquaredDifferences } from './plain-differences.ts';
import { plainBernoulliFactors, plainLabelFactors } from './plain-factors.ts';
import { plainLookUps } from './plain-look-ups.ts';
import { plainLogitFactors } from './plain-odds.ts';
import { plainOperations } from './plain-operations.ts';

/** The backend in plain TypeScript: loops over typed arrays, on any engine. */
export const plainBackend: Backend = {
  name: 'plain',
  allocate: (byteLength) => new Uint8Array(byteLength),
  casts: plainCasts,
  differences: plainDifferences,
  squaredDifferences: plainSquaredDifferences,
  operations: plainOperations,
  checks: plainChecks,
  bernoulliFactors: plainBernoulliFactors,
  labelFactors: plainLabelFactors,
  logitFactors: plainLogitFactors,
  lookUps: plainLookUps,
  addToGroups,
  within,
  addToLanes,
  exactParts,
  multiplyIntoLanes,
};
