import { createHash } from 'node:crypto';
import type { Report, Result } from '../../result/report.ts';
import type { GateResult } from '../../result/report-sections.ts';
import { badTable, worstTable } from '../cause-tables.ts';
import { comparisonTable } from '../comparison-table.ts';
import { detailTables } from '../detail-tables.ts';
import { gateSummary, gateTable } from '../gate-table.ts';
import { lossTable } from '../loss-table.ts';
import { sliceTables } from '../slice-table.ts';
import { countText } from '../words.ts';
import { calibrationChart } from './calibration-chart.ts';
import { histogramChart } from './histogram-chart.ts';
import { Html, html, nothing } from './html.ts';
import { residualChart } from './residual-chart.ts';
import { ledgerSection } from './ledger-bar.ts';
import { lossCards } from './loss-cards.ts';
import { provenanceSection } from './provenance-list.ts';
import { script } from './script.ts';
import { sliceChart } from './slice-chart.ts';
import { stylesheet } from './stylesheet.ts';
import { headingHtml, tableHtml, tableSection } from './table.ts';

/** Nothing but our own style and script, and nothing from elsewhere. */
function contentPolicy(): string {
  const [style, code] = [stylesheet, script].map(
    (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
  return `default-src 'none'; style-src ${style}; script-src ${code}; base-uri 'none'; form-action 'none'`;
}

function verdict(gates: readonly GateResult[] | undefined): Html {
  if (gates === undefined) return nothing;
  const status = (['fail', 'warn', 'pass'] as const).find((worst) =>
    gates.some(({ status }) => status === worst),
  );
  const tone = { fail: 'bad', warn: 'warn', pass: 'good' }[status ?? 'pass'];
  return html`<p class="verdict ${tone}">Gates: ${gateSummary(gates)}</p>`;
}

function header({ result, provenance }: Report): Html {
  const { inputs } = provenance;
  const what = inputs.length === 1 ? (inputs[0]?.path ?? '') : `${inputs.length} inputs`;
  return html`<header>
    <p class="brand">offmark report</p>
    <h1>${what}</h1>
    <p class="soft">${countText(result.rows.read)} · ${provenance.started}</p>
    ${result.where === undefined ? nothing : html`<p class="soft">where ${result.where}</p>`}
    ${verdict(result.gates)}
  </header> `;
}

function sliceSections(result: Result): readonly Html[] {
  const tables = sliceTables(result);
  return (result.slices ?? []).flatMap((grouping, i) => {
    const table = tables[i];
    if (table === undefined) return [];
    const charts = result.losses.map((loss, at) => sliceChart(grouping, loss, at));
    return [
      html`<section>
        ${headingHtml(table.title, table.note)}${tableHtml(table)}
        <div class="charts">${charts}</div>
      </section> `,
    ];
  });
}

function causeSection({ calibration = [], histograms = [] }: Result): Html {
  const drawn = calibration.filter(({ bins }) => bins.length > 0);
  const curves = drawn.map((curve) =>
    curve.bins.some(({ error }) => error !== undefined) ? residualChart(curve) : calibrationChart(curve),
  );
  const charts = [...curves, ...histograms.map(histogramChart)];
  if (charts.length === 0) return nothing;
  return html`<section>
    ${headingHtml('Where the loss comes from')}
    <div class="charts">${charts}</div>
  </section> `;
}

/** What losses tell beside their values, in small tables side by side. */
function detailSection({ losses, classes = [] }: Result): Html {
  const tables = losses.flatMap((loss) => detailTables(loss, classes));
  if (tables.length === 0) return nothing;
  const figures = tables.map(
    (table) =>
      html`<figure class="chart">
        <figcaption>${table.title}</figcaption>
        ${tableHtml(table)}
      </figure> `,
  );
  return html`<section>
    ${headingHtml('Details')}
    <div class="charts">${figures}</div>
  </section> `;
}

function body(report: Report): Html {
  const { result, provenance } = report;
  const { losses, comparison, gates, worst = [], badValues } = result;
  return html`${header(report)}
    <main>
      ${gates === undefined ? nothing : tableSection(gateTable(gates))}
      <section>
        ${headingHtml('Losses')}${lossCards(losses, comparison?.losses)}
        <details>
          <summary>All digits</summary>
          ${tableHtml(lossTable(losses))}
        </details>
      </section>
      ${comparison === undefined ? nothing : tableSection(comparisonTable(comparison, losses, provenance.baseline?.differences))}
      ${ledgerSection(losses, result.rows.read)} ${sliceSections(result)}${causeSection(result)}
      ${detailSection(result)}${worst.map((rows) => tableSection(worstTable(rows)))}${badValues === undefined ? nothing : tableSection(badTable(badValues))}
      ${provenanceSection(provenance)}
    </main> `;
}

/** The report as one page that needs nothing else: no request, no script to read it, in light and dark and on paper. */
export function htmlReport(report: Report): string {
  // Not a byte more than what the policy's digests are of.
  const style = new Html(`<style>${stylesheet}</style>`);
  const code = new Html(`<script>${script}</script>`);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${contentPolicy()}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>offmark report</title>
        ${style}
      </head>
      <body>
        ${body(report)} ${code}
      </body>
    </html> `.text;
}
