import { openFileReader } from '@offmark/arrow-ipc/rows';
import type { Loss, MergeTreeNode } from '@offmark/losses';
import { openBackend } from './backend.ts';
import { ChunkScorer } from './chunk-scorer.ts';
import type { Chunk, RowSegment } from './chunk-scorer.ts';
import { failureOf } from './errors.ts';
import type { Failure } from './errors.ts';
import { loadLosses } from './loss-modules.ts';
import { lossOf } from './loss-spec.ts';
import type { InputPlan, ScoringPlan } from './plan.ts';
import { newStateTree } from './scan-state.ts';
import type { ScanState } from './scan-state.ts';

/** A run of chunks of one input. Plain data. */
export interface Task {
  readonly plan: ScoringPlan;
  readonly input: InputPlan;
  readonly chunks: readonly Chunk[];
  /** The rows of the only chunk if they came through a pipe; null if they are to be read from the file. */
  readonly segments: readonly RowSegment[] | null;
}

/** What a task gives: the complete subtrees of its chunks, or what went wrong. Plain data. */
export type TaskResult =
  | { readonly nodes: readonly MergeTreeNode<ScanState>[] }
  | { readonly failure: Failure };

/** Runs tasks, one after another, and keeps the memory of the last input's scorer. */
export class TaskRunner {
  readonly #module: WebAssembly.Module | undefined;
  #scorer: { readonly key: string; readonly scorer: ChunkScorer } | undefined;

  /** @param module  the compiled kernels, if another thread has compiled them already */
  constructor(module?: WebAssembly.Module) {
    this.#module = module;
  }

  async run(task: Task): Promise<TaskResult> {
    try {
      const known = await loadLosses(task.plan.lossModules);
      return { nodes: this.#nodes(task, known) };
    } catch (error) {
      // A scorer that threw stands in the middle of a chunk.
      this.#scorer = undefined;
      return { failure: failureOf(error) };
    }
  }

  #nodes(
    { plan, input, chunks, segments }: Task,
    known: readonly Loss[],
  ): readonly MergeTreeNode<ScanState>[] {
    const scorer = this.#scorerFor(plan, input, known);
    const tree = newStateTree();
    if (segments !== null) {
      for (const chunk of chunks) {
        tree.insert({ level: 0, index: chunk.index, value: scorer.scoreSegments(chunk, segments) });
      }
      return tree.nodes;
    }
    const reader = openFileReader(input.path);
    try {
      for (const chunk of chunks) {
        tree.insert({ level: 0, index: chunk.index, value: scorer.score(chunk, reader) });
      }
    } finally {
      reader.close();
    }
    return tree.nodes;
  }

  #scorerFor(plan: ScoringPlan, input: InputPlan, known: readonly Loss[]): ChunkScorer {
    const key = JSON.stringify([plan, input]);
    if (this.#scorer?.key !== key) {
      const losses = plan.losses.map((spec) => lossOf(spec, known));
      const backend = openBackend(plan.backend, this.#module);
      this.#scorer = { key, scorer: new ChunkScorer(plan, losses, input, backend) };
    }
    return this.#scorer.scorer;
  }
}
