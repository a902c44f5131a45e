import { createRequire } from 'node:module';

function readVersion(): string {
  // By the package's own exports: the same file, whether this module stands alone or in the bundle.
  const manifest: unknown = createRequire(import.meta.url)('offmark/package.json');
  const known = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return known ? String(manifest.version) : 'unknown';
}

/** This package's version, from the one place that states it. */
export const version: string = readVersion();
