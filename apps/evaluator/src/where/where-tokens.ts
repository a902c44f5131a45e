import { whereError } from './where-syntax.ts';

/** A word of a condition; `at` is the place of its first character, from 1. */
export type Token = { readonly at: number; readonly text: string } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text' | 'name'; readonly value: string }
  | { readonly kind: 'word' | 'symbol' | 'end' }
);

/** Words that are no column; a column of that name is written in backticks. */
const words: ReadonlySet<string> = new Set(['true', 'false', 'null', 'nan', 'in', 'is', 'not']);

const patterns = {
  space: /\s+/uy,
  number: /(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iuy,
  text: /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/suy,
  quotedName: /`[^`]+`/uy,
  name: /[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*/uy,
  symbol: /==|!=|<=|>=|&&|\|\||[<>!()[\],+\-*/]/uy,
} as const;

function match(pattern: RegExp, text: string, from: number): string | undefined {
  pattern.lastIndex = from;
  return pattern.exec(text)?.[0];
}

/** Integers beyond 2⁵³ are not all doubles: one that is not would be compared as another. */
function numberOf(text: string, at: number): number {
  const value = Number(text);
  if (!Number.isFinite(value)) throw whereError(at, 'a number within the range of doubles', text);
  if (/^\d+$/.test(text) && BigInt(text) !== BigInt(value)) {
    throw whereError(at, 'an integer that a double holds exactly', text);
  }
  return value;
}

function unquoted(text: string, at: number): string {
  return text.slice(1, -1).replaceAll(/\\(.)/gsu, (escape, character: string) => {
    if (character === '\\' || character === '"' || character === "'") return character;
    throw whereError(at, String.raw`\\, \" or \' behind a backslash`, escape);
  });
}

function tokenAt(text: string, from: number): Token {
  const at = from + 1;
  const number = match(patterns.number, text, from);
  if (number !== undefined) return { kind: 'number', at, text: number, value: numberOf(number, at) };
  const quoted = match(patterns.text, text, from);
  if (quoted !== undefined) return { kind: 'text', at, text: quoted, value: unquoted(quoted, at) };
  const quotedName = match(patterns.quotedName, text, from);
  if (quotedName !== undefined) return { kind: 'name', at, text: quotedName, value: quotedName.slice(1, -1) };
  const name = match(patterns.name, text, from);
  if (name !== undefined)
    return words.has(name) ? { kind: 'word', at, text: name } : { kind: 'name', at, text: name, value: name };
  const symbol = match(patterns.symbol, text, from);
  if (symbol !== undefined) return { kind: 'symbol', at, text: symbol };
  throw unreadable(text, from);
}

/** What people write who are used to another language, and what stands here for it. */
const hints: Readonly<Record<string, string>> = {
  '=': 'Write == to compare.',
  '&': 'Write && for and.',
  '|': 'Write || for or.',
};

function unreadable(text: string, from: number): Error {
  const character = String.fromCodePoint(text.codePointAt(from) ?? 0);
  if (/["'`]/.test(character))
    return whereError(from + 1, `a closing ${character}`, 'the end of the condition');
  return whereError(from + 1, 'a column, a value or an operator', character, hints[character]);
}

/** @throws E_WHERE */
export function whereTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let from = 0; from < text.length;) {
    const space = match(patterns.space, text, from);
    if (space !== undefined) {
      from += space.length;
      continue;
    }
    const token = tokenAt(text, from);
    tokens.push(token);
    from += token.text.length;
  }
  tokens.push({ kind: 'end', at: text.length + 1, text: '' });
  return tokens;
}
