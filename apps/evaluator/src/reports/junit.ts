import type { LossReport, Report } from '../result/report.ts';
import type { GateResult } from '../result/report-sections.ts';
import { escapeXml } from './escape.ts';
import { lossText, valueText } from './words.ts';

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');

/** A test case; one with a reason failed. */
function testCase(group: string, name: string, reason: string | null, output: string): string {
  const inside = [
    ...(reason === null ? [] : [`      <failure${attributes({ message: reason })}/>`]),
    ...(output === '' ? [] : [`      <system-out>${escapeXml(output)}</system-out>`]),
  ];
  const open = `    <testcase${attributes({ classname: `offmark.${group}`, name })}`;
  return inside.length === 0 ? `${open}/>` : [`${open}>`, ...inside, '    </testcase>'].join('\n');
}

function gateCase({ expression, status, actual, reason }: GateResult): string {
  // A gate that only warns does not fail; what it has to say is its output.
  const warning = status === 'warn' ? `warning: ${reason ?? ''}` : '';
  const output = warning === '' && actual !== null ? `actual: ${actual}` : warning;
  return testCase('gates', expression, status === 'fail' ? (reason ?? '') : null, output);
}

function lossCase(loss: LossReport): string {
  const hasValue = loss.state === 'ok';
  const text = valueText(loss);
  return testCase('losses', lossText(loss), hasValue ? null : text, hasValue ? `value: ${text}` : '');
}

/** The report for test tools, as JUnit's XML: each gate is a test case; in a job without gates, each loss. */
export function junitReport({ result, provenance }: Report): string {
  const { gates, losses } = result;
  const failures =
    gates === undefined
      ? losses.filter(({ state }) => state !== 'ok').length
      : gates.filter(({ status }) => status === 'fail').length;
  const counts = { tests: gates?.length ?? losses.length, failures };
  const time = { time: provenance.seconds };
  const suite = { name: gates === undefined ? 'losses' : 'gates' };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'offmark', ...counts, ...time })}>`,
    `  <testsuite${attributes({ ...suite, ...counts, errors: 0, skipped: 0, ...time, timestamp: provenance.started })}>`,
    ...(gates?.map(gateCase) ?? losses.map(lossCase)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
