import { stripVTControlCharacters } from 'node:util';

const longestReason = 12;

/**
 * Runs named checks, one after another: `body` gets a `check` that says in one line how it went and returns whether
 * it passed. Ends with the plain line `N passed, N failed` and the exit code that goes with it.
 */
export async function runChecks(body) {
  let passed = 0;
  let failed = 0;
  const fail = (what, error) => {
    failed++;
    console.log(`FAIL  ${what}: ${reason(error)}`);
  };

  /** Passes unless `test` throws; what that returns is a word to add to the line. */
  const check = async (what, test) => {
    try {
      const word = await test();
      passed++;
      console.log(`ok    ${what}${word === undefined ? '' : `: ${word}`}`);
      return true;
    } catch (error) {
      fail(what, error);
      return false;
    }
  };

  try {
    await body(check);
  } catch (error) {
    fail('stopped', error);
  }
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
}

/** What went wrong, in a few lines; of a child process, what it said about it. */
function reason({ message, stdout = '', stderr = '' }) {
  const said = `${stdout}${stderr}`.trim();
  const text = said === '' ? message : `${message.split('\n')[0]}\n${said}`;
  return stripVTControlCharacters(text).split('\n').slice(0, longestReason).join('\n');
}
