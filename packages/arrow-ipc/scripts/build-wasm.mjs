// Compiles assembly/index.ts and writes it as base64 into src/compression/decoders.gen.ts, so that there is no asset
// to find.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));
const flags =
  '--runtime stub --noAssert -O3 --enable simd --importMemory --noExportMemory --memoryBase 16384 --outFile decoders.wasm';
const outputs = new Map();

const { error } = await asc.main(['assembly/index.ts', '--baseDir', root, ...flags.split(' ')], {
  stderr: process.stderr,
  writeFile: (name, contents) => void outputs.set(name, contents),
});
if (error !== null) throw error;

const wasm = Buffer.from(outputs.get('decoders.wasm'));
writeFileSync(
  new URL('../src/compression/decoders.gen.ts', import.meta.url),
  `// Written by scripts/build-wasm.mjs.\nexport const decodersBase64: string =\n  '${wasm.toString('base64')}';\n`,
);
console.log(`decoders.wasm: ${wasm.length} bytes`);
