/** Command lines for each command's help; the tests run them over the dumps in examples/. */
const examples: Readonly<Record<string, readonly string[]>> = {
  eval: [
    'offmark eval penguin-body-mass.arrow --loss mse,mae,huber:delta=300',
    'offmark eval penguin-body-mass.arrow --loss mae --by species --confidence 0.95',
    "offmark eval penguin-body-mass.arrow --loss mae --gate 'mae < 250' --max-dropped 0.1%",
    'offmark eval penguin-species.arrow --loss sparse-cce --prediction probabilities --report html=report.html',
    "offmark eval '{date:yyyy-MM-dd}/*.arrow' --date 2026-01-31 --loss mae --history history.jsonl --lock mae.lock",
  ],
  run: [
    'offmark run',
    'offmark run nightly --date yesterday',
    'offmark run nightly --config jobs/offmark.config.yaml --quiet',
  ],
  config: ['offmark config', 'offmark config --print nightly --workers 2'],
  merge: ['offmark merge part-1.json part-2.json --report html=report.html'],
  verify: ['offmark verify report.json penguin-body-mass.arrow'],
  losses: [
    'offmark losses',
    'offmark losses huber:delta=2',
    'offmark losses mse mae --plot chart.svg --gradients',
  ],
  inspect: ['offmark inspect penguin-species.arrow', 'offmark inspect penguin-sex.arrow --format json'],
  completion: ['offmark completion bash'],
};

/** The examples of a command, as its help ends with them. */
export function examplesText(command: string): string {
  const lines = examples[command] ?? [];
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}
