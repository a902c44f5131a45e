import { statSync } from 'node:fs';
import { LossError, measures, plainBackend } from '@offmark/losses';
import type { Expression, Measure } from '@offmark/losses';
import { argumentError } from './errors.ts';
import { systemText } from './system-text.ts';

/** Names that `--loss` can say: no comma, colon or equals sign. */
const namePattern = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

/**
 * A module may come with a copy of @offmark/losses of its own, so that classes tell nothing: a loss or a metric is what
 * has the parts of one.
 */
function isMeasure(value: unknown): value is Measure {
  if (!isObject(value)) return false;
  const { name, summary, columns, value: graph, divisor, rule, parameters, parameterValues } = value;
  const parts = [columns, divisor, rule, parameters, parameterValues, graph ?? {}];
  return (
    typeof name === 'string' &&
    typeof summary === 'string' &&
    parts.every(isObject) &&
    typeof value['with'] === 'function' &&
    typeof value['finish'] === 'function'
  );
}

/** An error of whichever copy of @offmark/losses a loss was made with. */
export function isLossError(error: unknown): error is LossError {
  if (error instanceof LossError) return true;
  if (!(error instanceof Error && error.name === 'LossError')) return false;
  const texts = ['code', 'place', 'expected', 'got', 'next'];
  return (
    Object.entries(error).filter(([name, text]) => texts.includes(name) && typeof text === 'string')
      .length === texts.length
  );
}

function moduleError(place: string, expected: string, got: string, next = ''): Error {
  return argumentError('E_LOSS_MODULE', { place, expected, got, next });
}

/** What an exported value is, in words. */
function described(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  return isObject(value) ? 'another object' : String(value);
}

/** An operation that the backends do not have; a loss made with another version may use one. */
function unknownOperation(root: Expression): string | undefined {
  const seen = new Set<Expression>();
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind !== 'application' || seen.has(node)) continue;
    seen.add(node);
    if (!Object.hasOwn(plainBackend.operations, node.operation.name)) return node.operation.name;
    waiting.push(...node.inputs);
  }
  return undefined;
}

function graphsOf({ value, divisor, reducers = [] }: Measure): readonly Expression[] {
  const terms = reducers.flatMap(({ inputs }) => inputs.map(({ node }) => node));
  return [divisor, ...terms, ...(value === null ? [] : [value])];
}

function checkedLoss(value: unknown, module: string, exported: string): Measure {
  const place = `${module}, export ${exported}`;
  if (!isMeasure(value)) throw moduleError(place, 'a loss made with defineLoss', described(value));
  if (!namePattern.test(value.name)) {
    throw moduleError(place, 'a name of small letters, digits and hyphens', JSON.stringify(value.name));
  }
  const operation = graphsOf(value)
    .map(unknownOperation)
    .find((name) => name !== undefined);
  if (operation === undefined) return value;
  const next = 'Make the loss with the version of @offmark/losses that belongs to this offmark.';
  throw moduleError(place, 'operations that this version has', operation, next);
}

async function imported(module: string): Promise<Fields> {
  try {
    // Asked first, for Node's own words would name a file of ours.
    statSync(module);
    const { importModule } = await import('./import-module.ts');
    const namespace = await importModule(module);
    return isObject(namespace) ? namespace : {};
  } catch (error) {
    const [got = ''] = systemText(error).split('\n');
    const isMissingPackage = got.includes('@offmark/losses');
    throw moduleError(
      module,
      'a module that exports losses',
      got === '' ? 'an error without words' : got,
      isMissingPackage ? 'Install it beside the module: npm install @offmark/losses.' : '',
    );
  }
}

/** The losses that a module exports, one by one or in lists; the same loss under two names is one. */
async function lossesOf(module: string): Promise<readonly Measure[]> {
  const exports = Object.entries(await imported(module));
  const losses = exports.flatMap(([name, value]) =>
    [value].flat().map((loss: unknown) => checkedLoss(loss, module, name)),
  );
  if (losses.length === 0) throw moduleError(module, 'a module that exports losses', 'no exports');
  return [...new Set(losses)];
}

/**
 * The losses that a job may name: those of the catalogue, then those of the modules.
 * @param modules  paths of modules of which every export is a loss or a list of losses; their code is run
 * @throws         E_LOSS_MODULE if a module cannot be imported, exports anything else, or a name is taken
 */
export async function loadLosses(modules: readonly string[]): Promise<readonly Measure[]> {
  const owners = new Map(measures.map(({ name }) => [name, 'the catalogue']));
  const known = [...measures];
  for (const module of new Set(modules)) {
    for (const loss of await lossesOf(module)) {
      const owner = owners.get(loss.name);
      if (owner !== undefined) {
        const next = 'Give it another name.';
        throw moduleError(module, 'names of its own', `${loss.name}, which ${owner} has`, next);
      }
      owners.set(loss.name, module);
      known.push(loss);
    }
  }
  return known;
}
