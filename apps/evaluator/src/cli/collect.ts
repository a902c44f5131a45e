import { Option } from 'commander';

/** Values of an option that may be given again and again. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** The option that names modules of losses. */
export function lossesFrom(): Option {
  return new Option(
    '--losses-from <module>',
    'a JavaScript module of your own losses, to be run (adds up if given again)',
  ).argParser(collect);
}
