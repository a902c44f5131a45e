// Evaluates the example dumps, showing each command as a person would type it and what it prints.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const offmark = fileURLToPath(new URL('../apps/evaluator/dist/bundle/offmark.cjs', import.meta.url));
const cwd = fileURLToPath(new URL('dumps', import.meta.url));

const commands = [
  'eval penguin-body-mass.arrow --loss mse,mae,huber:delta=300',
  'eval penguin-body-mass.arrow --loss mse,mae --weight weight',
  'eval penguin-sex.arrow --loss bce --prediction probability',
  'eval penguin-sex.arrow --loss bce-logits --prediction logit',
  'eval penguin-species.arrow --loss cce --target one_hot --prediction probabilities',
  'eval penguin-species.arrow --loss sparse-cce --prediction probabilities',
  'eval penguin-species.arrows --loss sparse-cce-logits --prediction logits --workers 2',
];

for (const command of commands) {
  console.log(`$ offmark ${command}`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [offmark, ...command.split(' ')], {
    cwd,
    encoding: 'utf8',
  });
  process.stdout.write(`${stdout}${stderr}\n`);
  if (status !== 0) process.exit(status ?? 1);
}
