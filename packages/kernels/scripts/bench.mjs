// Nanoseconds per row for every operation, plain and simd, over blocks that stay in the cache; run by hand after
// a build. `node scripts/bench.mjs [name…]` runs those whose names hold one of the words.
import { performance } from 'node:perf_hooks';
import { plainBackend } from '@offmark/losses';
import { simdBackend } from '@offmark/kernels';

const rows = 2048;
const classes = 10;
const samples = 40;
const sampleMs = 4;
const words = process.argv.slice(2);

const ofMatrix = new Set(['broadcast', 'logSoftmax', 'scatter', 'softmax']);
const ofClasses = new Set([...ofMatrix, 'odds', 'oddsRest', 'pick', 'pickLogSoftmax', 'rowSum']);

/** The inputs that an operation likes, by their names. */
const inputsOf = {
  bernoulliFactor: ['flag', 'probability', 'floor'],
  bernoulliRest: ['flag', 'probability', 'floor'],
  broadcast: ['probability'],
  clampedLog: ['probability', 'floor'],
  clampedLog1p: ['minus', 'floor'],
  log1p: ['minus'],
  oddsRest: ['probability', 'matrix', 'label'],
  scatter: ['probability', 'label'],
  select: ['flag', 'number', 'other'],
  weighClampedLog: ['flag', 'probability', 'floor'],
  weighClampedLog1p: ['flag', 'minus', 'floor'],
};

function allocatorOf(backend) {
  return (numbers) => {
    const { buffer, byteOffset } = backend.allocate((numbers + 16) * 8);
    return new Float64Array(buffer, byteOffset, numbers + 16);
  };
}

/** What to time over one backend: its name, and a call for a block of rows. */
function tasksOf(backend) {
  const registerOf = allocatorOf(backend);
  const filled = (numbers, draw) => {
    const register = registerOf(numbers);
    for (let i = 0; i < register.length; i++) register[i] = draw();
    return register;
  };
  const tasks = [];
  const out = registerOf(rows * classes);
  const registers = {
    probability: filled(rows, Math.random),
    minus: filled(rows, () => -Math.random()),
    number: filled(rows, () => Math.random() * 8 - 4),
    other: filled(rows, () => Math.random() * 8 - 4),
    third: filled(rows, () => Math.random() * 8 - 4),
    flag: filled(rows, () => Math.floor(Math.random() * 2)),
    floor: filled(rows, () => 2 ** -52),
    label: filled(rows, () => Math.floor(Math.random() * classes)),
    matrix: filled(rows * classes, () => Math.random() * 8 - 4),
  };
  for (const [name, run] of Object.entries(backend.operations)) {
    const isOfClasses = ofClasses.has(name);
    const usual = isOfClasses ? ['matrix', 'label'] : ['number', 'other', 'third'];
    const inputs = (inputsOf[name] ?? usual).map((input) => registers[input]);
    const length = ofMatrix.has(name) ? rows * classes : rows;
    const call = () => run(out, inputs, length, classes);
    tasks.push({ name: isOfClasses ? `${name}, a row of ${classes}` : name, call });
  }
  const doubles = backend.allocate(rows * 8);
  const floats = backend.allocate(rows * 4);
  new Float64Array(doubles.buffer, doubles.byteOffset, rows).set(registers.probability.subarray(0, rows));
  new Float32Array(floats.buffer, floats.byteOffset, rows).set(registers.probability.subarray(0, rows));
  const dataOf = (type) => (type === 'float32' ? floats : doubles);
  for (const [type, run] of Object.entries(backend.casts))
    tasks.push({ name: `cast ${type}`, call: () => run(out, dataOf(type), 0, rows) });
  for (const [type, run] of Object.entries(backend.checks))
    tasks.push({ name: `check ${type}`, call: () => run(dataOf(type), 0, rows, -Infinity, Infinity) });
  for (const kind of ['differences', 'squaredDifferences'])
    for (const [type, run] of Object.entries(backend[kind]))
      tasks.push({ name: `${kind} ${type}`, call: () => run(out, dataOf(type), dataOf(type), 0, rows) });
  const { probability } = registers;
  tasks.push({ name: 'within', call: () => backend.within(probability, rows, 0, 2) });
  const lanes = registerOf(16);
  tasks.push({ name: 'addToLanes', call: () => backend.addToLanes(lanes, probability, 0, rows) });
  const start = [...Array(8).fill(1), ...Array(16).fill(0)];
  const state = registerOf(24);
  const multiply = () => {
    state.set(start);
    backend.multiplyIntoLanes(state, probability, 0, rows);
  };
  tasks.push({ name: 'multiplyIntoLanes', call: multiply });
  return tasks.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
}

function sample(call, repeats) {
  const start = performance.now();
  for (let i = 0; i < repeats; i++) call();
  return performance.now() - start;
}

/** The least time of one call, in ns: what the machine does when nobody else is on it. */
function fastest(call) {
  let repeats = 1;
  for (let ms = 0; ms < sampleMs; repeats *= 2) ms = sample(call, repeats);
  let least = Infinity;
  for (let i = 0; i < samples; i++) least = Math.min(least, sample(call, repeats / 2) / (repeats / 2));
  return least * 1e6;
}

const simd = tasksOf(simdBackend());
console.log(`${'ns per row'.padEnd(34)}  plain   simd  ratio`);
for (const [i, { name, call }] of tasksOf(plainBackend).entries()) {
  const [slow, fast] = [fastest(call) / rows, fastest(simd[i].call) / rows];
  const figures = [slow.toFixed(2), fast.toFixed(2), (slow / fast).toFixed(1)];
  console.log(`${name.padEnd(34)}${figures.map((figure) => figure.padStart(7)).join('')}`);
}
