export const rowCount: number;
export const target: (row: number) => number;
export const prediction: (row: number) => number;
export const weight: (row: number) => number;
export const holed: (row: number) => number | null;
export const flag: (row: number) => boolean;
export const text: (row: number) => string;
