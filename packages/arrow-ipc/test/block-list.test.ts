import { expect, it } from 'vitest';
import { BlockList } from '../src/block-list.ts';

const block = (index: number) => ({
  position: 2 ** 40 + index * 64,
  metadataLength: 16,
  bodyLength: 48 + index,
});

it('holds blocks of any file in their order, however many come', () => {
  for (const count of [0, 1, 2, 1000]) {
    const blocks = new BlockList();
    const expected = Array.from({ length: count }, (_, index) => block(index));
    for (const one of expected) blocks.push(one);
    expect(blocks.length).toBe(count);
    expect([...blocks]).toEqual(expected);
    expect(() => blocks.at(count)).toThrow(`block ${count} of ${count}`);
  }
});

it('a head has its own blocks', () => {
  const blocks = new BlockList();
  for (let index = 0; index < 3; index += 1) blocks.push(block(index));
  const head = blocks.head(2);
  head.push(block(7));
  expect([...head]).toEqual([block(0), block(1), block(7)]);
  expect([...blocks]).toEqual([block(0), block(1), block(2)]);
  expect(blocks.head(9).length).toBe(3);
});
