import type { Report } from '../result/report.ts';

/** Values so deep are written whole: a report's slices are lists of them, in which no one value is long. */
const wholeDepth = 5;

function* membersOf(value: object): Generator<readonly [label: string, member: unknown]> {
  if (Array.isArray(value)) {
    for (const item of value) yield ['', item];
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) yield [`${JSON.stringify(name)}: `, member];
  }
}

/** The text that `JSON.stringify` gives of plain data with an indent of 2, piece by piece: it may outgrow a string. */
export function* jsonPieces(value: unknown, depth = 0): Generator<string> {
  const line = `\n${'  '.repeat(depth)}`;
  if (typeof value !== 'object' || value === null || depth === wholeDepth) {
    yield JSON.stringify(value, null, 2).replaceAll('\n', line);
    return;
  }
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  let isEmpty = true;
  for (const [label, member] of membersOf(value)) {
    yield `${isEmpty ? open : ','}${line}  ${label}`;
    yield* jsonPieces(member, depth + 1);
    isEmpty = false;
  }
  yield isEmpty ? open + close : line + close;
}

/** The report for programs, as `schema/report-v1.json` describes it. Numbers are written so that they read back alike. */
export function* jsonReport(report: Report): Generator<string> {
  yield* jsonPieces(report);
  yield '\n';
}
