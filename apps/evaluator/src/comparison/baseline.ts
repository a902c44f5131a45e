import { readFileSync } from 'node:fs';
import { nanPolicies } from '@offmark/losses';
import { inputError } from '../errors.ts';
import type { EvaluatedBy } from './plan-differences.ts';
import type { LossReport, Report, Slice, SliceGrouping } from '../result/report.ts';
import type { ReportedPlan, SliceValue } from '../result/report-sections.ts';
import { valueStates } from '../reports/words.ts';
import { systemText } from '../system-text.ts';

const nullPolicies = ['error', 'skip'] as const;

/** What is taken of a loss of an earlier report. */
export type BaselineLoss = Pick<LossReport, 'loss' | 'parameters' | 'prediction' | 'value' | 'state'>;

type BaselineSlice = Pick<Slice, 'key'> & { readonly losses: readonly BaselineLoss[] };

/** An earlier report, as far as it is compared with. */
export interface Baseline {
  readonly path: string | null;
  readonly started: string;
  readonly where?: string;
  readonly evaluatedBy: EvaluatedBy;
  readonly losses: readonly BaselineLoss[];
  readonly slices: readonly (Pick<SliceGrouping, 'by'> & { readonly slices: readonly BaselineSlice[] })[];
}

type Members = Readonly<Record<string, unknown>>;

/** Checks the members that are used, and says where one is not what it should be. */
class ReportReader {
  readonly #place: string;

  constructor(place: string) {
    this.#place = place;
  }

  refuse(where: string, expected: string, got: string): never {
    throw inputError('E_BASELINE', {
      place: this.#place,
      expected: where === '' ? expected : `${expected} as ${where}`,
      got,
      next: 'Name a report that --format json or --report json=… has written.',
    });
  }

