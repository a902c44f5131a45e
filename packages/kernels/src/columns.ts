import { plainBackend } from '@offmark/losses';
import type {
  Backend,
  BernoulliFactors,
  BlockCast,
  BlockCheck,
  BlockDifference,
  LabelFactors,
  LogitFactors,
  NumberType,
} from '@offmark/losses';
import type {
  BernoulliFactorsKernel,
  CastKernel,
  CheckKernel,
  DifferenceKernel,
  LabelFactorsKernel,
  LogitFactorsKernel,
} from './kernel-exports.ts';
import type { KernelMemory } from './kernel-memory.ts';

const bitsOf: Readonly<Record<NumberType, number>> = {
  bool: 1,
  float16: 16,
  float32: 32,
  float64: 64,
  int8: 8,
  int16: 16,
  int32: 32,
  int64: 64,
  uint8: 8,
  uint16: 16,
  uint32: 32,
  uint64: 64,
};
const types = Object.keys(bitsOf) as NumberType[];
const differenceTypes = ['float32', 'float64'] as const;
type DifferenceType = (typeof differenceTypes)[number];

/** Where a number of a column stands. */
interface Place {
  readonly address: number;
  readonly bit: number;
}

/** Finds the numbers of columns in the memory; those of columns elsewhere are copied to it, a piece at a time. */
class ColumnReader {
  readonly #memory: KernelMemory;
  readonly #bytes: Uint8Array;
  readonly #pieceLength: number;

  constructor(memory: KernelMemory) {
    this.#memory = memory;
    this.#bytes = new Uint8Array(memory.buffer);
    this.#pieceLength = memory.place('columnScratchNumbers');
  }

