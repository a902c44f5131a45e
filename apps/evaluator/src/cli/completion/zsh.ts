import type { CommandCompletion, Completion } from './completions.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** `name:description`, as _describe takes it. */
function described(name: string, description: string): string {
  return quoted(`${name}:${description.replaceAll(':', String.raw`\:`)}`);
}

function reply(completion: Completion): string {
  if (completion.kind === 'files') return '_files';
  if (completion.kind === 'anything') return ':';
  const words = completion.words.join(' ');
  return completion.listed ? `compset -P '*,'; compadd -q -S '' -- ${words}` : `compadd -- ${words}`;
}

function valueCases({ name, options }: CommandCompletion): readonly string[] {
  return options.flatMap(({ flag, value }) =>
    value === null ? [] : [`    ${quoted(`${name} ${flag}`)}) ${reply(value)}; return ;;`],
  );
}

function commandCase({ name, options, argument }: CommandCompletion): string {
  const flags = options.map(({ flag, description }) => described(flag, description));
  return [
    `    ${name})`,
    '      if [[ $PREFIX == -* ]]; then',
    `        offers=(${flags.join(' ')})`,
    '        _describe option offers',
    `      else ${reply(argument)}; fi ;;`,
  ].join('\n');
}

/** A script for zsh, to be evaluated or kept as _offmark in a folder of fpath. */
export function zshScript(commands: readonly CommandCompletion[]): string {
  return `#compdef offmark
# Completion of offmark for zsh. In ~/.zshrc, after compinit: eval "$(offmark completion zsh)"
_offmark() {
  local command=$words[2] previous=$words[CURRENT-1]
  local -a offers
  if ((CURRENT == 2)); then
    offers=(${commands.map(({ name, description }) => described(name, description)).join(' ')})
    _describe command offers
    return
  fi
  case "$command $previous" in
${commands.flatMap(valueCases).join('\n')}
  esac
  case $command in
${commands.map(commandCase).join('\n')}
  esac
}

if [[ $funcstack[1] == _offmark ]]; then _offmark "$@"; else compdef _offmark offmark; fi
`;
}
