import { measures } from '@offmark/losses';
import type { LossReport } from '../../result/report.ts';
import type { LossComparison } from '../../result/report-sections.ts';
import { changeCell, comparisonOf } from '../comparison-table.ts';
import {
  boundsOf,
  countText,
  intervalText,
  intervalTitle,
  lossText,
  missingWords,
  shortNumber,
} from '../words.ts';
import { html, nothing } from './html.ts';
import type { Html } from './html.ts';

function valueHtml(loss: LossReport): Html {
  const [word, why] = missingWords(loss) ?? [];
  if (word === undefined || why === undefined) return html`<p class="value">${shortNumber(loss.value)}</p>`;
  return html`<p class="value none bad">${word}</p>
    <p>${why}</p>`;
}

function changeHtml(compared: LossComparison | undefined): Html {
  if (compared === undefined) return nothing;
  const { verdict, reason } = compared;
  if (verdict === null) return html`<p class="warn">${reason ?? ''}</p>`;
  const { text, tone } = changeCell(compared);
  return html`<p>
    <span class="pill ${tone ?? 'dim'}">${text}</span> ${verdict}${verdict === 'same' ? ' as' : ' than'} the
    baseline
  </p>`;
}

function surenessHtml(loss: LossReport): Html {
  const bounds = boundsOf(loss);
  const lines = [
    ...(bounds === undefined ? [] : [html`<p>within ${intervalText(bounds)}</p>`]),
    ...(loss.interval === undefined
      ? []
      : [
          html`<p>
            ${intervalText(loss.interval)} <span class="soft">${intervalTitle(loss.interval)}</span>
          </p>`,
        ]),
  ];
  return html`${lines}`;
}

function lossCard(loss: LossReport, compared: LossComparison | undefined): Html {
  const summary = measures.find(({ name }) => name === loss.loss)?.summary ?? '';
  return html`<article class="card">
    <h3>${lossText(loss)}</h3>
    ${valueHtml(loss)}${surenessHtml(loss)}${changeHtml(compared)}
    <p class="summary">${summary === '' ? '' : `${summary} `}${countText(loss.rows.used)}.</p>
  </article> `;
}

/** Each loss as a card: its value, how sure it is, and how it changed. */
export function lossCards(losses: readonly LossReport[], compared: readonly LossComparison[] = []): Html {
  return html`<div class="cards">
    ${losses.map((loss) => lossCard(loss, comparisonOf(loss, compared)))}
  </div> `;
}
