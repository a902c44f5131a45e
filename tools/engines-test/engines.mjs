import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const libraries = '/usr/aarch64-linux-gnu';
const emulators = ['/usr/bin/qemu-aarch64-static', '/usr/bin/qemu-aarch64'];

/** What starts a program of arm64 here: nothing where it is at home. @throws with what to install */
export function arm64Emulator() {
  if (process.arch === 'arm64') return [];
  const emulator = emulators.find((path) => existsSync(path));
  if (emulator !== undefined && existsSync(libraries)) return [emulator, '-L', libraries];
  throw new Error(
    `no emulator of arm64: looked for ${emulators.join(', ')} and ${libraries}; on Debian, apt-get install qemu-user-static libc6-arm64-cross libstdc++6-arm64-cross`,
  );
}

/** The path of that Node, from the npm registry's packages of Node itself, kept in a folder that git ignores. */
export function installedNode(version, arch) {
  const name = `node-${process.platform}-${arch}`;
  const folder = `${here}.engines/${name}-${version}`;
  const manifest = `${folder}/node_modules/${name}/package.json`;
  if (!existsSync(manifest)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/package.json`, '{ "private": true }\n');
    // By force: the package may be of another architecture than this machine.
    const flags = ['--force', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--silent'];
    execFileSync('npm', ['install', ...flags, `${name}@${version}`], { cwd: folder, stdio: 'pipe' });
  }
  const { version: exact } = JSON.parse(readFileSync(manifest, 'utf8'));
  return { name: `Node ${exact} ${arch}`, path: `${folder}/node_modules/${name}/bin/node` };
}
