import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import {
  bits,
  float32s,
  int32s,
  none,
  type RawBatch,
  type RawDictionary,
  type RawField,
  rawStream,
} from '../../../packages/arrow-ipc/test/support/raw-dump.ts';
import { testFolder } from './support/folder.ts';
import { evaluate } from './support/valid-report.ts';

const folder = testFolder();
const bool = { kind: 'bool' } as const;
const int32 = { kind: 'int', bits: 32, isSigned: true } as const;
const rows = 6;
const flags = [true, true, false, null, false, false];
const validity = bits(...flags.map((flag) => flag !== null));

/** How a column "flag" of these values, or the field of a struct of this name, may be stored. */
interface Storage {
  readonly title: string;
  readonly name: string;
  readonly field: RawField;
  readonly nodes: RawBatch['nodes'];
  readonly buffers: RawBatch['buffers'];
  readonly dictionaries?: readonly RawDictionary[];
}

const plain = [validity, bits(...flags.map((flag) => flag === true))] as const;

const storages: readonly Storage[] = [
  {
    title: 'as bits',
    name: 'flag',
    field: { name: 'flag', type: bool },
    nodes: [[rows, 1]],
    buffers: plain,
  },
  {
    title: 'in a dictionary',
    name: 'flag',
    field: { name: 'flag', type: bool, dictionary: { id: 0n } },
    nodes: [[rows, 1]],
    buffers: [validity, int32s(1, 1, 0, 0, 0, 0)],
    dictionaries: [{ id: 0n, rows: 2, nodes: [[2, 0]], buffers: [none, bits(false, true)] }],
  },
  {
    title: 'run-end encoded',
    name: 'flag',
    field: {
      name: 'flag',
      type: { kind: 'runs' },
      children: [
        { name: 'run_ends', type: int32 },
        { name: 'values', type: bool },
      ],
    },
    nodes: [
      [rows, 0],
      [4, 0],
      [4, 1],
    ],
    buffers: [none, int32s(2, 3, 4, 6), bits(true, true, false, true), bits(true)],
  },
  {
    title: 'in a struct',
    name: 'outer.flag',
    field: { name: 'outer', type: { kind: 'struct' }, children: [{ name: 'flag', type: bool }] },
    nodes: [
      [rows, 0],
      [rows, 1],
    ],
    buffers: [none, ...plain],
  },
];

it.each(storages)('booleans $title are true or false to conditions and slices', async (storage) => {
  const { title, name, field, nodes, buffers, dictionaries = [] } = storage;
  const numbers = ['target', 'prediction'].map((column) => ({
    name: column,
    type: { kind: 'float32' } as const,
  }));
  const batch = {
    rows,
    nodes: [[rows, 0], [rows, 0], ...nodes] as const,
    buffers: [none, float32s(1, 2, 4, 8, 16, 32), none, float32s(0, 0, 0, 0, 0, 0), ...buffers],
  };
  const input = path.join(folder, `${title}.arrows`);
  writeFileSync(input, rawStream([...numbers, field], [...dictionaries, batch]));
  const { result } = await evaluate({ inputs: [input], losses: 'mae', where: `!${name}`, by: [[name]] });
  expect(result.losses[0]?.value).toBe((4 + 16 + 32) / 3);
  const { result: sliced } = await evaluate({ inputs: [input], losses: 'mae', by: [[name]] });
  const slices = sliced.slices?.[0]?.slices.map(({ key, losses }) => [key, losses[0]?.value]);
  expect(slices).toEqual([
    [[false], (4 + 16 + 32) / 3],
    [[true], 1.5],
    [[null], 8],
  ]);
});
