import { kernelsBase64 } from './kernels.gen.ts';

let compiled: WebAssembly.Module | undefined;

/** The kernels, compiled once per thread. Worker threads may be sent the module instead of compiling it again. */
export function kernelsModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(decodeBase64(kernelsBase64));
  return compiled;
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
