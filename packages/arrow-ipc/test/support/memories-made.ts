/** @returns how many WebAssembly memories were made while something was done */
export async function memoriesMade(work: () => unknown): Promise<number> {
  const { Memory } = WebAssembly;
  let made = 0;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      made += 1;
    }
  };
  try {
    await work();
  } finally {
    WebAssembly.Memory = Memory;
  }
  return made;
}
