import type { GateResult } from '../result/report-sections.ts';
import { cell, numberCell, numberColumn, textColumn } from './table.ts';
import type { Table, Tone } from './table.ts';
import { shortNumber } from './words.ts';

const tones: Readonly<Record<GateResult['status'], Tone>> = { pass: 'good', fail: 'bad', warn: 'warn' };

/** How many gates ended how: `2 passed, 1 failed`. */
export function gateSummary(gates: readonly GateResult[]): string {
  const count = (status: GateResult['status']): number =>
    gates.filter((gate) => gate.status === status).length;
  const parts = [`${count('pass')} passed`, `${count('fail')} failed`];
  if (count('warn') > 0) parts.push(`${count('warn')} warned`);
  return parts.join(', ');
}

/** Each gate with what was measured, and why it did not pass. */
export function gateTable(gates: readonly GateResult[]): Table {
  const explains = gates.some(({ reason }) => reason !== null);
  return {
    title: 'Gates',
    note: gateSummary(gates),
    columns: [
      textColumn('status'),
      textColumn('gate'),
      numberColumn('actual'),
      numberColumn('threshold'),
      ...(explains ? [textColumn('why')] : []),
    ],
    rows: gates.map(({ expression, status, actual, threshold, reason }) => [
      cell(status === 'fail' ? 'FAIL' : status, tones[status]),
      cell(expression),
      numberCell(actual, shortNumber(actual)),
      numberCell(threshold, shortNumber(threshold)),
      ...(explains ? [cell(reason ?? '')] : []),
    ]),
  };
}
