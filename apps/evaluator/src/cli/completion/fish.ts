import type { CommandCompletion, Completion } from './completions.ts';

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;

/** Flags of \`complete\` that say what may stand there. */
function reply(completion: Completion): string {
  if (completion.kind === 'files') return ' -F';
  if (completion.kind === 'anything') return '';
  const words = completion.words.join(' ');
  // The command's words come one per line.
  return completion.listed
    ? ` -a ${quoted(`(__fish_complete_list , "string split ' ' '${words}'")`)}`
    : ` -a ${quoted(words)}`;
}

function commandLines({ name, description, options, argument }: CommandCompletion): readonly string[] {
  const inside = `complete -c offmark -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
  return [
    `complete -c offmark -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
    ...options.map(({ flag, description: words, value }) => {
      const takes = value === null ? '' : `${value.kind === 'files' ? ' -r' : ' -x'}${reply(value)}`;
      return `${inside} -l ${flag.slice(2)}${takes} -d ${quoted(words)}`;
    }),
    ...(argument.kind === 'anything' ? [] : [`${inside}${reply(argument)}`]),
  ];
}

/** A script for fish. */
export function fishScript(commands: readonly CommandCompletion[]): string {
  return [
    '# Completion of offmark for fish. In ~/.config/fish/config.fish: offmark completion fish | source',
    'complete -c offmark -f',
    ...commands.flatMap(commandLines),
    '',
  ].join('\n');
}
