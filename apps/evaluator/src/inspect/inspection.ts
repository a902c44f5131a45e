import { ArrowError, fieldsInside, openDump, surveyBatches } from '@offmark/arrow-ipc';
import type { Dump, Survey } from '@offmark/arrow-ipc';
import type { Measure } from '@offmark/losses';
import { findColumn } from '../inputs/columns.ts';
import { suggestionsFor } from './advice.ts';
import type { Suggestion } from './advice.ts';
import { withoutMembers } from './candidate.ts';
import type { ChosenColumns } from './candidate.ts';
import { factsOf } from './column-facts.ts';
import type { ColumnFacts } from './column-facts.ts';
import { purposeOf } from './column-names.ts';
import type { Purpose } from './column-names.ts';
import { inspectedNames } from './inspected-names.ts';
import type { InspectedName } from './inspected-names.ts';
import { readSample } from './sample.ts';
import type { Sample } from './sample.ts';

/** A column of a dump, a field inside one, or columns side by side as one. Plain data. */
export interface ColumnInspection {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  /** In the whole dump; null if neither its writer counted them nor the sample is all of it. */
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
    const layout = findColumn(dump.schema, name, dump.path, 'numbers or texts');
    return { values: readSample(dump, survey.batchRows, layout), problem: null };
  } catch (error) {
    // Of a type or in a form that evaluation would refuse too, if it is asked for this column.
    if (!(error instanceof ArrowError)) throw error;
    const isType = error.code === 'E_COLUMN_TYPE';
    return {
      values: null,
      problem: isType ? 'no numbers, no texts' : `expected ${error.expected}, got ${error.got}`,
    };
  }
}

function columnOf(dump: Dump, survey: Survey, { name, field, index, members }: InspectedName): SampledColumn {
  const { values, problem } = sampled(dump, survey, name);
  const sample = values === null ? null : factsOf(values);
  const isWhole = sample !== null && sample.rows === survey.rowCount;
  const counted = index === null ? null : (survey.nulls[index] ?? null);
  const inspection = {
    name,
    type: field?.type ?? `${members.length} columns`,
    nullable: field?.nullable ?? true,
    nulls: isWhole ? sample.nulls : counted,
    purpose: purposeOf(name),
    sample,
    problem: field !== null && fieldsInside(field).length > 0 ? 'its fields follow' : problem,
  };
  return { inspection, values };
}

/** Columns whose numbers have gaps, or that are no numbers, are no classes side by side. */
function isShown({ field }: InspectedName, { values }: SampledColumn): boolean {
  return field !== null || values !== null;
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
    if (name !== undefined) findColumn(dump.schema, name, path, 'numbers or texts');
  }
  const survey = surveyBatches(dump);
  const names = inspectedNames(dump.schema);
  const columns = names.flatMap((name) => {
    const column = columnOf(dump, survey, name);
    return isShown(name, column) ? [column] : [];
  });
  const candidates = columns.flatMap(({ inspection: { sample, ...column }, values }) =>
    sample === null || values === null ? [] : [{ ...column, facts: sample, sample: values }],
  );
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
    suggestions: suggestionsFor(withoutMembers(candidates, names, chosen), inputs, chosen, known),
  };
}
