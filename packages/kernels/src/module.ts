import { kernelsBase64 } from './kernels.gen.ts';

let compiled: WebAssembly.Module | undefined;

/** The kernels, compiled once per thread. Worker threads may be sent the module instead of compiling it again. */
export function kernelsModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(decodeBase64(kernelsBase64));
  return compiled;
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}
