import type { Provenance } from '../../result/report.ts';
import { numberCell, numberColumn, textColumn } from '../table.ts';
import type { Table } from '../table.ts';
import { html, nothing } from './html.ts';
import type { Html } from './html.ts';
import { headingHtml, tableHtml } from './table.ts';

function inputTable({ inputs }: Provenance): Table {
  return {
    title: 'Inputs',
    columns: [
      textColumn('input'),
      textColumn('format'),
      numberColumn('rows'),
      numberColumn('batches'),
      numberColumn('bytes'),
      textColumn('ended by'),
    ],
    rows: inputs.map(({ path, format, rows, batches, size, endedBy }) => [
      { text: path },
      { text: format },
      numberCell(rows, String(rows)),
      numberCell(batches, String(batches)),
      numberCell(size, size === null ? '' : String(size)),
      { text: endedBy },
    ]),
  };
}

function planFacts({
  plan: told,
  verification,
}: Provenance): readonly (readonly [name: string, value: string])[] {
  const plan = told ?? verification?.plan;
  if (plan === undefined) return [];
  const { columns, classes, policies } = plan;
  const names = Object.entries(columns).map(
    ([role, column]) => `${role} ${[column ?? []].flat().join(', ')}`,
  );
  return [
    ['columns', names.join('; ')],
    ...(classes === undefined || classes === null ? [] : [['classes', classes.join(', ')] as const]),
    ['policies', `nulls ${policies.nulls}, NaN ${policies.nans}`],
  ];
}

/** How this run came by its result. */
export function provenanceSection(provenance: Provenance): Html {
  const { job, offmark, sum, sumError, backend, workers, started, seconds, machine, baseline } = provenance;
  const facts = [
    ...(job === undefined ? [] : [['job', job]]),
    ['started', started],
    ['took', `${seconds} s with ${workers} ${workers === 1 ? 'worker' : 'workers'}`],
    ['offmark', `${offmark}, ${sum} sums, ${backend} backend`],
    ['error of a sum S', `at most ${sumError}`],
    ['machine', `Node ${machine.node}, ${machine.platform} ${machine.arch}, ${machine.cpus} CPUs`],
    ...planFacts(provenance),
    ...(baseline === undefined
      ? []
      : [
          ['baseline', `${baseline.path ?? 'a report'}, started ${baseline.started}`],
          ...(baseline.differences ?? []).map(({ what, baseline: before, now }) => [
            `${what} of the baseline`,
            `${before}, now ${now}`,
          ]),
        ]),
  ];
  const list = facts.map(
    ([name = '', value = '']) =>
      html`<dt>${name}</dt>
        <dd>${value}</dd>`,
  );
  const inputs = provenance.inputs.length === 0 ? nothing : tableHtml(inputTable(provenance));
  return html`<section>
    ${headingHtml('Provenance')}${inputs}
    <div class="frame">
      <div class="card"><dl>${list}</dl></div>
    </div>
  </section> `;
}