  read(report: unknown, path: string | null): Baseline {
    const { version, result, provenance } = this.#members(report, '');
    if (version !== 1) {
      const got = version === undefined ? 'no version' : `version ${described(version)}`;
      this.refuse('', 'a report of version 1', got);
    }
    const { losses, slices, where } = this.#members(result, 'result');
    const { started, ...origin } = this.#members(provenance, 'provenance');
    return {
      path,
      started: this.#text(started, 'provenance.started'),
      evaluatedBy: this.#evaluatedBy(origin),
      ...(where === undefined ? {} : { where: this.#text(where, 'result.where') }),
      losses: this.#losses(losses, 'result.losses'),
      slices: slices === undefined ? [] : this.#list(slices, 'result.slices').map(this.#grouping),
    };
  }

  #evaluatedBy({ plan: told, verification, sum, inputs }: Members): EvaluatedBy {
    const verified = verification === undefined ? {} : this.#members(verification, 'provenance.verification');
    const plan = told ?? verified['plan'];
    const read = this.#list(inputs, 'provenance.inputs').map((input, i) => {
      const { path, rows } = this.#members(input, `provenance.inputs[${i}]`);
      if (typeof rows !== 'number') this.refuse(`provenance.inputs[${i}].rows`, 'a number', described(rows));
      return { path: this.#text(path, `provenance.inputs[${i}].path`), rows };
    });
    const known = { sum: this.#text(sum, 'provenance.sum'), inputs: read };
    return plan === undefined ? known : { ...known, plan: this.#plan(plan) };
  }

  #plan(plan: unknown): ReportedPlan {
    const { columns, classes, policies } = this.#members(plan, 'provenance.plan');
    const { nulls, nans } = this.#members(policies, 'provenance.plan.policies');
    return {
      columns: Object.fromEntries(
        Object.entries(this.#members(columns, 'provenance.plan.columns')).map(([role, name]) => {
          const where = `provenance.plan.columns.${role}`;
          return [role, Array.isArray(name) ? this.#texts(name, where) : this.#text(name, where)];
        }),
      ),
      ...(classes === undefined || classes === null
        ? {}
        : { classes: this.#texts(classes, 'provenance.plan.classes') }),
      policies: {
        nulls: this.#oneOf(nullPolicies, nulls, 'provenance.plan.policies.nulls'),
        nans: this.#oneOf(nanPolicies, nans, 'provenance.plan.policies.nans'),
      },
    };
  }

  #oneOf<T extends string>(known: readonly T[], value: unknown, where: string): T {
    const found = known.find((name) => name === value);
    return found ?? this.refuse(where, `one of ${known.join(', ')}`, described(value));
  }

  readonly #grouping = (grouping: unknown, at: number): Baseline['slices'][number] => {
    const where = `result.slices[${at}]`;
    const { by, slices } = this.#members(grouping, where);
    return {
      by: this.#list(by, `${where}.by`).map((name) => this.#text(name, `${where}.by`)),
      slices: this.#list(slices, `${where}.slices`).map((slice, i) => {
        const { key, losses } = this.#members(slice, `${where}.slices[${i}]`);
        return {
          key: this.#list(key, `${where}.slices[${i}].key`).map((value) => this.#sliceValue(value, where)),
          losses: this.#losses(losses, `${where}.slices[${i}].losses`),
        };
      }),
    };
  };

  #losses(losses: unknown, where: string): readonly BaselineLoss[] {
    return this.#list(losses, where).map((loss, i) => this.#loss(loss, `${where}[${i}]`));
  }

  #loss(of: unknown, where: string): BaselineLoss {
    const { loss, parameters, prediction, value, state } = this.#members(of, where);
    return {
      loss: this.#text(loss, `${where}.loss`),
      parameters: this.#members(parameters, `${where}.parameters`),
      ...(prediction === undefined ? {} : { prediction: this.#text(prediction, `${where}.prediction`) }),
      ...this.#value(value, state, where),
    };
  }

  #value(value: unknown, state: unknown, where: string): Pick<BaselineLoss, 'value' | 'state'> {
    const isValue = state === 'ok' ? typeof value === 'number' && Number.isFinite(value) : value === null;
    if (!isState(state)) this.refuse(`${where}.state`, 'a state', described(state));
    if (!isValue) {
      this.refuse(`${where}.value`, state === 'ok' ? 'a finite number' : 'null', described(value));
    }
    return { value: typeof value === 'number' ? value : null, state };
  }

  #sliceValue(value: unknown, where: string): SliceValue {
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value as SliceValue;
    return this.refuse(`${where} key`, 'a text, a number, true, false or null', described(value));
  }

  #members(value: unknown, where: string): Members {
    if (isMembers(value)) return value;
    return this.refuse(where, 'an object', described(value));
  }

  #list(value: unknown, where: string): readonly unknown[] {
    return Array.isArray(value) ? value : this.refuse(where, 'a list', described(value));
  }

  #texts(value: unknown, where: string): readonly string[] {
    return this.#list(value, where).map((text, i) => this.#text(text, `${where}[${i}]`));
  }

  #text(value: unknown, where: string): string {
    return typeof value === 'string' ? value : this.refuse(where, 'a text', described(value));
  }
}

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isState = (value: unknown): value is LossReport['state'] => valueStates.has(value);

/** A value in a few words: its text may be long, or anything. */
function described(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (isMembers(value)) return 'an object';
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function parse(path: string): unknown {
  const reader = new ReportReader(path);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return reader.refuse('', 'a report that can be read', systemText(error));
  }
  try {
    return JSON.parse(text);
  } catch {
    return reader.refuse(
      '',
      'a report in JSON',
      text === '' ? 'an empty file' : 'text that is not whole JSON',
    );
  }
}

/**
 * An earlier report to compare with, from a file or as it was returned.
 * @throws E_BASELINE
 */
export function readBaseline(report: string | Report): Baseline {
  return typeof report === 'string'
    ? new ReportReader(report).read(parse(report), report)
    : new ReportReader('baseline').read(report, null);
}
