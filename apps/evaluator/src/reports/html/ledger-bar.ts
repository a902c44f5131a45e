import type { LossReport, RowLedger } from '../../result/report.ts';
import { metFates } from '../ledger.ts';
import { countText, lossText } from '../words.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { headingHtml } from './table.ts';

const whole = 1000;
/** So many fates have a colour of their own; the others share the last. */
const colours = 4;

/** The rows of a loss as a bar: the used ones, and what became of the others. */
function ledgerBar(title: string, rows: RowLedger): Html {
  const fates = metFates(rows);
  let from = 0;
  const parts = fates.map(([, words, count], i) => {
    const x = from;
    const part = rows.read === 0 ? 0 : (count / rows.read) * whole;
    from += part;
    return html`<rect class="fate-${Math.min(i, colours - 1)}" x="${x}" y="0" width="${part}" height="10"
      ><title>${words}: ${countText(count)}</title></rect
    >`;
  });
  const text = fates.map(([, words, count]) => `${count} ${words}`).join(' + ');
  return html`<div class="ledger">
    <p>${title === '' ? '' : `${title}: `}${rows.read} = ${text}</p>
    <svg viewBox="0 0 ${whole} 10" preserveAspectRatio="none" role="img" aria-label="${text}">
      <rect class="rest" x="0" y="0" width="${whole}" height="10" />
      ${parts}
    </svg>
  </div> `;
}

/** What became of the rows; one bar where it is the same for all losses. */
export function ledgerSection(losses: readonly LossReport[], read: number): Html {
  const distinct = new Map(losses.map((loss) => [JSON.stringify(metFates(loss.rows)), loss]));
  const bars = [...distinct].map(([key, { rows }]) => {
    const names = losses.filter((loss) => JSON.stringify(metFates(loss.rows)) === key).map(lossText);
    return ledgerBar(distinct.size === 1 ? '' : names.join(', '), rows);
  });
  return html`<section>
    ${headingHtml('Rows', countText(read))}
    <div class="card">${bars}</div>
  </section> `;
}
