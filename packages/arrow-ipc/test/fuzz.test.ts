import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { attemptFile, attemptPipe } from './support/attempt.ts';
import { corpus, filesBelow } from './support/corpus.ts';

const fuzzFiles = [...filesBelow('arrow-ipc-file'), ...filesBelow('arrow-ipc-stream')].filter(
  (path) => !path.includes('integration') && !path.endsWith('.md'),
);
const mostMilliseconds = 2000;
const outcomes = new Map<string, number>();

describe('fuzz regression files give values or named errors, and end', () => {
  it.each(fuzzFiles.map((path) => [basename(path), path]))(
    '%s',
    async (_, path) => {
      const fromFile = attemptFile(path);
      expect(await attemptPipe(readFileSync(path))).toEqual(expect.any(String));
      for (const outcome of fromFile) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    },
    mostMilliseconds,
  );

  it('were all there', () => {
    expect({ files: fuzzFiles.length, ...Object.fromEntries(outcomes) }).toEqual({
      files: 65,
      'opened, no column to read': 12,
      E_METADATA: 26,
      E_METADATA_VERSION: 6,
      E_NOT_ARROW: 8,
      E_TRUNCATED: 10,
      read: 5,
    });
  });
});

describe('golden files with corrupted bytes give values or named errors, and end', () => {
  const folder = mkdtempSync(join(tmpdir(), 'offmark-arrow-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const names = [
    '1.0.0-littleendian/generated_primitive',
    '1.0.0-littleendian/generated_nested',
    '1.0.0-littleendian/generated_union',
    '1.0.0-littleendian/generated_dictionary',
    'cpp-21.0.0/generated_nested_dictionary',
    'cpp-21.0.0/generated_nested_large_offsets',
    'cpp-21.0.0/generated_run_end_encoded',
    'cpp-21.0.0/generated_null',
    'cpp-21.0.0/generated_decimal64',
  ];
  it.each(names.flatMap((name) => [`${name}.stream`, `${name}.arrow_file`]))('%s', async (name) => {
    const original = readFileSync(join(corpus, 'arrow-ipc-stream/integration', name));
    const path = join(folder, basename(name));
    const position = fc.nat({ max: original.length - 1 });
    const changes = fc.array(fc.tuple(position, fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(changes, async (changes) => {
        const bytes = new Uint8Array(original);
        for (const [index, byte] of changes) bytes[index] = byte;
        writeFileSync(path, bytes);
        expect(attemptFile(path)).toBeInstanceOf(Array);
        expect(await attemptPipe(bytes)).toEqual(expect.any(String));
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});
