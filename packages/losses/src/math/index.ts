export { exp } from './exp.ts';
export { expm1 } from './expm1.ts';
export { log, log1p, logOfSum } from './log.ts';
export { stepPower } from './step-power.ts';
