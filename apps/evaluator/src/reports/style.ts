import type { Tone } from './table.ts';

/** Shows a text in a tone. */
export type Style = (text: string, tone?: Tone) => string;

export const plainStyle: Style = (text) => text;

/** Codes of ECMA-48 that every terminal knows: of the foreground, and what ends it. */
const codes: Readonly<Record<Tone, readonly [on: number, off: number]>> = {
  good: [32, 39],
  bad: [31, 39],
  warn: [33, 39],
  dim: [2, 22],
};

export const terminalStyle: Style = (text, tone) => {
  if (tone === undefined || text === '') return text;
  const [on, off] = codes[tone];
  return `\u001B[${on}m${text}\u001B[${off}m`;
};

/**
 * Whether a stream wants colour: a terminal that has it and whose user did not refuse. FORCE_COLOR decides before
 * NO_COLOR, as in Node.
 */
export function wantsColour(
  stream: { readonly isTTY?: boolean },
  { FORCE_COLOR, NO_COLOR, TERM }: NodeJS.ProcessEnv,
): boolean {
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stream.isTTY === true && TERM !== 'dumb' && (NO_COLOR ?? '') === '';
}
