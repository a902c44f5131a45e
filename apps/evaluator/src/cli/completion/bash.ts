import type { CommandCompletion, Completion } from './completions.ts';

/** Words come from definitions of ours: names without quotes or spaces. */
function reply(completion: Completion): string {
  if (completion.kind === 'files') return '_offmark_files';
  if (completion.kind === 'anything') return ':';
  return `_offmark_${completion.listed ? 'list' : 'words'} '${completion.words.join(' ')}'`;
}

function valueCases({ name, options }: CommandCompletion): readonly string[] {
  return options.flatMap(({ flag, value }) =>
    value === null ? [] : [`    '${name} ${flag}') ${reply(value)}; return ;;`],
  );
}

function commandCase({ name, options, argument }: CommandCompletion): string {
  const flags = options.map(({ flag }) => flag).join(' ');
  return `    ${name}) if [[ $current == -* ]]; then _offmark_words '${flags}'; else ${reply(argument)}; fi ;;`;
}

/** A script for bash: eval "$(offmark completion bash)". */
export function bashScript(commands: readonly CommandCompletion[]): string {
  return `# Completion of offmark for bash. In ~/.bashrc: eval "$(offmark completion bash)"
_offmark_words() { COMPREPLY=($(compgen -W "$1" -- "$current")); }

_offmark_files() {
  compopt -o filenames 2> /dev/null
  mapfile -t COMPREPLY < <(compgen -f -- "$current")
}

# The last of several words between commas.
_offmark_list() {
  local last=\${current##*,}
  compopt -o nospace 2> /dev/null
  COMPREPLY=($(compgen -P "\${current%"$last"}" -W "$1" -- "$last"))
}

_offmark() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} command=\${COMP_WORDS[1]}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    _offmark_words '${commands.map(({ name }) => name).join(' ')} --help --version'
    return
  fi
  case "$command $previous" in
${commands.flatMap(valueCases).join('\n')}
  esac
  case $command in
${commands.map(commandCase).join('\n')}
  esac
}

complete -F _offmark offmark
`;
}
