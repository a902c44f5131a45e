import path from 'node:path';
import type { Option } from 'commander';
import { baselineFrom } from '../comparison/baseline-source.ts';
import { isRepeatable, jobOptions, mayBeBare, takesNumber, takesPath } from '../cli/option-kinds.ts';
import type { GivenValue, Source } from '../cli/settled-flags.ts';
import { standardInput } from '../inputs/inputs.ts';
import { suggestion } from '../nearest.ts';
import { isRemote } from '../remote/remote-name.ts';
import { reportKinds } from '../reports/kinds.ts';
import { configError, placeIn } from './config-file.ts';
import type { ConfigFile, ValuePath } from './config-file.ts';

/** A job as a configuration has it: its inputs, and the values of options by their long names. */
export interface JobSettings extends Source {
  readonly name: string;
  readonly inputs: readonly GivenValue[];
  readonly inputsPlace: string;
  /** Where the job stands. */
  readonly place: string;
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a value is, in words. */
function described(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (isObject(value)) return 'an object';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'function' ? 'a function' : `a ${typeof value}`;
}

/** Other tools call what a configuration exports; this one takes it as it stands. */
const nextFor = (value: unknown): string =>
  typeof value === 'function' ? 'Nothing calls it; write what it returns in its place.' : '';

/** Reads what stands in a configuration; whatever it refuses has its place. */
class Reader {
  readonly #file: ConfigFile;
  /** From here to the configuration's folder. */
  readonly #folder: string;

  constructor(file: ConfigFile) {
    this.#file = file;
    this.#folder = path.dirname(file.path);
  }

