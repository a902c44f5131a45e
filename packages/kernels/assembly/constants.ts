// Constants of loops stand in memory, each as a whole vector: engines keep in registers what is loaded before a
// loop, but make literals anew in each turn (e^x took 1.75 ns so, and takes 1.25).
import { vectors } from './layout';

// Imported at instantiation from @offmark/losses, where they stand.
export declare const stepsPerUnit: f64;
export declare const stepHigh: f64;
export declare const stepLow: f64;
export declare const ln2High: f64;
export declare const ln2Low: f64;
export declare const firstMantissa: f64;

export const smallestNormal: f64 = 2.2250738585072014e-308;
/** 1.5·2⁵²: adding and subtracting it rounds to an integer. */
export const rounder: f64 = 6755399441055744;
/** Up to here, e^±x is normal. */
export const largestPlain: f64 = 708;
/** Up to here, the power of two in a number has a normal inverse. */
export const largestScaled: f64 = 1e300;
/** As in log-reduction.ts of @offmark/losses. */
export const sixth: f64 = 1.0 / 6.0 + 3.0 / 16.0 / 65536.0;
export const quarter: f64 = 1.0 / 4.0 - 9.0 / 128.0 / 4294967296.0;
export const signBit: i64 = i64.MIN_VALUE;
/** Sign and exponent of a double. */
export const exponentBits: i64 = i64.MIN_VALUE >> 11;
/** What a mantissa shares with the start of its row in the table of logarithms. */
export const startBits: i64 = i64.MIN_VALUE >> 19;

/** Where each constant's vector stands. */
export enum At {
  StepsPerUnit,
  Rounder,
  StepHigh,
  StepLow,
  Half,
  Sixth,
  TwentyFourth,
  HundredTwentieth,
  LargestPlain,
  One,
  FirstMantissa,
  ExponentBits,
  StartBits,
  Ln2High,
  Ln2Low,
  Third,
  Fifth,
  Quarter,
  Seventh,
  FoldedSixth,
  SmallestNormal,
  Infinite,
  LargestScaled,
  SignBit,
  LeastLogit,
  MostLogit,
  LeastFloatLogit,
  MostFloatLogit,
  StepRounder,
  FloatStepRounder,
  FoldedHalf,
  LeastPower,
  LeastPowers,
  MostPowers,
}

/** As in odds.ts of @offmark/losses. */
export const leastLogit: f64 = -708;
export const mostLogit: f64 = 700;
export const leastPower: f64 = reinterpret<f64>((<i64>(1023 - 432)) << 52);
export const leastPowers: f64 = reinterpret<f64>((<i64>(1023 - 864)) << 52);
export const mostPowers: f64 = reinterpret<f64>((<i64>(1023 + 432)) << 52);

/** 1.5·2⁴¹ and 1.5·2¹²: adding and subtracting it rounds a double, or a float, to a multiple of 2⁻¹¹. */
export const stepRounder: f64 = 3298534883328;
export const floatStepRounder: f32 = 6144;
/** ½, and what r⁴/24 has of r² on [−2⁻¹², 2⁻¹²]. */
export const foldedHalf: f64 = 0.5 + 1.0 / 24.0 / 16777216.0;

export class Constant {
  @inline static load(at: At): v128 {
    return v128.load(vectors + <usize>at * 16);
  }

  @inline static store(at: At, value: f64): void {
    v128.store(vectors + <usize>at * 16, f64x2.splat(value));
  }

  @inline static storeFloats(at: At, value: f32): void {
    v128.store(vectors + <usize>at * 16, f32x4.splat(value));
  }

  @inline static storeBits(at: At, value: i64): void {
    v128.store(vectors + <usize>at * 16, i64x2.splat(value));
  }
}

/** To be called once, before all others. */
export function prepare(): void {
  Constant.store(At.StepsPerUnit, stepsPerUnit);
  Constant.store(At.Rounder, rounder);
  Constant.store(At.StepHigh, stepHigh);
  Constant.store(At.StepLow, stepLow);
  Constant.store(At.Half, 0.5);
  Constant.store(At.Sixth, 1.0 / 6.0);
  Constant.store(At.TwentyFourth, 1.0 / 24.0);
  Constant.store(At.HundredTwentieth, 1.0 / 120.0);
  Constant.store(At.LargestPlain, largestPlain);
  Constant.store(At.One, 1);
  Constant.store(At.FirstMantissa, firstMantissa);
  Constant.storeBits(At.ExponentBits, exponentBits);
  Constant.storeBits(At.StartBits, startBits);
  Constant.store(At.Ln2High, ln2High);
  Constant.store(At.Ln2Low, ln2Low);
  Constant.store(At.Third, 1.0 / 3.0);
  Constant.store(At.Fifth, 1.0 / 5.0);
  Constant.store(At.Quarter, quarter);
  Constant.store(At.Seventh, 1.0 / 7.0);
  Constant.store(At.FoldedSixth, sixth);
  Constant.store(At.SmallestNormal, smallestNormal);
  Constant.store(At.Infinite, Infinity);
  Constant.store(At.LargestScaled, largestScaled);
  Constant.storeBits(At.SignBit, signBit);
  Constant.store(At.LeastLogit, leastLogit);
  Constant.store(At.MostLogit, mostLogit);
  Constant.storeFloats(At.LeastFloatLogit, <f32>leastLogit);
  Constant.storeFloats(At.MostFloatLogit, <f32>mostLogit);
  Constant.store(At.StepRounder, stepRounder);
  Constant.storeFloats(At.FloatStepRounder, floatStepRounder);
  Constant.store(At.FoldedHalf, foldedHalf);
  Constant.store(At.LeastPower, leastPower);
  Constant.store(At.LeastPowers, leastPowers);
  Constant.store(At.MostPowers, mostPowers);
}
