import { nanPolicies, sumMethods } from '@offmark/losses';
import type { Measure } from '@offmark/losses';
import { OffmarkError, inputError } from '../errors.ts';
import { lossOf } from '../loss-spec.ts';
import type { LossSpec } from '../loss-spec.ts';
import { rules } from '../options.ts';
import type { AskedSlices } from '../slices/asked-slices.ts';
import { slicePlanOf } from '../slices/asked-slices.ts';
import type { PartialPlan } from './partial-state.ts';
import type { StateReader } from './state-reader.ts';

/** Reads what was asked of the rows. */
export function parsePlan(read: StateReader, value: unknown, known: readonly Measure[]): PartialPlan {
  const { losses, columns, classes, policies, sum, where, slices } = read.fields(value, 'plan');
  const { target, prediction, ...more } = read.fields(columns, 'plan.columns');
  const { nulls, nans } = read.fields(policies, 'plan.policies');
  return {
    losses: read
      .list(losses, 'plan.losses')
      .map((loss, i) => parseLoss(read, loss, `plan.losses[${i}]`, known)),
    columns: {
      target: read.text(target, 'plan.columns.target'),
      prediction: read.text(prediction, 'plan.columns.prediction'),
      ...Object.fromEntries(
        Object.entries(more).map(([role, name]) => [role, read.text(name, `plan.columns.${role}`)]),
      ),
    },
    classes: classes === null ? null : textsOf(read, classes, 'plan.classes'),
    policies: {
      nulls: read.oneOf(nulls, ['error', 'skip'], 'plan.policies.nulls'),
      nans: read.oneOf(nans, nanPolicies, 'plan.policies.nans'),
    },
    sum: read.oneOf(sum, sumMethods, 'plan.sum'),
    where: where === null ? null : read.text(where, 'plan.where'),
    slices: slices === null ? null : parseSlices(read, slices),
  };
}

function parseLoss(read: StateReader, value: unknown, member: string, known: readonly Measure[]): LossSpec {
  const { name, parameters } = read.fields(value, member);
  const spec = {
    name: read.text(name, `${member}.name`),
    parameters: read.fields(parameters, `${member}.parameters`),
  };
  try {
    lossOf(spec, known);
  } catch (error) {
    if (!(error instanceof OffmarkError)) throw error;
    if (error.code !== 'E_LOSS_UNKNOWN') read.refuse(member, error.expected, error.got);
    throw inputError(error.code, {
      place: `${read.path}, ${member}`,
      expected: 'a loss of the catalogue or of --losses-from',
      got: spec.name,
      next: 'A loss of your own needs --losses-from with its module here too.',
    });
  }
  return spec;
}

/** Reads how rows were grouped, by the rules of the options that asked for it. */
function parseSlices(read: StateReader, value: unknown): AskedSlices {
  const member = 'plan.slices';
  const fields = read.fields(value, member);
  const { by, bins, maxSlices, top, confidence, cluster } = fields;
  for (const name of ['by', 'bins', 'maxSlices', 'top', 'confidence', 'cluster'] as const) {
    const { expected, accepts } = rules[name];
    if (!(fields[name] === null || accepts(fields[name])))
      read.refuse(`${member}.${name}`, expected, fields[name]);
  }
  const asked: AskedSlices = {
    by: read.list(by, `${member}.by`).map((columns, i) => textsOf(read, columns, `${member}.by[${i}]`)),
    bins: Object.fromEntries(
      Object.entries(read.fields(bins, `${member}.bins`)).map(([column, edges]) => [
        column,
        read.list(edges, `${member}.bins.${column}`).map(Number),
      ]),
    ),
    maxSlices: read.count(maxSlices, `${member}.maxSlices`),
    top: top === null ? null : read.count(top, `${member}.top`),
    confidence: confidence === null ? null : Number(confidence),
    cluster: cluster === null ? null : read.text(cluster, `${member}.cluster`),
  };
  try {
    slicePlanOf(asked);
  } catch (error) {
    if (!(error instanceof OffmarkError)) throw error;
    read.refuse(member, error.expected, error.got);
  }
  return asked;
}

function textsOf(read: StateReader, value: unknown, member: string): readonly string[] {
  return read.list(value, member).map((text, i) => read.text(text, `${member}[${i}]`));
}
