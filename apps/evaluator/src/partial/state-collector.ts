import type { InputSummary } from '../inputs/dataset.ts';
import { newStateTree } from '../scan/scan-state.ts';
import type { Scored, Task } from '../scan/task.ts';
import { EMPTY_DIGEST, addDigests } from './input-digest.ts';
import type { PartialJob } from './partial-state.ts';

/** Gathers what tasks give, in any order, into the state of the chunks that they were of. */
export class StateCollector {
  readonly #tree = newStateTree();
  /** By input: no job has one twice. */
  readonly #digests = new Map<string, string>();

  add({ input }: Pick<Task, 'input'>, { nodes, digests }: Scored): void {
    for (const node of nodes) this.#tree.insert(node);
    const before = this.#digests.get(input.path) ?? EMPTY_DIGEST;
    this.#digests.set(input.path, digests.reduce(addDigests, before));
  }

  /** @param inputs  all inputs of the job */
  jobOf(inputs: readonly InputSummary[]): PartialJob {
    return {
      inputs: inputs.map((input) => ({ ...input, digest: this.#digests.get(input.path) ?? EMPTY_DIGEST })),
      nodes: this.#tree.nodes,
    };
  }
}
