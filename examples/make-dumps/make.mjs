import {
  float32,
  float32Lists,
  float64,
  float64Lists,
  int32,
  tableOf,
  uint8,
  utf8,
  writeDump,
} from './dumps.mjs';
import { sigmoid, softmax } from './maths.mjs';
import { fitLinear, fitLogistic, fitSoftmax } from './models.mjs';
import { SPECIES, loadPenguins } from './penguins.mjs';
import { split } from './split.mjs';

/** @typedef {import('./penguins.mjs').Penguin} Penguin */

const { penguins, recorded } = loadPenguins();
const { training, heldOut } = split(penguins, { seed: 2014, trainingShare: 0.6 });
console.log(
  `${recorded} penguins, ${penguins.length} complete: ${training.length} to learn from, ${heldOut.length} held out`,
);

const species = utf8(heldOut.map((penguin) => SPECIES[penguin.species]));
const island = utf8(heldOut.map((penguin) => penguin.island));

/** Adelie is the base. @param {Penguin} penguin */
const speciesDummies = ({ species }) => [species === 1 ? 1 : 0, species === 2 ? 1 : 0];

/** @param {Penguin} penguin */
const massFeatures = (penguin) => [
  penguin.billLength,
  penguin.billDepth,
  penguin.flipperLength,
  penguin.female,
  ...speciesDummies(penguin),
];

/** @param {Penguin} penguin */
const sexFeatures = (penguin) => [
  penguin.billLength,
  penguin.billDepth,
  penguin.flipperLength,
  penguin.bodyMass,
  ...speciesDummies(penguin),
];

// From the bill alone: with flipper and mass too, hardly a mistake would be left to measure.
/** @param {Penguin} penguin */
const speciesFeatures = (penguin) => [penguin.billLength, penguin.billDepth];

writeBodyMass();
writeSex();
writeSpecies();

function writeBodyMass() {
  const predict = fitLinear(
    training.map(massFeatures),
    training.map((penguin) => penguin.bodyMass),
  );
  // The simplest rival: what a penguin of that species weighs.
  const speciesMeans = SPECIES.map((_, k) => {
    const masses = training.filter((penguin) => penguin.species === k).map((penguin) => penguin.bodyMass);
    return masses.reduce((total, mass) => total + mass, 0) / masses.length;
  });
  // Each species weighs the same in total, and the mean weight is 1.
  const weights = SPECIES.map(
    (_, k) => heldOut.length / (SPECIES.length * heldOut.filter((penguin) => penguin.species === k).length),
  );
  const table = tableOf({
    target: float64(heldOut.map((penguin) => penguin.bodyMass)),
    prediction: float64(heldOut.map((penguin) => predict(massFeatures(penguin)))),
    species_mean: float64(heldOut.map((penguin) => speciesMeans[penguin.species])),
    weight: float64(heldOut.map((penguin) => weights[penguin.species])),
    species,
    island,
  });
  writeDump('penguin-body-mass.arrow', table, 'file');
}

function writeSex() {
  const logitOf = fitLogistic(
    training.map(sexFeatures),
    training.map((penguin) => penguin.female),
    { ridge: 0.1 },
  );
  const logits = heldOut.map((penguin) => logitOf(sexFeatures(penguin)));
  const table = tableOf({
    target: uint8(heldOut.map((penguin) => penguin.female)),
    probability: float32(logits.map(sigmoid)),
    logit: float32(logits),
    species,
  });
  writeDump('penguin-sex.arrow', table, 'file');
}

function writeSpecies() {
  const logitsOf = fitSoftmax(
    training.map(speciesFeatures),
    training.map((penguin) => penguin.species),
    { classes: SPECIES.length, ridge: 0.1 },
  );
  const logits = heldOut.map((penguin) => logitsOf(speciesFeatures(penguin)));
  const table = tableOf({
    target: int32(heldOut.map((penguin) => penguin.species)),
    one_hot: float32Lists(heldOut.map((penguin) => SPECIES.map((_, k) => (k === penguin.species ? 1 : 0)))),
    probabilities: float64Lists(logits.map(softmax)),
    logits: float64Lists(logits),
    island,
  });
  writeDump('penguin-species.arrow', table, 'file');
  writeDump('penguin-species.arrows', table, 'stream');
}
