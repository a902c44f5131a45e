const needsNoQuotes = /^[\w@%+=:,./-]+$/;
/** What a terminal would obey, or turn around. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

function ansiEscape(character: string): string {
  if (character === "'" || character === '\\') return `\\${character}`;
  if (!unprintable.test(character)) return character;
  return [...Buffer.from(character, 'utf8')]
    .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
    .join('');
}

/** An argument as POSIX shells take it; one with control characters as bash, zsh and ksh do, so that it can be shown. */
export function shellQuote(argument: string): string {
  if (needsNoQuotes.test(argument)) return argument;
  if (!unprintable.test(argument)) return `'${argument.replaceAll("'", String.raw`'\''`)}'`;
  return `$'${Array.from(argument, ansiEscape).join('')}'`;
}

/** A command line that a person can copy. */
export function shellCommand(words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}
