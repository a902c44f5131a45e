import { ArrowError, openDump, surveyBatches } from '@offmark/arrow-ipc';
import type { Dump, Survey } from '@offmark/arrow-ipc';
import type { Measure } from '@offmark/losses';
import { findColumn } from '../columns.ts';
import { suggestionsFor } from './advice.ts';
import type { Suggestion } from './advice.ts';
import type { ChosenColumns } from './candidate.ts';
import { factsOf } from './column-facts.ts';
import type { ColumnFacts } from './column-facts.ts';
import { purposeOf } from './column-names.ts';
import type { Purpose } from './column-names.ts';
import { readSample } from './sample.ts';
import type { Sample } from './sample.ts';

/** A column of a dump. Plain data. */
export interface ColumnInspection {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  /** In the whole dump; null if its writer did not count them. */
  readonly nulls: number | null;
  readonly purpose: Purpose;
  /** What the first rows show; null if they hold no numbers that offmark reads. */
  readonly sample: ColumnFacts | null;
  /** Why there is no sample. */
  readonly problem: string | null;
}

/** What there is to know of a dump before it is evaluated. Plain data. */
export interface Inspection {
  readonly version: 1;
  readonly path: string;
  /** Dumps that the inputs stand for, of which this is the first. */
  readonly inputs: number;
  readonly format: Dump['format'];
  /** In bytes. */
  readonly size: number;
  readonly rows: number;
  readonly batches: number;
  readonly largestBatch: number;
  readonly compression: readonly string[];
  readonly endedBy: Dump['endedBy'];
  readonly trailingBytes: number;
  readonly columns: readonly ColumnInspection[];
  readonly suggestions: readonly Suggestion[];
}

interface SampledColumn {
  readonly inspection: ColumnInspection;
  readonly values: Sample | null;
}

function sampled(
  dump: Dump,
  survey: Survey,
  name: string,
): Pick<SampledColumn, 'values'> & { problem: string | null } {
  try {
    const layout = findColumn(dump.schema, name, dump.path);
    return { values: readSample(dump, survey.batchRows, layout), problem: null };
  } catch (error) {
    // Of a type or in a form that evaluation would refuse too, if it is asked for this column.
    if (!(error instanceof ArrowError)) throw error;
    const isType = error.code === 'E_COLUMN_TYPE';
    return { values: null, problem: isType ? 'no numbers' : `expected ${error.expected}, got ${error.got}` };
  }
}

function columnOf(dump: Dump, survey: Survey, index: number): SampledColumn {
  const field = dump.schema.fields[index];
  if (field === undefined) throw new RangeError(`no column ${index}`);
  const { name, type, nullable } = field;
  const { values, problem } = sampled(dump, survey, name);
  const sample = values === null ? null : factsOf(values);
  const nulls = survey.nulls[index] ?? null;
  return { inspection: { name, type, nullable, nulls, purpose: purposeOf(name), sample, problem }, values };
}

/**
 * Looks at a dump's metadata and its columns' first rows, and says which losses suit them.
 * @param paths   the dumps; the first is looked at
 * @param inputs  as a person named them, for the command to run
 * @param known   the losses that there are
 * @throws        what `openDump`, `surveyBatches` and `findColumn` throw
 */
export function inspectDump(
  paths: readonly [first: string, ...others: readonly string[]],
  inputs: readonly string[],
  chosen: ChosenColumns,
  known: readonly Measure[],
): Inspection {
  const [path] = paths;
  const dump = openDump(path);
  for (const name of [chosen.target, chosen.prediction]) {
    if (name !== undefined) findColumn(dump.schema, name, path);
  }
  const survey = surveyBatches(dump);
  const columns = dump.schema.fields.map((_, index) => columnOf(dump, survey, index));
  return {
    version: 1,
    path,
    inputs: paths.length,
    format: dump.format,
    size: dump.size,
    rows: survey.rowCount,
    batches: survey.batchRows.length,
    largestBatch: survey.batchRows.reduce((most, rows) => Math.max(most, rows), 0),
    compression: survey.codecs,
    endedBy: dump.endedBy,
    trailingBytes: dump.trailingBytes,
    columns: columns.map(({ inspection }) => inspection),
    suggestions: suggestionsFor(
      columns.flatMap(({ inspection: { sample, ...column }, values }) =>
        sample === null || values === null ? [] : [{ ...column, facts: sample, sample: values }],
      ),
      inputs,
      chosen,
      known,
    ),
  };
}
