// The page about the comparison, in Markdown.
import { differenceOf, notes, ulpsOf } from './differences.mjs';

const intro = `# Compared with scikit-learn and PyTorch

<!-- Written by \`npm run compare -- --write\`; change tools/compare instead. -->

Every loss and metric that we share with them, over the same 2,000 seeded rows, ordinary and hard; where neither has it, a few lines of NumPy or SciPy. All numbers are float64. With weights, PyTorch's values per row are averaged by Σw·l / Σw, for its own mean has no such divisor.`;

/** Padded, as the formatter pads tables. */
function table(heads, rows) {
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i].length)));
  const line = (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  return [heads, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n');
}

function differenceText(row) {
  const difference = differenceOf(row);
  if (Number.isNaN(difference)) return '–';
  return difference === 0 ? '0' : difference.toExponential(1);
}

function ulpsText(row) {
  const ulps = ulpsOf(row);
  return Number.isNaN(ulps) ? '–' : String(ulps);
}

const parametersText = (parameters) =>
  Object.entries(parameters)
    .map(([name, value]) => ` ${name}=${Array.isArray(value) ? value.join(',') : value}`)
    .join('');

const measureText = ({ measure, parameters }) => `${measure}${parametersText(parameters)}`;

const resultCells = (row) => [
  measureText(row),
  row.data,
  row.library,
  String(row.ours.value),
  String(row.theirs),
  differenceText(row),
  ulpsText(row),
];

/** A line per pair of measures: over how many data sets they agree up to rounding, and the largest difference there. */
function agreement(rows) {
  const pairs = new Map();
  for (const row of rows) {
    const key = `${measureText(row)} ${row.library}`;
    pairs.set(key, [...(pairs.get(key) ?? []), row]);
  }
  const lines = [...pairs.values()].map((pair) => {
    const same = pair.filter(({ note }) => note === '');
    const worst = same.toSorted((a, b) => differenceOf(b) - differenceOf(a))[0];
    return [
      measureText(pair[0]),
      pair[0].library,
      `${same.length} of ${pair.length}`,
      worst === undefined ? '–' : differenceText(worst),
      worst === undefined ? '–' : ulpsText(worst),
    ];
  });
  return table(
    ['ours', 'theirs', 'data sets that agree', 'largest relative difference there', 'in ulps'],
    lines,
  );
}

function differences(rows) {
  const differing = rows.filter(({ note }) => note !== '');
  const cells = differing.map((row) =>
    resultCells(row).concat(String(row.exact ?? '–'), row.note ?? 'NOT EXPLAINED'),
  );
  return table(
    ['ours', 'data', 'theirs', 'our value', 'their value', 'relative', 'ulps', 'exact', 'why'],
    cells,
  );
}

/** What nobody has run beside ours, so that its absence is no silence. */
function notCompared(rows, measures) {
  const compared = new Set(rows.map(({ measure }) => measure));
  const without = measures.filter((name) => !compared.has(name)).map((name) => `\`${name}\``);
  const alone =
    without.length === 0
      ? 'Every loss and metric of ours is in the tables here; where no library has it, beside a few lines.'
      : `Of ours, ${without.join(', ')} are not in the tables here.`;
  return `Keras and Optax were not run: what the catalogue says of their losses, name by name, is read from their documentation. ${alone} An ulp is the distance of two neighbouring doubles; beyond 100,000 of them the relative difference says more.`;
}

/** @returns the page, of rows with their notes, the versions of the other libraries by name, and the names of all we have */
export function pageOf(rows, versions, measures) {
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const used = notes.filter(({ name }) => rows.some(({ note }) => note === name));
  const same = rows.filter(({ note }) => note === '').length;
  return (
    [
      intro,
      `Versions: ${names.join(', ')}. Of ${rows.length} pairs of numbers ${same} agree up to rounding (1e-13); the others are explained here.`,
      '## Where they differ',
      used.map(({ name, text }) => `- **${name}**: ${text}`).join('\n'),
      differences(rows),
      '## Where they agree',
      agreement(rows),
      '## What is not compared here',
      notCompared(rows, measures),
      '## All numbers',
      table(
        ['ours', 'data', 'theirs', 'our value', 'their value', 'relative', 'ulps'],
        rows.map(resultCells),
      ),
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  );
}
