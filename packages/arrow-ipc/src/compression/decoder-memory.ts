import { decodersBase64 } from './decoders.gen.ts';
import { FrameError } from './frame-error.ts';

/** The exports of assembly/index.ts. Parameters are addresses; a block's result of 0 says that it is malformed. */
interface DecoderExports {
  readonly heap: WebAssembly.Global<'i32'>;
  readonly contentHash: WebAssembly.Global<'i32'>;
  readonly shortHash: WebAssembly.Global<'i32'>;
  readonly lz4Block: DecodeBlock;
  readonly zstdBegin: () => void;
  readonly zstdBlock: DecodeBlock;
  readonly xxh32Begin: HashBegin;
  readonly xxh32Stripes: HashStripes;
  readonly xxh32End: HashEnd;
  readonly xxh64Begin: HashBegin;
  readonly xxh64Stripes: HashStripes;
  readonly xxh64End: HashEnd;
}

/** @returns the end of what was written */
type DecodeBlock = (
  source: number,
  sourceEnd: number,
  target: number,
  targetEnd: number,
  oldest: number,
) => number;
export type HashBegin = (state: number) => void;
/** @returns the end of the last whole stripe */
export type HashStripes = (state: number, from: number, to: number) => number;
/** @param total bytes of all; @param isLong 1 if there were stripes */
export type HashEnd = (state: number, from: number, to: number, total: number, isLong: number) => number;

const pageBytes = 65_536;
/** For what decoders keep beside the areas. */
const firstPages = 3;
/** Behind each area, for vectors that are read or written whole. */
const slack = 64;
/** More than any area would make of a sound file; addresses have 32 bits. */
const mostPages = 65_536;

let compiled: WebAssembly.Module | undefined;

/** Compiled when the first compressed buffer comes, once per thread. */
function decodersModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Buffer.from(decodersBase64, 'base64'));
  return compiled;
}

function newMemory(): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: firstPages, maximum: mostPages });
  } catch (error) {
    throw memoryError(firstPages * pageBytes, error);
  }
}

function memoryError(byteLength: number, error: unknown): FrameError {
  const got = error instanceof Error ? error.message : String(error);
  return new FrameError(`memory for ${byteLength} bytes to decode into`, got, 'E_MEMORY');
}

/** The decoders and their memory: an area for stored bytes, and one for what becomes of them. */
export class DecoderMemory {
  readonly exports: DecoderExports;
  readonly #memory: WebAssembly.Memory;
  bytes: Uint8Array;
  view: DataView;
  /** Address of the area for stored bytes. */
  readonly input: number;
  inputCapacity = 0;
  /** Address of the area for decoded bytes. */
  output = 0;
  outputCapacity = 0;

  /** @throws FrameError if there is no memory to have */
  constructor() {
    this.#memory = newMemory();
    const { exports } = new WebAssembly.Instance(decodersModule(), { env: { memory: this.#memory } });
    this.exports = exports as unknown as DecoderExports;
    this.input = this.exports.heap.value;
    this.bytes = new Uint8Array(this.#memory.buffer);
    this.view = new DataView(this.#memory.buffer);
  }

  /**
   * Makes the areas as large as this, at least. The stored bytes stay; decoded ones are lost if the area moves.
   * @returns whether it moved
   * @throws  FrameError if there is no such memory to have
   */
  reserve(inputCapacity: number, outputCapacity: number): boolean {
    if (inputCapacity <= this.inputCapacity && outputCapacity <= this.outputCapacity) return false;
    const input = Math.max(inputCapacity, this.inputCapacity);
    const capacity = Math.max(outputCapacity, this.outputCapacity);
    const output = Math.ceil((this.input + input + slack) / 16) * 16;
    this.#grow(output + capacity + slack);
    this.inputCapacity = input;
    this.outputCapacity = capacity;
    this.output = output;
    return true;
  }

  #grow(byteLength: number): void {
    const pages = Math.ceil((byteLength - this.bytes.length) / pageBytes);
    if (pages <= 0) return;
    try {
      this.#memory.grow(pages);
    } catch (error) {
      throw memoryError(byteLength, error);
    }
    this.bytes = new Uint8Array(this.#memory.buffer);
    this.view = new DataView(this.#memory.buffer);
  }
}
