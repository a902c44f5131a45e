import { dataFor, rows } from './data.mjs';

/** Rows told apart when arrays differ. */
export const rowsPerDigest = 4_000;

const bitsOf = (number) =>
  new DataView(Float64Array.of(number).buffer).getBigUint64(0, true).toString(16).padStart(16, '0');

/** An array as digests of so many rows each: as good as its bits, and a thousandth of their size. */
async function digestsOf(array) {
  const width = array.length / rows;
  const digests = [];
  for (let row = 0; row < rows; row += rowsPerDigest) {
    const part = array.slice(row * width, (row + rowsPerDigest) * width);
    const digest = new BigUint64Array(await crypto.subtle.digest('SHA-256', part));
    digests.push(digest.reduce((text, word) => text + word.toString(16).padStart(16, '0'), ''));
  }
  return digests;
}

/** Exact sums, where the measure has them. */
function exactly(loss, target, prediction, options) {
  try {
    const accumulator = loss.accumulator(undefined, { sum: 'exact' });
    return bitsOf(accumulator.add(target, prediction, options).value);
  } catch (error) {
    if (error.code === 'E_SUM_METHOD') return error.code;
    throw error;
  }
}

async function resultsOf(loss) {
  const { target, prediction, others, weights } = dataFor(loss);
  const accumulator = loss.accumulator().add(target, prediction, { ...others, weights });
  const state = JSON.stringify(accumulator);
  const results = {
    value: bitsOf(loss.accumulator().add(target, prediction, others).value),
    'weighted value': bitsOf(accumulator.value),
    'exact value': exactly(loss, target, prediction, others),
    'exact weighted value': exactly(loss, target, prediction, { ...others, weights }),
    'value of the parsed state': bitsOf(loss.accumulator(JSON.parse(state)).value),
    state,
  };
  // A metric has no value of one row.
  if (loss.values === undefined) return results;
  return {
    ...results,
    values: await digestsOf(loss.values(target, prediction, others)),
    gradient: await digestsOf(loss.gradient(target, prediction, others)),
  };
}

/** What every loss and metric makes of its data, as JSON, by its name; an error is a result that `failed`. */
export async function work(measures) {
  const results = {};
  for (const loss of measures) {
    try {
      results[loss.name] = await resultsOf(loss);
    } catch (error) {
      results[loss.name] = { failed: String(error) };
    }
  }
  return results;
}
