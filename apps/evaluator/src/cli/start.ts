#!/usr/bin/env node
import { loadCompiled } from '../code-cache.ts';

for (const name of ['shared.cjs', 'command.cjs']) loadCompiled(name, { isKept: true });
void import('./main.ts');
