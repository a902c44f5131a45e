import { plainBackend } from '@offmark/losses';
import type { Backend, IntegerType, LookUp } from '@offmark/losses';
import type { LookUpKernel } from './kernel-exports.ts';
import type { KernelMemory } from './kernel-memory.ts';

/** Beyond it no place of a table is in use, and differences might not fit 64 bits. */
const mostFirst = 2 ** 62;

function lookUpIn(memory: KernelMemory, type: IntegerType, name: string, bytes: number): LookUp {
  const kernel = memory.kernel(name) as LookUpKernel;
  const plain = plainBackend.lookUps[type];
  return (out, table, first, data, from, length) => {
    const here = memory.holds(out) && memory.holds(table) && memory.holds(data);
    if (!here || Math.abs(first) > mostFirst) return plain(out, table, first, data, from, length);
    const address = data.byteOffset + from * bytes;
    return kernel(out.byteOffset, table.byteOffset, table.length, first, address, length);
  };
}

/** The look-ups in tables of the memory, of columns there; others are the plain backend's. */
export function lookUpsIn(memory: KernelMemory): Backend['lookUps'] {
  const lookUp = (type: IntegerType, name: string, bytes: number): LookUp =>
    lookUpIn(memory, type, name, bytes);
  return {
    int8: lookUp('int8', 'lookUpInt8', 1),
    int16: lookUp('int16', 'lookUpInt16', 2),
    int32: lookUp('int32', 'lookUpInt32', 4),
    int64: lookUp('int64', 'lookUpInt64', 8),
    uint8: lookUp('uint8', 'lookUpUint8', 1),
    uint16: lookUp('uint16', 'lookUpUint16', 2),
    uint32: lookUp('uint32', 'lookUpInt32', 4),
    uint64: lookUp('uint64', 'lookUpInt64', 8),
  };
}
