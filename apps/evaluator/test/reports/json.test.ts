import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonPieces } from '../../src/reports/json.ts';

it('pieces of JSON are the text that JSON.stringify gives', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
      expect([...jsonPieces(value)].join('')).toBe(JSON.stringify(value, null, 2));
    }),
    { numRuns: 500 },
  );
});

it('leaves out members that are not there', () => {
  const value = { a: undefined, b: [{ c: { d: undefined } }], e: {}, f: [] };
  expect([...jsonPieces(value)].join('')).toBe(JSON.stringify(value, null, 2));
});
