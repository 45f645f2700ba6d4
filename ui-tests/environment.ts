/**
 * What `dev.py test ui` tells the tests.
 */

/**
 * A variable of the environment.
 *
 * @throws Error when it is not set.
 */
export function environment(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set: run "python3 dev.py test ui"`);
  }
  return value;
}
