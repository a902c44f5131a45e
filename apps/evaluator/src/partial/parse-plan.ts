import { nanPolicies, sumMethods } from '@offmark/losses';
import type { Measure } from '@offmark/losses';
import { OffmarkError, inputError } from '../errors.ts';
import { causePlanOf } from '../causes/asked-causes.ts';
import type { AskedCauses } from '../causes/asked-causes.ts';
import { lossOf } from '../loss-spec.ts';
import type { LossSpec } from '../loss-spec.ts';
import { rules } from '../options.ts';
import type { AskedSlices } from '../slices/asked-slices.ts';
import { slicePlanOf } from '../slices/asked-slices.ts';
import type { PartialPlan } from './partial-state.ts';
import type { StateReader } from './state-reader.ts';

/** Reads what was asked of the rows. */
export function parsePlan(read: StateReader, value: unknown, known: readonly Measure[]): PartialPlan {
  const fields = read.fields(value, 'plan');
  const { losses, columns, classes, policies, sum, where, slices, predictions, causes } = fields;
  const { target, prediction, ...more } = read.fields(columns, 'plan.columns');
  const { nulls, nans } = read.fields(policies, 'plan.policies');
  const names = {
    target: read.text(target, 'plan.columns.target'),
    prediction: read.text(prediction, 'plan.columns.prediction'),
    ...Object.fromEntries(
      Object.entries(more).map(([role, name]) => [role, read.text(name, `plan.columns.${role}`)]),
    ),
  };
  const several = predictions === undefined ? null : parsePredictions(read, predictions, names.prediction);
  const plan: PartialPlan = {
    losses: read
      .list(losses, 'plan.losses')
      .map((loss, i) => parseLoss(read, loss, `plan.losses[${i}]`, known)),
    columns: names,
    classes: classes === null ? null : textsOf(read, classes, 'plan.classes'),
    policies: {
      nulls: read.oneOf(nulls, ['error', 'skip'], 'plan.policies.nulls'),
      nans: read.oneOf(nans, nanPolicies, 'plan.policies.nans'),
    },
    sum: read.oneOf(sum, sumMethods, 'plan.sum'),
    where: where === null ? null : read.text(where, 'plan.where'),
    slices: slices === null ? null : parseSlices(read, slices, several?.length ?? 1),
    ...(several === null ? {} : { predictions: several }),
  };
  return causes === undefined ? plan : { ...plan, causes: parseCauses(read, causes, plan, known) };
}

function parsePredictions(read: StateReader, value: unknown, first: string): readonly string[] {
  const member = 'plan.predictions';
  const names = textsOf(read, value, member);
  const areDistinct = names.length > 1 && names[0] === first && new Set(names).size === names.length;
  return areDistinct ? names : read.refuse(member, `${first} and others, each once`, names.join(', '));
}

/** Reads what is asked of single rows, by the rules of the options that asked for it. */
function parseCauses(
  read: StateReader,
  value: unknown,
  { losses, policies }: PartialPlan,
  known: readonly Measure[],
): AskedCauses {
  const member = 'plan.causes';
  const fields = read.fields(value, member);
  const { worst, show, listBad, histogram, calibration } = fields;
  checkRules(read, fields, member, ['worst', 'listBad', 'histogram', 'calibration']);
  const asked: AskedCauses = {
    worst: worst === null ? null : read.count(worst, `${member}.worst`),
    show: textsOf(read, show, `${member}.show`),
    listBad: listBad === null ? null : read.count(listBad, `${member}.listBad`),
    histogram:
      histogram === null || histogram === true ? histogram : textsOf(read, histogram, `${member}.histogram`),
    calibration: calibration === null ? null : read.count(calibration, `${member}.calibration`),
  };
  const bound = losses.map((loss) => lossOf(loss, known));
  checkGoesTogether(read, member, () => causePlanOf(asked, bound, policies));
  return asked;
}

/** Checks each of the options that is given by its rule. */
function checkRules(
  read: StateReader,
  fields: Readonly<Record<string, unknown>>,
  member: string,
  names: readonly (keyof typeof rules)[],
): void {
  for (const name of names) {
    const { expected, accepts } = rules[name];
    if (!(fields[name] === null || accepts(fields[name])))
      read.refuse(`${member}.${name}`, expected, fields[name]);
  }
}

function checkGoesTogether(read: StateReader, member: string, plan: () => unknown): void {
  try {
    plan();
  } catch (error) {
    if (!(error instanceof OffmarkError)) throw error;
    read.refuse(member, error.expected, error.got);
  }
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
function parseSlices(read: StateReader, value: unknown, predictions: number): AskedSlices {
  const member = 'plan.slices';
  const fields = read.fields(value, member);
  const { by, bins, maxSlices, top, confidence, cluster, baseline } = fields;
  checkRules(read, fields, member, ['by', 'bins', 'maxSlices', 'top', 'confidence', 'cluster']);
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
    ...(baseline === undefined ? {} : { baseline: read.count(baseline, `${member}.baseline`) }),
  };
  if (asked.baseline !== undefined && !(predictions > 1 && asked.baseline < predictions))
    read.refuse(`${member}.baseline`, 'the place of one of several predictions', asked.baseline);
  checkGoesTogether(read, member, () => slicePlanOf(asked));
  return asked;
}

function textsOf(read: StateReader, value: unknown, member: string): readonly string[] {
  return read.list(value, member).map((text, i) => read.text(text, `${member}[${i}]`));
}
