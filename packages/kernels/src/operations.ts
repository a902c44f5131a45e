import { plainBackend } from '@offmark/losses';
import type { Backend, BlockOperation, OperationName } from '@offmark/losses';
import type { OperationKernel } from './kernel-exports.ts';
import type { KernelMemory } from './kernel-memory.ts';

/**
 * The operations over registers of the memory. Those over others are the plain backend's, which has the same bits, and
 * so are those without a kernel: a scalar function of many steps is as fast in plain loops.
 */
export function operationsIn(memory: KernelMemory): Backend['operations'] {
  const names = Object.keys(plainBackend.operations) as OperationName[];
  const entries = names.map((name) => [name, operation(memory, name)] as const);
  return Object.fromEntries(entries) as Record<OperationName, BlockOperation>;
}

function operation(memory: KernelMemory, name: OperationName): BlockOperation {
  const kernel = memory.kernel(name) as OperationKernel | undefined;
  const mostClasses = memory.place('mostClasses');
  const plain = plainBackend.operations[name];
  if (kernel === undefined) return plain;
  return (out, inputs, length, classes) => {
    const [a, b, c] = [inputs[0] ?? out, inputs[1] ?? out, inputs[2] ?? out];
    const here = memory.holdsOutput(out, length) && memory.holds(a) && memory.holds(b) && memory.holds(c);
    if (here && classes <= mostClasses) {
      kernel(out.byteOffset, a.byteOffset, b.byteOffset, c.byteOffset, length, classes);
    } else {
      plain(out, inputs, length, classes);
    }
  };
}
