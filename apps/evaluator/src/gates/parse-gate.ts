import { parseLoss } from '../loss-spec.ts';
import { comparators } from './gate.ts';
import type { Comparator, Gate, Measure, SlicePart, Threshold } from './gate.ts';
import { Scanner } from './scanner.ts';

const lossPattern = /[a-z][a-z0-9-]*(?::[a-z-]+=[^\s[\]()<>=:,]+)*/iy;
const numberPattern = /[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?(?![\w.%])/iy;
const baselinePattern = /baseline(?!\w)/y;
const boundPattern = /(?:upper|lower)(?=[ \t]*\()/y;
const quotedPattern = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/suy;
const unquotedName = /[^"'=,[\]]+/y;
const unquotedValue = /[^"',[\]]+/y;

interface Word {
  readonly text: string;
  readonly quoted: boolean;
}

/** A name or value, in quotes or not; a backslash within quotes takes the next character as it is. */
function word(scanner: Scanner, unquoted: RegExp, expected: string): Word {
  const quoted = scanner.take(quotedPattern);
  if (quoted !== undefined) {
    return { text: quoted.slice(1, -1).replaceAll(/\\(.)/gsu, '$1'), quoted: true };
  }
  return { text: scanner.expect(unquoted, expected).trim(), quoted: false };
}

/** `[segment=eu, "long name"='x']`. */
function slice(scanner: Scanner): readonly SlicePart[] {
  if (scanner.take(/\[/y) === undefined) return [];
  const parts: SlicePart[] = [];
  do {
    const { text: column } = word(scanner, unquotedName, 'the name of a column');
    if (parts.some((part) => part.column === column)) scanner.refuse('each column once', `${column} twice`);
    scanner.expect(/=/y, '= and a value');
    const { text: value, quoted } = word(scanner, unquotedValue, 'a value');
    parts.push({ column, value, quoted });
  } while (scanner.take(/,/y) !== undefined);
  scanner.expect(/\]/y, ', or ]');
  return parts;
}

/** Which prediction is meant is found out with the job's columns: `[prediction=a]` may be a slice. */
function measure(scanner: Scanner): Measure {
  const bound = scanner.take(boundPattern);
  if (bound === undefined) return { bound: 'value', prediction: null, ...lossAndSlice(scanner) };
  scanner.expect(/\(/y, '(');
  const inside = lossAndSlice(scanner);
  scanner.expect(/\)/y, ')');
  return { bound: bound === 'upper' ? 'upper' : 'lower', prediction: null, ...inside };
}

function lossAndSlice(scanner: Scanner): Pick<Measure, 'loss' | 'slice'> {
  const loss = parseLoss(scanner.expect(lossPattern, 'a loss, upper(loss) or lower(loss)'));
  return { loss, slice: slice(scanner) };
}

function number(scanner: Scanner, expected = 'a number'): number {
  const text = scanner.expect(numberPattern, expected);
  const value = Number(text);
  // A larger number than doubles hold would let everything pass, or nothing.
  return Number.isFinite(value) ? value : scanner.refuse('a number within the range of doubles', text);
}

function threshold(scanner: Scanner): Threshold {
  if (scanner.take(baselinePattern) !== undefined) {
    const factor = scanner.take(/\*/y) === undefined ? null : number(scanner);
    return { kind: 'baseline', factor, offset: offset(scanner) };
  }
  const value = number(scanner, 'a number or baseline');
  if (scanner.take(/\*/y) === undefined) return { kind: 'number', value };
  scanner.expect(baselinePattern, 'baseline');
  return { kind: 'baseline', factor: value, offset: offset(scanner) };
}

function offset(scanner: Scanner): number {
  const sign = scanner.take(/[-+]/y);
  if (sign === undefined) return 0;
  const value = number(scanner);
  return sign === '-' ? -value : value;
}

function comparator(scanner: Scanner): Comparator {
  const found = comparators.find((candidate) => scanner.take(literal(candidate)) !== undefined);
  return found ?? scanner.refuse('<, <=, >, >= or ==');
}

const literal = (text: string): RegExp => new RegExp(text, 'y');

/**
 * Reads `mse < 0.3`, `upper(mae[segment=eu]) <= baseline * 1.01 + 0.2`.
 * @throws E_GATE with the column, and what `parseLoss` throws
 */
export function parseGate(expression: string, severity: Gate['severity'] = 'fail'): Gate {
  const scanner = new Scanner(expression, severity === 'warn' ? '--warn' : '--gate');
  const gate = {
    expression,
    severity,
    measure: measure(scanner),
    comparator: comparator(scanner),
    threshold: threshold(scanner),
  };
  if (!scanner.isAtEnd) scanner.refuse('nothing more');
  return gate;
}
