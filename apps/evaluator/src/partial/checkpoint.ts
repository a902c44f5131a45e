import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { Measure } from '@offmark/losses';
import { argumentError, inputError } from '../errors.ts';
import type { InputSummary } from '../inputs/dataset.ts';
import { systemText } from '../system-text.ts';
import type { Scored, Task } from '../scan/task.ts';
import { mergePartialStates } from './merge-partial-states.ts';
import type { NamedState } from './merge-partial-states.ts';
import { parsePartialState } from './parse-partial-state.ts';
import { newPartialState, partialStateText } from './partial-state.ts';
import type { PartialPlan, PartialState, StateParts } from './partial-state.ts';
import { StateCollector } from './state-collector.ts';

/** Files as they were when the job began: what has changed since is noticed. */
const identityFile = 'inputs.json';
const segmentPattern = /^segment-\d+-[0-9a-z-]+\.json$/;

/** What a file system tells of a file without reading it. */
function fingerprintOf(file: string): string {
  const { size, mtimeNs, ino } = statSync(file, { bigint: true });
  return `size ${size}, changed ${mtimeNs}, inode ${ino}`;
}

/** A chunk that is read again when the job is taken up, to be compared with what was read before. */
export interface Probe {
  readonly chunk: number;
  readonly digest: string;
}

/**
 * A folder of finished segments of a job: each is written once, whole or not at all, so that a job that was killed at any
 * moment is taken up where it stopped.
 */
export class Checkpoint {
  readonly #folder: string;
  readonly #plan: PartialPlan;
  readonly #inputs: readonly InputSummary[];
  readonly #interval: number;
  readonly #parts: StateParts;
  #open = new StateCollector();
  #probe: Probe | null = null;
  #written = Date.now();
  #segments = 0;

  /**
   * @param interval  between two segments at least, in milliseconds
   * @param parts     what of the states of tasks is known outside of them
   */
  constructor(
    folder: string,
    plan: PartialPlan,
    inputs: readonly InputSummary[],
    interval: number,
    parts: StateParts,
  ) {
    this.#folder = folder;
    this.#plan = plan;
    this.#inputs = inputs;
    this.#interval = interval;
    this.#parts = parts;
  }

  /**
   * What was finished before, with the chunks to read again; null if nothing was.
   * @throws E_CHECKPOINT if it is of another job, E_INPUT_CHANGED if an input is not what it was
   */
  takeUp(
    known: readonly Measure[],
  ): { readonly state: PartialState; readonly probes: readonly Probe[] } | null {
    const names = this.#attempt(() => {
      mkdirSync(this.#folder, { recursive: true });
      return readdirSync(this.#folder);
    });
    const fingerprints = this.#inputs.map((input) => [input.path, fingerprintOf(input.path)] as const);
    if (names.includes(identityFile)) this.#checkFingerprints(new Map(fingerprints));
    else this.#write(identityFile, `${JSON.stringify(Object.fromEntries(fingerprints))}\n`);
    const segments = names.filter((name) => segmentPattern.test(name)).map((name) => this.#read(name, known));
    if (segments.length === 0) return null;
    const own: NamedState = { path: 'the job', state: this.#state(new StateCollector()) };
    const state = mergePartialStates([own, ...segments.map(({ named }) => named)]);
    if (state.jobs.length > 1) {
      throw argumentError('E_CHECKPOINT', {
        place: this.#folder,
        expected: 'segments of this job',
        got: 'those of other inputs',
        next: 'Give each job a folder of its own.',
      });
    }
    return { state, probes: segments.map(({ probe }) => probe) };
  }

  /** Keeps what a task gave, and writes a segment if it is time. */
  add(task: Task, scored: Scored): void {
    this.#open.add(task, scored);
    const [chunk] = task.chunks;
    const [digest] = scored.digests;
    if (chunk !== undefined && digest !== undefined) this.#probe ??= { chunk: chunk.index, digest };
    if (Date.now() - this.#written >= this.#interval) this.flush();
  }

  /** Writes what was kept since the last segment. */
  flush(): void {
    if (this.#probe === null) return;
    const text = partialStateText(this.#state(this.#open));
    // The probe stands in a line of its own behind the state.
    this.#segments += 1;
    const name = `segment-${this.#probe.chunk}-${process.pid}-${this.#written.toString(36)}-${this.#segments}.json`;
    this.#write(name, `${text}${JSON.stringify(this.#probe)}\n`);
    this.#open = new StateCollector();
    this.#probe = null;
    this.#written = Date.now();
  }

  #state(collector: StateCollector): PartialState {
    return newPartialState(this.#plan, [collector.jobOf(this.#inputs)], this.#parts);
  }

  #checkFingerprints(now: ReadonlyMap<string, string>): void {
    const file = path.join(this.#folder, identityFile);
    const before: unknown = this.#attempt(() => JSON.parse(readFileSync(file, 'utf8')));
    const entries = typeof before === 'object' && before !== null ? Object.entries(before) : [];
    for (const [input, fingerprint] of entries) {
      const got = now.get(input);
      if (got === undefined) {
        throw argumentError('E_CHECKPOINT', {
          place: this.#folder,
          expected: `a job over ${input} too`,
          got: 'one without it',
          next: 'Give each job a folder of its own.',
        });
      }
      if (got !== fingerprint) throw changed(input, String(fingerprint), got);
    }
  }

  #read(name: string, known: readonly Measure[]): { readonly named: NamedState; readonly probe: Probe } {
    const file = path.join(this.#folder, name);
    const [text = '', probeText = ''] = this.#attempt(() => readFileSync(file, 'utf8')).split('\n');
    const probe: unknown = this.#attempt(() => JSON.parse(probeText));
    if (!isProbe(probe)) {
      throw inputError('E_STATE', { place: file, expected: 'a probe in the second line', got: probeText });
    }
    return { named: { path: file, state: parsePartialState(text, file, known) }, probe };
  }

  /** Beside its name first, on the disk, then renamed: at no moment is there half a file of that name. */
  #write(name: string, text: string): void {
    this.#attempt(() => {
      const beside = path.join(this.#folder, `.${process.pid}-${name}`);
      const descriptor = openSync(beside, 'w');
      try {
        writeFileSync(descriptor, text);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(beside, path.join(this.#folder, name));
    });
  }

  #attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw argumentError('E_CHECKPOINT', {
        place: this.#folder,
        expected: 'a folder to write segments to and read them from',
        got: systemText(error),
      });
    }
  }
}

function isProbe(value: unknown): value is Probe {
  return (
    typeof value === 'object' &&
    value !== null &&
    'chunk' in value &&
    'digest' in value &&
    Number.isSafeInteger(value.chunk) &&
    typeof value.digest === 'string'
  );
}

/** The error of an input that is not what it was. */
export function changed(input: string, before: string, now: string): Error {
  return inputError('E_INPUT_CHANGED', {
    place: input,
    expected: `it as when the job began: ${before}`,
    got: now,
    next: 'Remove the checkpoint to start afresh.',
  });
}