  /** How many numbers to read at a time. */
  pieceLength(length: number, ...columns: readonly Uint8Array[]): number {
    return columns.every((data) => this.#memory.holds(data)) ? length : this.#pieceLength;
  }

  place(
    type: NumberType,
    data: Uint8Array,
    from: number,
    length: number,
    scratch: 'columnScratchA' | 'columnScratchB',
  ): Place {
    const bits = bitsOf[type];
    const first = Math.floor((from * bits) / 8);
    const bit = (from * bits) % 8;
    if (this.#memory.holds(data)) return { address: data.byteOffset + first, bit };
    const address = this.#memory.place(scratch);
    this.#bytes.set(data.subarray(first, Math.ceil(((from + length) * bits) / 8)), address);
    return { address, bit };
  }
}

/** 'float32' → 'Float32': kernels of columns are named for what they do and for the type. */
function kernelOf(
  memory: KernelMemory,
  verb: string,
  ...types: readonly NumberType[]
): WebAssembly.ExportValue | undefined {
  return memory.kernel(verb + types.map((type) => type.charAt(0).toUpperCase() + type.slice(1)).join(''));
}

function castIn(memory: KernelMemory, reader: ColumnReader, type: NumberType): BlockCast {
  const kernel = kernelOf(memory, 'cast', type) as CastKernel;
  return (out, data, from, length) => {
    if (!memory.holdsOutput(out, length)) {
      plainBackend.casts[type](out, data, from, length);
      return;
    }
    const step = reader.pieceLength(length, data);
    for (let done = 0; done < length; done += step) {
      const count = Math.min(step, length - done);
      const { address, bit } = reader.place(type, data, from + done, count, 'columnScratchA');
      kernel(out.byteOffset + done * 8, address, count, bit);
    }
  };
}

function checkIn(memory: KernelMemory, reader: ColumnReader, type: NumberType): BlockCheck {
  const kernel = kernelOf(memory, 'check', type) as CheckKernel;
  return (data, from, length, low, high) => {
    const step = reader.pieceLength(length, data);
    for (let done = 0; done < length; done += step) {
      const count = Math.min(step, length - done);
      const { address, bit } = reader.place(type, data, from + done, count, 'columnScratchA');
      if (kernel(address, count, low, high, bit) === 0) return false;
    }
    return true;
  };
}

function differenceIn(
  memory: KernelMemory,
  reader: ColumnReader,
  kind: 'difference' | 'squaredDifference',
  type: DifferenceType,
): BlockDifference {
  const kernel = kernelOf(memory, kind, type) as DifferenceKernel;
  return (out, a, b, from, length) => {
    if (!memory.holdsOutput(out, length)) {
      plainBackend[`${kind}s`][type](out, a, b, from, length);
      return;
    }
    const step = reader.pieceLength(length, a, b);
    for (let done = 0; done < length; done += step) {
      const count = Math.min(step, length - done);
      const x = reader.place(type, a, from + done, count, 'columnScratchA').address;
      const y = reader.place(type, b, from + done, count, 'columnScratchB').address;
      kernel(out.byteOffset + done * 8, x, y, count);
    }
  };
}

/** Products are of factors from this on. */
const leastFactor = 2 ** -1000;

function bernoulliFactorsIn(
  memory: KernelMemory,
  reader: ColumnReader,
  labelType: NumberType,
  probabilityType: NumberType,
  plain: BernoulliFactors,
): BernoulliFactors {
  const kernel = kernelOf(memory, 'bernoulliFactors', labelType, probabilityType) as BernoulliFactorsKernel;
  return (out, labels, probabilities, from, length, floor) => {
    const { factors, rests } = out;
    if (!memory.holdsOutput(factors, length) || !memory.holds(rests))
      return plain(out, labels, probabilities, from, length, floor);
    const least = Math.max(floor, leastFactor);
    const step = reader.pieceLength(length, labels, probabilities);
    for (let done = 0; done < length; done += step) {
      const count = Math.min(step, length - done);
      const y = reader.place(labelType, labels, from + done, count, 'columnScratchA').address;
      const p = reader.place(probabilityType, probabilities, from + done, count, 'columnScratchB').address;
      const at = done * 8;
      if (kernel(factors.byteOffset + at, rests.byteOffset + at, y, p, count, least) === 0) return false;
    }
    return true;
  };
}

function labelFactorsIn(
  memory: KernelMemory,
  labelType: 'int32' | 'uint8',
  probabilityType: DifferenceType,
): LabelFactors {
  const kernel = kernelOf(memory, 'labelFactors', labelType, probabilityType) as LabelFactorsKernel;
  const plain = plainBackend.labelFactors[`${labelType},${probabilityType}`];
  const labelBytes = bitsOf[labelType] / 8;
  const probabilityBytes = bitsOf[probabilityType] / 8;
  return (out, labels, probabilities, from, rows, classes, floor, tolerance) => {
    if (!memory.holdsOutput(out, rows) || !memory.holds(labels) || !memory.holds(probabilities))
      return plain(out, labels, probabilities, from, rows, classes, floor, tolerance);
    const k = labels.byteOffset + from * labelBytes;
    const p = probabilities.byteOffset + from * classes * probabilityBytes;
    return kernel(out.byteOffset, k, p, rows, classes, Math.max(floor, leastFactor), tolerance) !== 0;
  };
}

function logitFactorsIn(
  memory: KernelMemory,
  labelType: 'int32' | 'uint8',
  logitType: DifferenceType,
): LogitFactors {
  const kernel = kernelOf(memory, 'logitFactors', labelType, logitType) as LogitFactorsKernel;
  const plain = plainBackend.logitFactors[`${labelType},${logitType}`];
  const labelBytes = bitsOf[labelType] / 8;
  const logitBytes = bitsOf[logitType] / 8;
  const mostClasses = memory.place('mostClasses');
  return ({ factors, rests }, labels, logits, from, rows, classes) => {
    const here =
      memory.holdsOutput(factors, rows) &&
      memory.holdsOutput(rests, rows) &&
      memory.holds(labels) &&
      memory.holds(logits);
    if (!here || classes > mostClasses) return plain({ factors, rests }, labels, logits, from, rows, classes);
    const k = labels.byteOffset + from * labelBytes;
    const x = logits.byteOffset + from * classes * logitBytes;
    return kernel(factors.byteOffset, rests.byteOffset, k, x, rows, classes) !== 0;
  };
}

function tableOf<K extends NumberType, T>(types: readonly K[], make: (type: K) => T): Record<K, T> {
  return Object.fromEntries(types.map((type) => [type, make(type)])) as Record<K, T>;
}

/** What reads columns. */
export function columnKernelsIn(
  memory: KernelMemory,
): Pick<
  Backend,
  | 'bernoulliFactors'
  | 'casts'
  | 'checks'
  | 'differences'
  | 'labelFactors'
  | 'logitFactors'
  | 'squaredDifferences'
> {
  const reader = new ColumnReader(memory);
  const plain = plainBackend.bernoulliFactors;
  const bernoulli = (label: NumberType, probability: NumberType, otherwise: BernoulliFactors) =>
    bernoulliFactorsIn(memory, reader, label, probability, otherwise);
  return {
    bernoulliFactors: {
      'float32,float32': bernoulli('float32', 'float32', plain['float32,float32']),
      'float64,float64': bernoulli('float64', 'float64', plain['float64,float64']),
      'uint8,float32': bernoulli('uint8', 'float32', plain['uint8,float32']),
    },
    casts: tableOf(types, (type) => castIn(memory, reader, type)),
    checks: tableOf(types, (type) => checkIn(memory, reader, type)),
    differences: tableOf(differenceTypes, (type) => differenceIn(memory, reader, 'difference', type)),
    labelFactors: {
      'int32,float32': labelFactorsIn(memory, 'int32', 'float32'),
      'int32,float64': labelFactorsIn(memory, 'int32', 'float64'),
      'uint8,float32': labelFactorsIn(memory, 'uint8', 'float32'),
      'uint8,float64': labelFactorsIn(memory, 'uint8', 'float64'),
    },
    logitFactors: {
      'int32,float32': logitFactorsIn(memory, 'int32', 'float32'),
      'int32,float64': logitFactorsIn(memory, 'int32', 'float64'),
      'uint8,float32': logitFactorsIn(memory, 'uint8', 'float32'),
      'uint8,float64': logitFactorsIn(memory, 'uint8', 'float64'),
    },
    squaredDifferences: tableOf(differenceTypes, (type) =>
      differenceIn(memory, reader, 'squaredDifference', type),
    ),
  };
}
