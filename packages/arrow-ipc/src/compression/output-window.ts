import type { DecoderMemory } from './decoder-memory.ts';

/** The last of what was decoded: as much as later blocks may refer to, or more. */
export class OutputWindow {
  readonly #memory: DecoderMemory;
  /** Address of the oldest byte, and of the byte after the newest. */
  start = 0;
  end = 0;
  /** Of the frame's first byte, or the window's start if that is gone. */
  frameStart = 0;
  /** Bytes of the buffer that were decoded so far. */
  total = 0;

  constructor(memory: DecoderMemory) {
    this.#memory = memory;
  }

  beginBuffer(): void {
    this.total = 0;
    this.#clear();
  }

  #clear(): void {
    this.start = this.#memory.output;
    this.end = this.start;
    this.frameStart = this.start;
  }

  /** Takes in what was written behind the newest byte. @returns how much it is */
  append(end: number): number {
    const count = end - this.end;
    this.end = end;
    this.total += count;
    return count;
  }

  /** @param capacity in bytes; what was decoded before the frame may be forgotten */
  beginFrame(capacity: number): void {
    if (this.#memory.reserve(0, capacity) || this.start < this.#memory.output) this.#clear();
    this.frameStart = this.end;
  }

  /**
   * Makes room behind the newest byte, if need be by forgetting the oldest ones.
   * @param history bytes that must stay, if there are so many
   * @returns       how far back the bytes went
   */
  makeRoom(count: number, history: number): number {
    const { output, outputCapacity, bytes } = this.#memory;
    if (output + outputCapacity - this.end >= count) return 0;
    const kept = Math.min(history, this.end - this.start);
    const shift = this.end - kept - output;
    bytes.copyWithin(output, this.end - kept, this.end);
    this.start = output;
    this.end -= shift;
    this.frameStart = Math.max(output, this.frameStart - shift);
    return shift;
  }
}
