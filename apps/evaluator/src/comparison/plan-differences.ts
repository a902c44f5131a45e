import type { Provenance } from '../result/report.ts';
import type { PlanDifference, ReportedPlan } from '../result/report-sections.ts';

/** What a report was evaluated by; `plan` is missing in reports that do not tell it. */
export interface EvaluatedBy {
  readonly plan?: ReportedPlan;
  readonly sum: string;
  readonly inputs: readonly Pick<Provenance['inputs'][number], 'path' | 'rows'>[];
}

/** What is compared, in words that can be read side by side. */
type Facts = Readonly<Record<string, string>>;

const namesText = (names: string | readonly string[]): string =>
  typeof names === 'string' ? names : names.join(', ');

/** All inputs if they are few. */
function inputsText(inputs: EvaluatedBy['inputs']): string {
  const rows = inputs.reduce((sum, input) => sum + input.rows, 0);
  const what = inputs.length <= 2 ? inputs.map(({ path }) => path).join(', ') : `${inputs.length} inputs`;
  return `${what} of ${rows} rows`;
}

function planFacts({ columns, classes, policies }: ReportedPlan): Facts {
  return {
    ...Object.fromEntries(
      Object.entries(columns).map(([role, names]) => [`${role} column`, namesText(names)]),
    ),
    ...(classes === undefined ? {} : { classes: classes.join(', ') }),
    'policy of nulls': policies.nulls,
    'policy of NaN': policies.nans,
  };
}

/** What an earlier report was evaluated by that now is another: numbers differ for it, not for the model alone. */
export function planDifferences(now: EvaluatedBy, then: EvaluatedBy): readonly PlanDifference[] {
  const unknown = now.plan !== undefined && then.plan === undefined;
  const [ours, theirs]: readonly [Facts, Facts] =
    now.plan === undefined || then.plan === undefined
      ? [{}, {}]
      : [planFacts(now.plan), planFacts(then.plan)];
  const a: Facts = { ...ours, sum: now.sum, inputs: inputsText(now.inputs) };
  const b: Facts = { ...theirs, sum: then.sum, inputs: inputsText(then.inputs) };
  const differences = Object.keys({ ...a, ...b })
    .filter((what) => a[what] !== b[what])
    .map((what) => ({ what, baseline: b[what] ?? 'none', now: a[what] ?? 'none' }));
  const columns = { what: 'columns and policies', baseline: 'not told', now: 'told' };
  return unknown ? [columns, ...differences] : differences;
}
