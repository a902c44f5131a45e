import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Penguin
 * @property {number} species an index into SPECIES
 * @property {string} island
 * @property {number} female 1 or 0
 * @property {number} billLength mm
 * @property {number} billDepth mm
 * @property {number} flipperLength mm
 * @property {number} bodyMass g
 */

/** Class 0, 1 and 2. */
export const SPECIES = ['Adelie', 'Chinstrap', 'Gentoo'];

const SEXES = ['MALE', 'FEMALE'];

/**
 * The penguins with every measurement and a sex, in the order of the data set.
 * @returns {{ penguins: Penguin[], recorded: number }}
 */
export function loadPenguins() {
  const file = new URL('data/penguins.json', new URL('../', import.meta.resolve('vega-datasets')));
  /** @type {Record<string, string | number | null>[]} */
  const records = JSON.parse(readFileSync(file, 'utf8'));
  const penguins = records.filter(isComplete).map((record) => ({
    species: SPECIES.indexOf(String(record['Species'])),
    island: String(record['Island']),
    female: SEXES.indexOf(String(record['Sex'])),
    billLength: Number(record['Beak Length (mm)']),
    billDepth: Number(record['Beak Depth (mm)']),
    flipperLength: Number(record['Flipper Length (mm)']),
    bodyMass: Number(record['Body Mass (g)']),
  }));
  return { penguins, recorded: records.length };
}

/**
 * Two penguins were not measured; nine more have no sex, or '.' for one.
 * @param {Record<string, string | number | null>} record
 */
function isComplete(record) {
  return Object.values(record).every((value) => value !== null) && SEXES.includes(String(record['Sex']));
}
