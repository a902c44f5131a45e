// The module's exports. Those of operations have the names that @offmark/losses gives them, and one signature:
// (out, first input, second, third, length, classes); addresses in bytes.
export {
  absBlock as abs,
  addBlock as add,
  divBlock as div,
  floorAtBlock as floorAt,
  lessBlock as less,
  lessOrEqualBlock as lessOrEqual,
  maxBlock as max,
  minBlock as min,
  mulBlock as mul,
  negBlock as neg,
  quotientBlock as quotient,
  reluBlock as relu,
  selectBlock as select,
  signBlock as sign,
  sqrtBlock as sqrt,
  squareBlock as square,
  subBlock as sub,
  weighBlock as weigh,
} from './elementwise';
export { expBlock as exp, sigmoidBlock as sigmoid } from './exponential';
export {
  clampedLog1pBlock as clampedLog1p,
  clampedLogBlock as clampedLog,
  log1pBlock as log1p,
  softplusBlock as softplus,
} from './logarithm';
export {
  weighClampedLog1pBlock as weighClampedLog1p,
  weighClampedLogBlock as weighClampedLog,
} from './weights';
export {
  broadcastBlock as broadcast,
  logSoftmaxBlock as logSoftmax,
  pickBlock as pick,
  rowSumBlock as rowSum,
  scatterBlock as scatter,
  softmaxBlock as softmax,
} from './classes';
export { exactParts } from './exact';
export {
  castBool,
  castFloat16,
  castFloat32,
  castFloat64,
  castInt16,
  castInt32,
  castInt64,
  castInt8,
  castUint16,
  castUint32,
  castUint64,
  castUint8,
} from './casts';
export {
  checkBool,
  checkFloat16,
  checkFloat32,
  checkInt16,
  checkInt32,
  checkInt64,
  checkInt8,
  checkUint16,
  checkUint32,
  checkUint64,
  checkUint8,
  within as checkFloat64,
  within,
} from './checks';
export {
  differenceFloat32,
  differenceFloat64,
  squaredDifferenceFloat32,
  squaredDifferenceFloat64,
} from './differences';
export {
  bernoulliFactorsFloat32Float32,
  bernoulliFactorsFloat64Float64,
  bernoulliFactorsUint8Float32,
} from './plain-factors';
export {
  labelFactorsInt32Float32,
  labelFactorsInt32Float64,
  labelFactorsUint8Float32,
  labelFactorsUint8Float64,
} from './plain-labels';
export {
  logitFactorsInt32Float32,
  logitFactorsInt32Float64,
  logitFactorsUint8Float32,
  logitFactorsUint8Float64,
  oddsBlock as odds,
  oddsFactorBlock as oddsFactor,
  oddsRestBlock as oddsRest,
  pickLogSoftmaxBlock as pickLogSoftmax,
} from './odds';
export { prepare } from './constants';
export {
  addToGroups,
  lookUpInt16,
  lookUpInt32,
  lookUpInt64,
  lookUpInt8,
  lookUpUint16,
  lookUpUint8,
} from './groups';
export { addToLanes } from './lanes';
export {
  bernoulliFactorBlock as bernoulliFactor,
  bernoulliRestBlock as bernoulliRest,
  multiplyIntoLanes,
} from './factors';
export {
  columnScratchA,
  columnScratchB,
  columnScratchNumbers,
  expRows,
  heap,
  logRows,
  mostClasses,
  readAhead,
} from './layout';
