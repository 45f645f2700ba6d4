/**
 * The Python traceback in what Deephaven says of a failed run.
 */

/** Where the Java part begins: its own message, and its stack's frames. */
const JAVA_MESSAGE =
  /^(?:[\w.]+(?:Exception|Error): )?Error in Python interpreter:\n/;
// Not those within the message of an exception that began in Java and that
// Python code caught: a traceback of that code follows them.
const JAVA_FRAMES =
  /\n+\tat (?![\s\S]*\nTraceback \(most recent call last\):\n)[\s\S]*$/;

/** The Python part of an error text, as Python would have printed it. */
export function pythonTraceback(error: string): string {
  return error.replace(JAVA_MESSAGE, '').replace(JAVA_FRAMES, '').trimEnd();
}
