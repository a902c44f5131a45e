// Where things stand in the memory, in bytes. Below the heap nothing is allocated; TypeScript reads these as globals.

/** Constants as vectors, by `At` of constants.ts. */
export const vectors: usize = 256;
/** 256 rows of the power and its rest, as the `expRows` of @offmark/losses. */
export const expRows: usize = 1024;
/** 256 rows of inverse, high, low and a number unused, from the `logRows` of @offmark/losses. */
export const logRows: usize = expRows + 256 * 16;

/** e^i for whole i from −708 to 700, by i mod 2048, and e^(j/2048) for j from 0 to 2047: see odds.ts. */
export const unitPowers: usize = logRows + 256 * 32;
export const stepPowers: usize = unitPowers + 2048 * 8;

/** Rows of class matrices that are looked at side by side. */
export const rowsTogether: i32 = 4;
/** Rows of which sums are kept before their logarithms are taken. */
export const rowsPerTile: i32 = 128;
/** Numbers of those rows, unless it is one group of rows together. */
export const numbersPerTile: i32 = 1024;
/** With more classes the scratch is too small. */
export const mostClasses: i32 = 4096;

/** Maxima of a tile's rows. */
export const maxima: usize = stepPowers + 2048 * 8;
/** Σ e^(x − maximum) of a tile's rows, then the logarithms. */
export const sums: usize = maxima + <usize>rowsPerTile * 8;
/** x − maximum for a tile's rows: groups of rows together, in each [class][row]. */
export const differences: usize = sums + <usize>rowsPerTile * 8;
/** e^(x − maximum) for the same. */
export const powers: usize = differences + <usize>mostClasses * rowsTogether * 8;

/** Numbers of a column that are copied at a time from other memory. */
export const columnScratchNumbers: i32 = 2048;
const columnScratchBytes: usize = (<usize>columnScratchNumbers + 16) * 8;
export const columnScratchA: usize = powers + <usize>mostClasses * rowsTogether * 8;
export const columnScratchB: usize = columnScratchA + columnScratchBytes;

export const heap: usize = columnScratchB + columnScratchBytes;
/** Bytes behind a column or register that may be read along with its last numbers. */
export const readAhead: i32 = 128;
