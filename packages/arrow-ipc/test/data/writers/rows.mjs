/** The rows of the files in this folder, in numbers that every writer and type holds exactly. */
export const rowCount = 9000;

export const target = (row) => (row % 97) / 8;
export const prediction = (row) => target(row) + (((row * 7) % 13) - 6) / 16;
export const weight = (row) => 1 + (row % 5);
/** Null in every eleventh row. */
export const holed = (row) => (row % 11 === 3 ? null : (row % 50) / 4);
export const flag = (row) => row % 3 === 0;
export const text = (row) => `row ${row % 10} of a batch, longer than what a view holds itself`;
