import { escapeControls } from '@offmark/arrow-ipc/rows';

/**
 * Text from files, made safe for each sink: it stays text, in one line, and reads in the order in which it is written.
 * Control characters, line ends, direction marks and lone surrogates are shown as `\u….` in all of them.
 */

const htmlEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For a terminal, which must not obey it. */
export function escapeTerminal(text: string): string {
  return escapeControls(text);
}

/** For HTML: between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return escapeControls(text).replaceAll(/[&<>"']/g, (character) => htmlEntities[character] ?? '');
}

/** For XML 1.0: between tags and in quoted attributes. Its two forbidden non-characters are shown as well. */
export function escapeXml(text: string): string {
  return escapeHtml(text).replaceAll(
    /[\uFFFE\uFFFF]/g,
    (character) => String.raw`\u` + character.charCodeAt(0).toString(16),
  );
}

/**
 * For GitHub's Markdown, within a line and in tables. References instead of backslashes, because a table takes a bar
 * behind a backslash for one between cells in some renderers. Addresses do not become links.
 */
export function escapeMarkdown(text: string): string {
  return escapeControls(text).replaceAll(
    /[#$&*<>@[\\\]_`|~]|:(?=\S)|(?<=www)\./gi,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}

/** For the value of a label in Prometheus' text format, which has an escape of its own for line feeds. */
export function escapePrometheus(text: string): string {
  return text
    .split('\n')
    .map((line) => escapeControls(line).replaceAll(/[\\"]/g, String.raw`\$&`))
    .join(String.raw`\n`);
}

/** A long text in `length` characters: its beginning and its end. */
export function clip(text: string, length: number): string {
  const characters = Array.from(text);
  if (characters.length <= length) return text;
  const head = Math.ceil((length - 1) * (2 / 3));
  return [...characters.slice(0, head), '…', ...characters.slice(head + 1 - length)].join('');
}
