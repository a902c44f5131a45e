import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

/** A folder that lives as long as the tests of a file. */
export function testFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'offmark-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
