import { type DictionaryStorage, insideOf, type Storage } from './storage.ts';

/** @returns the dictionaries of the columns; those of a dictionary's own values come after it */
export function dictionariesOf(columns: readonly { readonly storage: Storage }[]): DictionaryStorage[] {
  return columns.flatMap(({ storage }) => dictionariesIn(storage));
}

function dictionariesIn(storage: Storage): DictionaryStorage[] {
  if (storage.kind === 'dictionary') return [storage, ...dictionariesIn(storage.values)];
  return insideOf(storage).flatMap(dictionariesIn);
}
