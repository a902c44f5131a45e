import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { mae } from '@offmark/losses';
import { evaluate } from './support/valid-report.ts';

/** The Arrow project's golden files, as the reader's tests have them. */
const integration = new URL(
  '../../../packages/arrow-ipc/test/data/arrow-testing/arrow-ipc-stream/integration/',
  import.meta.url,
);

interface GoldenColumn {
  readonly name: string;
  readonly VALIDITY?: readonly number[];
  readonly DATA?: readonly (number | string | boolean)[];
}
interface Golden {
  readonly schema: {
    readonly fields: readonly {
      readonly name: string;
      readonly type: { readonly name: string; readonly bitWidth?: number };
    }[];
  };
  readonly batches: readonly { readonly columns: readonly GoldenColumn[] }[];
}

function cells({ batches, schema }: Golden, column: number): (number | null)[] {
  const single = schema.fields[column]?.type as { precision?: string } | undefined;
  return batches.flatMap(({ columns }) => {
    const { DATA = [], VALIDITY } = columns[column] ?? {};
    return DATA.map((value, row) => {
      const number = Number(value);
      return VALIDITY?.[row] === 0 ? null : single?.precision === 'SINGLE' ? Math.fround(number) : number;
    });
  });
}

/** Pairs of number columns whose values doubles hold. */
function pairs({ schema }: Golden): readonly (readonly [number, number])[] {
  const usable = schema.fields.flatMap(({ type }, i) =>
    type.name === 'floatingpoint' || type.name === 'bool' || (type.name === 'int' && type.bitWidth !== 64)
      ? [i]
      : [],
  );
  return usable.slice(1).map((right, i) => [usable[i] ?? right, right] as const);
}

const isTwice = ({ schema }: Golden, name: string): boolean =>
  schema.fields.filter((field) => field.name === name).length > 1;

const names = ['0.14.1', '1.0.0-littleendian', '2.0.0-compression', 'cpp-21.0.0'].flatMap((version) => {
  const folder = fileURLToPath(new URL(`${version}/`, integration));
  const found = readdirSync(folder).filter((name) => name.endsWith('.json.gz'));
  return found.map((name) => `${folder}${name.replace('.json.gz', '')}`);
});

describe('golden files, from bytes to loss', () => {
  let compared = 0;
  it.each(names.map((path) => [path.split('/').slice(-2).join('/'), path] as const))(
    '%s',
    async (_, path) => {
      const golden: Golden = JSON.parse(gunzipSync(readFileSync(`${path}.json.gz`)).toString('utf8'));
      for (const [left, right] of pairs(golden)) {
        const [target = '', prediction = ''] = [left, right].map((i) => golden.schema.fields[i]?.name);
        // Two columns of one name cannot be told apart; the reader refuses them.
        if (isTwice(golden, target) || isTwice(golden, prediction)) continue;
        const [a, b] = [cells(golden, left), cells(golden, right)];
        const both = a.flatMap((x, i) =>
          x === null || b[i] === null || b[i] === undefined ? [] : [[x, b[i]] as const],
        );
        const expected = mae.accumulator().add(
          both.map(([x]) => x),
          both.map(([, x]) => x),
        );
        for (const file of [`${path}.arrow_file`, `${path}.stream`]) {
          const { result } = await evaluate({
            inputs: [file],
            losses: 'mae',
            columns: { target, prediction },
            policies: { nulls: 'skip' },
            workers: 1,
          });
          expect(result.losses[0]?.value).toBe(expected.result.value);
          expect(result.losses[0]?.rows).toMatchObject({
            read: a.length,
            used: both.length,
            null: a.length - both.length,
          });
          compared += 1;
        }
      }
    },
  );

  it('compares more than a handful', () => {
    expect(compared).toBeGreaterThan(60);
  });
});
