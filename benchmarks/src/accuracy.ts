// How exact sums are, and whether one question has one answer: results/accuracy.{json,md,svg}.
import { writeFileSync } from 'node:fs';
import { distinctAnswers, repeatedDump } from './accuracy/distinct-answers.ts';
import { errorChart } from './accuracy/error-chart.ts';
import { methods, sumErrors } from './accuracy/sum-errors.ts';
import { machineLine } from './machine.ts';
import { installRivals } from './rivals/packages.ts';

const rivals = installRivals();
const machine = machineLine();
const errors = sumErrors();
const answers = await distinctAnswers();

const digits = (error: number): string => (error === 0 ? '0' : error.toExponential(1));
const table = (rows: readonly (readonly string[])[]): string =>
  rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const page = `# Accuracy and repeatability

${machine}. Rivals: ${Object.entries(rivals)
  .map(([name, version]) => `${name} ${version}`)
  .join(', ')}.

## Relative error of a sum against its condition number

The largest of 10 sums of 16,384 terms each, against the exact sum in whole numbers; the terms cancel by design (Ogita, Rump and Oishi 2005, algorithm 6.1). These sums are doubles, so that an error of 0 can be reached.

![](accuracy.svg)

${table([['condition number', ...methods], ['---:', '---:', '---:', '---:'], ...errors.map(({ condition, errors: by }) => [digits(condition), ...methods.map((method) => digits(by[method]))])])}

## Different answers to one question

The mean absolute error of the same ${repeatedDump.rows.toLocaleString('en')} rows in float64, asked again and again; offmark with 1 to 4 workers in turn.

${table([['who', 'runs', 'different answers', 'some of them'], ['---', '---:', '---:', '---'], ...answers.map((one) => [one.who, String(one.runs), String(one.distinct), one.answers.join(', ')])])}
`;
const place = (extension: string): URL => new URL(`../results/accuracy.${extension}`, import.meta.url);
writeFileSync(place('json'), `${JSON.stringify({ machine, rivals, errors, answers }, null, 2)}\n`);
writeFileSync(place('svg'), errorChart(errors));
writeFileSync(place('md'), page);
console.log(page);
