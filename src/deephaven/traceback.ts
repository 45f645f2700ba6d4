/**
 * The Python traceback in what Deephaven says of a failed run.
 */

/** Where the Java part begins: its own message, and its stack's frames. */
const JAVA_MESSAGE =
  /^(?:[\w.]+(?:Exception|Error): )?Error in Python interpreter:\n/;
const JAVA_FRAMES = /\n+\tat [\s\S]*$/;

/** The Python part of an error text, as Python would have printed it. */
export function pythonTraceback(error: string): string {
  return error.replace(JAVA_MESSAGE, '').replace(JAVA_FRAMES, '').trimEnd();
}
