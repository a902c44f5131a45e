import type { Measure } from '@offmark/losses';
import { takesTexts } from '../inputs/columns.ts';
import { candidatesFor } from './candidate.ts';
import type { Candidate, ChosenColumns } from './candidate.ts';
import { classAdvice, droppedFlags, flagNotes, huberAdvice, notesOn } from './notes.ts';
import { shellCommand } from './shell-quote.ts';
import { taskOf, taskWords } from './tasks.ts';
import type { Advice, Task } from './tasks.ts';

/** Columns that could be compared, the losses that suit them, and the command that does it. Plain data. */
export interface Suggestion {
  readonly target: string;
  readonly prediction: string;
  /** Whether a name was not given but guessed. */
  readonly guessed: boolean;
  readonly task: Task;
  readonly looks: string;
  readonly losses: readonly Advice[];
  /** Other losses that compare the same with the same. */
  readonly alsoFit: readonly string[];
  readonly notes: readonly string[];
  readonly command: string;
}

const mostSuggestions = 4;

function comparedBy({ columns }: Measure): string {
  return Object.values(columns)
    .map(({ description }) => description)
    .join();
}

/** Losses of the catalogue that compare the same kinds of column as this one. */
function companions(advice: readonly Advice[], known: readonly Measure[]): readonly string[] {
  const [first = ''] = advice[0]?.loss.split(':') ?? [];
  const model = known.find(({ name }) => name === first);
  if (model === undefined) return [];
  const advised = new Set(advice.map(({ loss }) => loss.split(':')[0]));
  return known
    .filter((loss) => comparedBy(loss) === comparedBy(model) && !advised.has(loss.name))
    .map(({ name }) => name);
}

/** Nothing for a column that has its role's name. */
function columnFlag(role: 'target' | 'prediction', name: string): readonly string[] {
  if (name === role) return [];
  return name.startsWith('-') ? [`--${role}=${name}`] : [`--${role}`, name];
}

/** Those of the measures that take such a target. */
function suitable(known: readonly Measure[], { facts }: Candidate): readonly Measure[] {
  return facts.kind === 'texts' ? known.filter((measure) => takesTexts('target', [measure])) : known;
}

function suggestion(
  target: Candidate,
  prediction: Candidate,
  weightNotes: readonly string[],
  inputs: readonly string[],
  chosen: ChosenColumns,
  all: readonly Measure[],
): Suggestion | null {
  const task = taskOf(target.facts, prediction.facts);
  const classes = classAdvice(target);
  if (task === null || classes === null) return null;
  const known = suitable(all, target);
  const { looks, advice } = taskWords[task];
  const huber = task === 'regression' ? huberAdvice(target, prediction) : { advice: [], notes: [] };
  const losses = [...advice, ...huber.advice].filter(({ loss }) =>
    known.some(({ name }) => name === loss.split(':')[0]),
  );
  if (losses.length === 0) return null;
  const flags = droppedFlags([target, prediction], task);
  return {
    target: target.name,
    prediction: prediction.name,
    guessed: chosen.target === undefined || chosen.prediction === undefined,
    task,
    looks,
    losses,
    alsoFit: companions(losses, known),
    notes: [
      ...classes.notes,
      ...huber.notes,
      ...weightNotes,
      ...notesOn(target, prediction, task),
      ...flags.flatMap((flag) => flagNotes[flag] ?? []),
    ],
    command: shellCommand([
      'offmark',
      'eval',
      ...inputs.map((input) => (input.startsWith('-') ? `./${input}` : input)),
      '--loss',
      losses.map(({ loss }) => loss).join(','),
      ...columnFlag('target', target.name),
      ...columnFlag('prediction', prediction.name),
      ...classes.flags,
      ...flags,
    ]),
  };
}

/** What could be compared with what, the likeliest first; a few at most. */
export function suggestionsFor(
  candidates: readonly Candidate[],
  inputs: readonly string[],
  chosen: ChosenColumns,
  known: readonly Measure[],
): readonly Suggestion[] {
  const weightNotes = candidates
    .filter(({ purpose }) => purpose === 'weight')
    .map(
      ({ name }) => `To let rows count by ${JSON.stringify(name)}, add ${shellCommand(['--weight', name])}.`,
    );
  const targets = candidatesFor(candidates, 'target', chosen);
  const predictions = candidatesFor(candidates, 'prediction', chosen);
  return targets
    .flatMap((target) =>
      predictions
        .filter(({ name }) => name !== target.name)
        .map((prediction) => [target, prediction] as const),
    )
    .flatMap(
      ([target, prediction]) => suggestion(target, prediction, weightNotes, inputs, chosen, known) ?? [],
    )
    .slice(0, mostSuggestions);
}