  place(way: ValuePath): string {
    return placeIn(this.#file, way);
  }

  refuse(way: ValuePath, expected: string, got: string, next = ''): never {
    throw configError(this.place(way), { expected, got, next });
  }

  /** The members of an object, each of which must be known. */
  members(value: unknown, way: ValuePath, known: readonly string[], what: string): Fields {
    if (!isObject(value)) return this.refuse(way, what, described(value), nextFor(value));
    const unknown = Object.keys(value).find((name) => !known.includes(name));
    if (unknown === undefined) return value;
    return this.refuse([...way, unknown], what, unknown, suggestion(unknown, known));
  }

  text(value: unknown, way: ValuePath, expected: string): string {
    const isNumber = typeof value === 'number' && Number.isFinite(value);
    if (isNumber || (typeof value === 'string' && value !== '')) return String(value);
    return this.refuse(way, expected, described(value), nextFor(value));
  }

  /** One text, or several. */
  texts(value: unknown, way: ValuePath, expected: string): readonly GivenValue[] {
    if (!Array.isArray(value)) return [{ text: this.text(value, way, expected), place: this.place(way) }];
    if (value.length === 0) this.refuse(way, expected, described(value));
    return value.map((item: unknown, i) => {
      const at = [...way, i];
      return { text: this.text(item, at, expected), place: this.place(at) };
    });
  }

  /** A path of the configuration, from here. */
  path(name: string): string {
    const stays = name === standardInput || isRemote(name) || path.isAbsolute(name) || this.#folder === '.';
    return stays ? name : path.join(this.#folder, name);
  }
}

/** @returns a switch's state, or the texts that the option would be given on the command line */
function optionValue(
  reader: Reader,
  option: Option,
  value: unknown,
  way: ValuePath,
): boolean | readonly GivenValue[] {
  if (option.isBoolean()) {
    return typeof value === 'boolean' ? value : reader.refuse(way, 'true or false', described(value));
  }
  if (mayBeBare(option) && typeof value === 'boolean') return value;
  const isNumber = takesNumber(option);
  const expected = [
    ...(mayBeBare(option) ? ['true, false'] : []),
    isNumber ? 'a number' : 'a text',
    ...(isRepeatable(option) ? ['or a list of them'] : []),
  ].join(', ');
  if (Array.isArray(value) && !isRepeatable(option)) {
    return isNumber ? reader.refuse(way, expected, described(value)) : [listed(reader, value, way)];
  }
  const texts = reader.texts(value, way, expected);
  if (takesPath(option)) return texts.map(({ text, place }) => ({ text: reader.path(text), place }));
  if (option.name() !== 'baseline') return texts;
  return texts.map(({ text, place }) => ({ text: baselineFrom(text, (name) => reader.path(name)), place }));
}

/** A list for an option that takes texts between commas. */
function listed(reader: Reader, value: readonly unknown[], way: ValuePath): GivenValue {
  const texts = reader.texts(value, way, 'texts').map(({ text }) => text);
  const divided = texts.findIndex((text) => text.includes(','));
  if (divided >= 0) reader.refuse([...way, divided], 'a text without a comma', texts[divided] ?? '');
  return { text: texts.join(','), place: reader.place(way) };
}

/** `{ html: 'report.html' }`, as `--report` is given it. */
function reportFiles(reader: Reader, value: unknown, way: ValuePath): readonly GivenValue[] {
  const files = reader.members(value, way, reportKinds, `files by kind: ${reportKinds.join(', ')}`);
  return Object.entries(files).map(([kind, file]) => {
    const at = [...way, kind];
    return { text: `${kind}=${reader.path(reader.text(file, at, 'a file'))}`, place: reader.place(at) };
  });
}

/** The names that a job's members have: `max-dropped` is `maxDropped`, and `report` is `reports`, by kind. */
export function jobKeys(options: readonly Option[]): ReadonlyMap<string, Option> {
  const named = jobOptions(options).map(
    (option) => [option.name() === 'report' ? 'reports' : option.attributeName(), option] as const,
  );
  return new Map(named);
}

function readJob(
  reader: Reader,
  name: string,
  value: unknown,
  keys: ReadonlyMap<string, Option>,
): JobSettings {
  const way = ['jobs', name];
  const members = reader.members(
    value,
    way,
    ['inputs', ...keys.keys()],
    'options of offmark eval in camel case, inputs, reports',
  );
  const place = reader.place(way);
  if (members['inputs'] === undefined) reader.refuse(way, 'inputs', 'none');
  const inputs = reader.texts(members['inputs'], [...way, 'inputs'], 'inputs, one or a list');
  const values = new Map<string, boolean | readonly GivenValue[]>();
  const places = new Map<string, string>();
  for (const [key, option] of keys) {
    const given = members[key];
    if (given === undefined) continue;
    const at = [...way, key];
    places.set(option.name(), reader.place(at));
    values.set(
      option.name(),
      key === 'reports' ? reportFiles(reader, given, at) : optionValue(reader, option, given, at),
    );
  }
  return {
    name,
    place,
    inputs: inputs.map(({ text, place: at }) => ({ text: reader.path(text), place: at })),
    inputsPlace: reader.place([...way, 'inputs']),
    kind: 'config',
    valueOf: (option) => {
      const given = values.get(option.name());
      return given === undefined ? undefined : { value: given, place: places.get(option.name()) ?? place };
    },
  };
}

/** Names that a shell takes as they stand. */
const jobName = /^[\w.][\w.-]*$/;

/**
 * The jobs of a configuration, in its order.
 * @param options  those of `offmark eval`
 * @throws         E_CONFIG with the place of the first thing that is wrong
 */
export function readJobs(file: ConfigFile, options: readonly Option[]): readonly JobSettings[] {
  const reader = new Reader(file);
  const { jobs } = reader.members(file.value, [], ['$schema', 'jobs'], 'an object with jobs');
  if (!isObject(jobs)) {
    return reader.refuse(['jobs'], 'jobs by their names', described(jobs), nextFor(jobs));
  }
  const entries = Object.entries(jobs);
  if (entries.length === 0) reader.refuse(['jobs'], 'at least one job', 'none');
  const bad = entries.find(([name]) => !jobName.test(name))?.[0];
  if (bad !== undefined) {
    reader.refuse(
      ['jobs', bad],
      'a name of letters, digits, dots, hyphens and underscores',
      JSON.stringify(bad),
    );
  }
  const keys = jobKeys(options);
  return entries.map(([name, job]) => readJob(reader, name, job, keys));
}
