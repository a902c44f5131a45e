/** Light and dark as the reader's system has it; nothing is loaded from elsewhere. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --ink: #1b1f27; --soft: #5c6675; --line: #dfe3ea; --bar: #e8ebf1;
  --accent: #3056d3; --good: #13733f; --bad: #b3261e; --warn: #8a5a00;
  --good-soft: #e2f4e9; --bad-soft: #fce8e6; --warn-soft: #fdf1d7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12151b; --card: #1b2029; --ink: #e8ebf1; --soft: #9aa5b5; --line: #303846; --bar: #2a313d;
    --accent: #8ea8ff; --good: #6fd49a; --bad: #ff9389; --warn: #f2c266;
    --good-soft: #17352a; --bad-soft: #401f1f; --warn-soft: #3a2f17;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 76rem; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
}
h1 { margin: 0; font-size: 1.6rem; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 0.75rem; font-size: 1.15rem; overflow-wrap: anywhere; }
h2 small { margin-left: 0.5rem; color: var(--soft); font-weight: normal; font-size: 0.9rem; }
h3 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
p { margin: 0.35rem 0; }
.soft { color: var(--soft); }
.brand { color: var(--soft); font-size: 0.85rem; letter-spacing: 0.06em; text-transform: uppercase; }
.verdict { display: inline-block; margin-top: 0.75rem; padding: 0.3rem 0.8rem; border-radius: 2rem; font-weight: 600; }
.pill { display: inline-block; padding: 0 0.55rem; border-radius: 1rem; font-weight: 600; font-size: 0.85em; }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); } .dim { color: var(--soft); }
.pill.good, .verdict.good { background: var(--good-soft); }
.pill.bad, .verdict.bad { background: var(--bad-soft); }
.pill.warn, .verdict.warn { background: var(--warn-soft); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); gap: 0.9rem; }
.card { padding: 1rem 1.1rem; border: 1px solid var(--line); border-radius: 0.75rem; background: var(--card); min-width: 0; }
.card .value { margin: 0.2rem 0 0; font-size: 1.9rem; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.card .none { font-size: 1.1rem; }
.card .summary { color: var(--soft); font-size: 0.87rem; }
.frame { overflow-x: auto; border: 1px solid var(--line); border-radius: 0.75rem; background: var(--card); }
.frame + .frame, .frame + .charts { margin-top: 0.9rem; }
.chart .frame { margin-top: 0.6rem; border-radius: 0.5rem; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.45rem 0.8rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); max-width: 26rem; overflow-wrap: break-word; }
tbody tr:last-child td { border-bottom: 0; }
tfoot td { border-top: 1px solid var(--line); border-bottom: 0; }
tbody tr:hover td { background: var(--page); }
th { color: var(--soft); font-size: 0.85rem; font-weight: 600; vertical-align: bottom; }
th.number, td.number { text-align: right; white-space: nowrap; }
th button { all: unset; cursor: pointer; }
th.text button { min-width: 4rem; overflow-wrap: anywhere; }
th button::after { content: '↕' / ''; margin-left: 0.3rem; opacity: 0.45; }
th[aria-sort='ascending'] button::after { content: '↑' / ''; opacity: 1; }
th[aria-sort='descending'] button::after { content: '↓' / ''; opacity: 1; }
th button:hover { color: var(--ink); }
th button:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 0.9rem; }
.chart { margin: 0; padding: 1rem 1.1rem; border: 1px solid var(--line); border-radius: 0.75rem; background: var(--card); min-width: 0; overflow-x: auto; }
.chart svg { display: block; width: 100%; min-width: 22rem; height: auto; margin: 0.5rem 0 0.25rem; }
figcaption { font-weight: 600; overflow-wrap: anywhere; }
figcaption small { color: var(--soft); font-weight: normal; }
svg text { fill: var(--soft); font: 11px system-ui, sans-serif; }
svg .bar { fill: var(--accent); } svg .bar:hover { opacity: 0.75; }
svg .axis, svg .whisker { stroke: var(--soft); } svg .guide { stroke: var(--soft); stroke-dasharray: 4 4; fill: none; }
svg .axis { opacity: 0.5; }
svg .curve { stroke: var(--accent); fill: none; stroke-width: 2; } svg .dot { fill: var(--accent); }
svg .whisker { stroke-width: 2; opacity: 0.6; }
svg .fate-0 { fill: var(--accent); } svg .fate-1 { fill: var(--warn); } svg .fate-2 { fill: var(--bad); }
svg .fate-3 { fill: var(--soft); } svg .rest { fill: var(--bar); }
.ledger { margin-top: 0.5rem; } .ledger svg { display: block; width: 100%; height: 0.8rem; border-radius: 0.4rem; }
.ledger p { font-size: 0.9rem; }
details { margin-top: 0.5rem; } summary { color: var(--soft); cursor: pointer; font-size: 0.87rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.3rem 1.25rem; margin: 0; }
dt { color: var(--soft); } dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  body { padding: 1.25rem 0.75rem 3rem; }
  th, td { padding: 0.4rem 0.55rem; }
  dl { grid-template-columns: 1fr; } dd { margin-bottom: 0.4rem; }
}
@media print {
  :root { color-scheme: light; --page: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --bar: #ddd;
    --accent: #3056d3; --good: #13733f; --bad: #b3261e; --warn: #8a5a00;
    --good-soft: #fff; --bad-soft: #fff; --warn-soft: #fff; }
  body { max-width: none; padding: 0; font-size: 11px; }
  .card, .chart, tr { break-inside: avoid; } h2 { break-after: avoid; } .frame { overflow: visible; }
  th button::after { content: none !important; }
}
`;
