export { jsDiv, klDiv, unitDeviance } from './divergence.ts';
export { exp } from './exp.ts';
export { expm1 } from './expm1.ts';
export { digamma, lgamma } from './gamma.ts';
export { logCosh, tanh } from './hyperbolic.ts';
export { hypot, scaleOf } from './hypot.ts';
export { log, log1p, logOfSum } from './log.ts';
export { pow } from './pow.ts';
export { expm1mx, log1pmx } from './remainders.ts';
