import { isCollection, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';
import { configError } from './config-file.ts';
import type { ConfigFile, ValuePath } from './config-file.ts';

/** Where the members of maps have their names, by the maps' ways. */
function nodeAt(document: Document, path: ValuePath): Node | null {
  const parent = document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
    if (pair !== undefined && isScalar(pair.key)) return pair.key;
  }
  const node = document.getIn(path, true);
  return isScalar(node) || isCollection(node) ? node : null;
}

/** The line of a value, or of the nearest around it that stands in the text. */
function lineIn(document: Document, lines: LineCounter, path: ValuePath): number | null {
  for (let length = path.length; length > 0; length--) {
    const start = nodeAt(document, path.slice(0, length))?.range?.[0];
    if (start !== undefined) return lines.linePos(start).line;
  }
  return null;
}

/** A text that YAML reads in another way than JSON, or JSON not at all. */
function checkIsJson(path: string, text: string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    const got = error instanceof Error ? error.message : String(error);
    throw configError(path, { expected: 'JSON', got, next: 'A file of YAML ends in .yaml.' });
  }
}

/**
 * Reads YAML, or JSON by its name. `<<` takes over the members of another map.
 * @throws E_CONFIG with the line
 */
export function readTextConfig(path: string, text: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    const { line } = lines.linePos(problem.pos[0]);
    throw configError(`${path}:${line}`, {
      expected: path.endsWith('.json') ? 'JSON' : 'YAML',
      got: problem.message.split('\n')[0] ?? '',
    });
  }
  if (path.endsWith('.json')) checkIsJson(path, text);
  const file = { path, lineOf: (way: ValuePath) => lineIn(document, lines, way) };
  try {
    return { ...file, value: document.toJS() };
  } catch (error) {
    // An alias of nothing, or so many that they would fill the memory.
    const got = error instanceof Error ? error.message : String(error);
    throw configError(path, { expected: 'YAML', got });
  }
}
