import fs from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';

/** Where compiled code is kept, by Node's own variables and those of the desktop; null if it is not to be. */
function cacheFolder(env: NodeJS.ProcessEnv): string | null {
  const { NODE_DISABLE_COMPILE_CACHE, NODE_COMPILE_CACHE, XDG_CACHE_HOME, HOME } = env;
  if (NODE_DISABLE_COMPILE_CACHE === '1') return null;
  const folders = [NODE_COMPILE_CACHE, XDG_CACHE_HOME, HOME && path.join(HOME, '.cache')];
  const folder = folders.find((given) => given !== undefined && path.isAbsolute(given));
  return folder === undefined ? null : path.join(folder, 'offmark');
}

/** Says what was compiled, and by which Node; in whole words, so that V8 need not copy what follows. */
function keyOf(file: string): Buffer {
  const { size, mtimeMs } = fs.statSync(file);
  const key = Buffer.from(JSON.stringify([process.version, process.arch, file, size, mtimeMs]));
  return Buffer.concat([key, Buffer.alloc(8 - (key.length % 8), '\n')]);
}

/**
 * Compiled code as it was kept; undefined if there is none for this key, if it is damaged, or if another user wrote it. It
 * is kept twice, because V8 trusts what it is given, and at a start no checksum is as fast as comparing.
 */
function readKept(kept: string, key: Buffer): Buffer | undefined {
  try {
    const bytes = fs.readFileSync(kept);
    const end = key.length + (bytes.length - key.length) / 2;
    const code = bytes.subarray(key.length, end);
    const isSound = bytes.subarray(0, key.length).equals(key) && code.equals(bytes.subarray(end));
    const { uid } = fs.statSync(kept);
    return isSound && uid === (process.getuid?.() ?? uid) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** One folder in another: Node makes several for ever where the system says that there is none, as below /proc. */
function makeFolder(folder: string): void {
  if (!fs.existsSync(folder)) fs.mkdirSync(folder, { mode: 0o700 });
}

/** Writes compiled code whole or not at all. Where it can't be kept, the next start is slower, and that is all. */
function keep(kept: string, key: Buffer, code: Buffer): void {
  const unfinished = `${kept}.${process.pid}`;
  try {
    makeFolder(path.dirname(path.dirname(kept)));
    makeFolder(path.dirname(kept));
    fs.writeFileSync(unfinished, Buffer.concat([key, code, code]), { mode: 0o600 });
    fs.renameSync(unfinished, kept);
  } catch {
    if (fs.existsSync(unfinished)) fs.rmSync(unfinished);
  }
}

/** Runs a CommonJS script as `require` would, which finds it loaded from then on. */
function runScript(file: string, script: vm.Script): void {
  const require = createRequire(file);
  const module = new Module(file);
  module.filename = file;
  require.cache[file] = module;
  const run: unknown = script.runInThisContext();
  if (typeof run === 'function') run(module.exports, require, module, file, path.dirname(file));
  module.loaded = true;
}

/**
 * Loads a script of the bundle with code that an earlier start has compiled, in a third of the time. Elsewhere than in the
 * bundle it does nothing: `require` or `import` loads what is needed.
 * @param name    the script's file, beside the running one
 * @param options whether what was compiled is kept for the next start, when this process ends
 */
export function loadCompiled(name: string, { isKept }: { readonly isKept: boolean }): void {
  const file = path.join(import.meta.dirname, name);
  const folder = cacheFolder(process.env);
  if (folder === null || !fs.existsSync(file)) return;
  const kept = path.join(folder, `${name}-${process.version}-${process.arch}`);
  const key = keyOf(file);
  const cachedData = readKept(kept, key);
  const script = new vm.Script(Module.wrap(fs.readFileSync(file, 'utf8')), {
    filename: file,
    ...(cachedData && { cachedData }),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  runScript(file, script);
  const isNew = cachedData === undefined || script.cachedDataRejected === true;
  // At the end, for by then what a job needs is compiled: functions are compiled when they are first called.
  if (isKept && isNew) process.once('exit', () => keep(kept, key, script.createCachedData()));
}
