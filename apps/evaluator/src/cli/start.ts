#!/usr/bin/env node
import { loadCompiled } from '../code-cache.ts';

// What a job compiles is what the next one needs; --help would keep little.
const isKept = ['eval', 'run'].includes(process.argv[2] ?? '');
for (const name of ['shared.cjs', 'command.cjs']) loadCompiled(name, { isKept });
void import('./main.ts');
