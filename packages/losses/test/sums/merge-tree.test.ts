import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MergeTree, type MergeTreeNode, type SumPair, mergeSums } from '../../src/sums/index.ts';
import { Random, repeated } from '../math/random.ts';

/** Writes down which values met. */
const joined = (left: string, right: string): string => `(${left} ${right})`;

function treeOf(chunks: readonly number[]): MergeTree<string> {
  const tree = new MergeTree(joined);
  for (const index of chunks) tree.insert({ level: 0, index, value: String(index) });
  return tree;
}

function placesOf(tree: MergeTree<string>): string[] {
  return tree.nodes.map(({ level, index }) => `${level}:${index}`);
}

function messageOf(action: () => void): string {
  try {
    action();
  } catch (error) {
    return String(error);
  }
  return 'nothing thrown';
}

function sumOf(nodes: readonly MergeTreeNode<SumPair>[]): SumPair | undefined {
  const tree = new MergeTree(mergeSums);
  for (const node of nodes) tree.insert(node);
  return tree.fold();
}

describe('MergeTree', () => {
  test('is empty at first', () => {
    expect(new MergeTree(joined).fold()).toBeUndefined();
    expect(new MergeTree(joined).nodes).toEqual([]);
  });

  test('holds the maximal complete subtrees and folds from the right', () => {
    const tree = treeOf([0, 1, 2, 3, 4, 5, 6]);
    expect(placesOf(tree)).toEqual(['2:0', '1:2', '0:6']);
    expect(tree.fold()).toBe('(((0 1) (2 3)) ((4 5) 6))');
  });

  test('merges siblings only', () => {
    expect(placesOf(treeOf([1, 2]))).toEqual(['0:1', '0:2']);
    expect(placesOf(treeOf([1, 2, 3, 0]))).toEqual(['2:0']);
  });

  test('the order of insertion changes nothing', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(40), { maxLength: 41 }), (chunks) => {
        const ordered = treeOf(chunks.toSorted((a, b) => a - b));
        const tree = treeOf(chunks);
        expect(tree.nodes).toEqual(ordered.nodes);
        expect(tree.fold()).toBe(ordered.fold());
      }),
      { seed: 9, numRuns: 500 },
    );
  });

  test('the order of insertion changes no bit of a sum', () => {
    const random = new Random(11);
    const chunks = repeated(33, (index) => ({ index, level: 0, value: { high: random.unit(), low: 0 } }));
    const forward = sumOf(chunks);
    expect(sumOf(chunks.toReversed())).toEqual(forward);
    expect(sumOf(chunks.toSorted(() => random.unit() - 0.5))).toEqual(forward);
  });

  test('trees of parts make the tree of the whole', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), (count, cut) => {
        const all = repeated(count, (i) => i);
        const whole = treeOf(all);
        const merged = new MergeTree(joined);
        const parts = [treeOf(all.slice(cut)), treeOf(all.slice(0, cut))];
        for (const node of parts.flatMap((part) => part.nodes)) merged.insert(node);
        expect(merged.nodes).toEqual(whole.nodes);
      }),
      { seed: 10 },
    );
  });

  test('chunk numbers may need 40 bits', () => {
    const tree = treeOf([2 ** 40 - 1, 2 ** 40 - 2, 2 ** 40]);
    expect(placesOf(tree)).toEqual([`1:${2 ** 39 - 1}`, `0:${2 ** 40}`]);
    tree.insert({ level: 39, index: 0, value: 'half' });
    expect(placesOf(tree)).toEqual(['39:0', `1:${2 ** 39 - 1}`, `0:${2 ** 40}`]);
  });

  test('holds few nodes when chunks come in order', () => {
    const tree = new MergeTree<number>((a, b) => a + b);
    for (let index = 0; index < 10_000; index++) {
      tree.insert({ level: 0, index, value: 1 });
      expect(tree.nodes.length).toBeLessThanOrEqual(14);
    }
    expect(tree.fold()).toBe(10_000);
  });

  test.each([
    {
      present: [3],
      node: { level: 0, index: 3 },
      got: 'chunks 3 to 3 although chunks 3 to 3 are there',
    },
    {
      present: [0, 1],
      node: { level: 0, index: 1 },
      got: 'chunks 1 to 1 although chunks 0 to 1 are there',
    },
    {
      present: [6],
      node: { level: 2, index: 1 },
      got: 'chunks 4 to 7 although chunks 6 to 6 are there',
    },
  ])('refuses $got', ({ present, node, got }) => {
    const tree = treeOf(present);
    const before = [...tree.nodes];
    expect(messageOf(() => tree.insert({ ...node, value: '' }))).toBe(
      `LossError: E_STATE_MISMATCH merge tree: expected every chunk once, got ${got}. Merge each partial result once.`,
    );
    expect(tree.nodes).toEqual(before);
  });

  test.each([
    { level: -1, index: 0 },
    { level: 0.5, index: 0 },
    { level: 0, index: -1 },
    { level: 0, index: 1.5 },
    { level: 0, index: NaN },
    { level: 53, index: 0 },
    { level: 20, index: 2 ** 40 },
  ])('refuses the node $level:$index', ({ level, index }) => {
    expect(messageOf(() => new MergeTree(joined).insert({ level, index, value: '' }))).toBe(
      `LossError: E_STATE_MISMATCH merge tree: expected a node with whole level and index ≥ 0 and chunks below 2⁵³, got level ${level}, index ${index}.`,
    );
  });
});
