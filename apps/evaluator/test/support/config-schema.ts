import { Command } from 'commander';
import type { Option } from 'commander';
import { jobKeys } from '../../src/config/read-jobs.ts';
import { isRepeatable, mayBeBare, placeholderOf, takesNumber } from '../../src/cli/option-kinds.ts';
import { commandLine } from '../../src/cli/command.ts';
import { reportKinds } from '../../src/reports/kinds.ts';

type Schema = Readonly<Record<string, unknown>>;

const texts: Schema = {
  anyOf: [
    { type: ['string', 'number'], minLength: 1 },
    { type: 'array', items: { type: ['string', 'number'], minLength: 1 }, minItems: 1 },
  ],
};

function valueSchema(option: Option): Schema {
  if (option.isBoolean()) return { type: 'boolean' };
  if (mayBeBare(option)) return { anyOf: [{ type: 'boolean' }, givenSchema(option)] };
  return givenSchema(option);
}

function givenSchema(option: Option): Schema {
  if (option.argChoices !== undefined) return { enum: option.argChoices };
  if (isRepeatable(option) || placeholderOf(option) === 'names') return texts;
  return takesNumber(option)
    ? { type: ['number', 'string'], minLength: 1 }
    : { type: ['string', 'number'], minLength: 1 };
}

function keySchema(key: string, option: Option): Schema {
  const { description, defaultValue } = option;
  if (key === 'reports') {
    const file = { type: 'string', minLength: 1 };
    return {
      description: 'Files to write reports to, by their kind.',
      type: 'object',
      properties: Object.fromEntries(reportKinds.map((kind) => [kind, file])),
      additionalProperties: false,
    };
  }
  return {
    description,
    ...(defaultValue === undefined ? {} : { default: defaultValue }),
    ...valueSchema(option),
  };
}

/** The options of `offmark eval`, as the command defines them. */
export function evalOptions(): readonly Option[] {
  const command = commandLine(new AbortController().signal).commands.find((one) => one.name() === 'eval');
  return (command ?? new Command()).options;
}

/** The JSON Schema of configurations, from the options of `offmark eval`. */
export function configSchema(): Schema {
  const keys = [...jobKeys(evalOptions())].map(([key, option]) => [key, keySchema(key, option)] as const);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://github.com/offmark/offmark/schema/config-v1.json',
    title: 'offmark configuration, version 1',
    description:
      'Jobs for offmark run. Their keys are the options of offmark eval in camel case. Paths are relative to the configuration.',
    type: 'object',
    required: ['jobs'],
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      jobs: {
        type: 'object',
        minProperties: 1,
        propertyNames: { pattern: String.raw`^[\w.][\w.-]*$` },
        additionalProperties: { $ref: '#/$defs/job' },
      },
    },
    $defs: {
      job: {
        type: 'object',
        required: ['inputs'],
        additionalProperties: false,
        properties: {
          inputs: {
            description:
              'Files, folders, globs, http(s) URLs or -; {date:yyyy-MM-dd} in them is the day of date.',
            ...texts,
          },
          ...Object.fromEntries(keys),
        },
      },
    },
  };
}
