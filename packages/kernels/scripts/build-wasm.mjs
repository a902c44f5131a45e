// Compiles assembly/index.ts and writes it as base64 into src/kernels.gen.ts, so that there is no asset to find.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));
const flags =
  '--runtime stub --noAssert -O3 --enable simd --importMemory --noExportMemory --outFile kernels.wasm';
const outputs = new Map();

const { error } = await asc.main(
  ['assembly/index.ts', '--baseDir', root, '--textFile', 'kernels.wat', ...flags.split(' ')],
  { stderr: process.stderr, writeFile: (name, contents) => void outputs.set(name, contents) },
);
if (error !== null) throw error;

const wasm = Buffer.from(outputs.get('kernels.wasm'));
// relaxed_simd would differ from machine to machine; data segments would be written to no purpose.
const text = String(outputs.get('kernels.wat'));
for (const banned of ['relaxed_', '(data ', 'shared'])
  if (text.includes(banned)) throw new Error(`kernels must not use ${banned}`);
if (process.argv.includes('--text')) writeFileSync('kernels.wat', text);

writeFileSync(
  new URL('../src/kernels.gen.ts', import.meta.url),
  `// Written by scripts/build-wasm.mjs.\nexport const kernelsBase64: string =\n  '${wasm.toString('base64')}';\n`,
);
console.log(`kernels.wasm: ${wasm.length} bytes`);
