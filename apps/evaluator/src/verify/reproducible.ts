type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Whether a result compares columns of predictions: that follows from the rows, an earlier report does not. */
export function comparesColumns({ comparison }: Fields): boolean {
  return isFields(comparison) && isFields(comparison['with']) && comparison['with']['kind'] === 'column';
}

/** Single rows by the places of their inputs: names and batches may be others. */
function placed(value: unknown, places: ReadonlyMap<unknown, number>): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => placed(item, places));
  if (!isFields(value)) return value;
  const { path, batch: _batch, rows, ...others } = value;
  return {
    ...(path === undefined ? {} : { input: places.get(path) ?? null }),
    ...others,
    ...(rows === undefined ? {} : { rows: placed(rows, places) }),
  };
}

/**
 * What of a result follows from the rows: gates follow from it, and from what it is held against.
 * @param paths  of the inputs
 */
export function reproducible(
  { gates: _gates, comparison, worst, badValues, ...result }: Fields,
  paths: readonly string[],
  hasComparison: boolean,
): Fields {
  const places = new Map(paths.map((path, place) => [path, place]));
  return {
    ...result,
    ...(hasComparison ? { comparison } : {}),
    ...(worst === undefined ? {} : { worst: placed(worst, places) }),
    ...(badValues === undefined ? {} : { badValues: placed(badValues, places) }),
  };
}
