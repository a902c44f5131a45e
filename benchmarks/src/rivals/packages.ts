import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** Packages that the product does not need, in a folder with its own lockfile. */
export const rivalsFolder: string = fileURLToPath(new URL('../../rivals/', import.meta.url));

const load = createRequire(path.join(rivalsFolder, 'package.json'));

function installedAs(name: string, version: string): boolean {
  const manifest = path.join(rivalsFolder, 'node_modules', name, 'package.json');
  return (
    existsSync(manifest) &&
    (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }).version === version
  );
}

/** Installs the rivals, unless they are there at the versions that their package.json states. */
export function installRivals(): Readonly<Record<string, string>> {
  const { dependencies } = load('./package.json') as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  if (!Object.entries(dependencies).every(([name, version]) => installedAs(name, version))) {
    process.stderr.write('installing the rivals …\n');
    // Not `npm ci`, which wants the lockfile to name the binaries for all platforms: not every registry has them.
    const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
    execFileSync('npm', ['install', ...flags], { cwd: rivalsFolder, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return dependencies;
}

/** A rival's package, to be cast to what is used of it. */
export function loadRival(name: string): unknown {
  return load(name);
}
