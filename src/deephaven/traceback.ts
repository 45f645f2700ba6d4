/**
 * The Python traceback in what Deephaven says of a failed run.
 */

/** Where the Java part begins: its own message, and its stack's frames. */
const JAVA_MESSAGE =
  /^(?:[\w.]+(?:Exception|Error): )?Error in Python interpreter:\n/;
const JAVA_FRAMES = /\n+\tat [\s\S]*$/;
const TRACEBACK = '\nTraceback (most recent call last):\n';

/** The frames of the server plugin's `run`, which runs a program. */
const RUN_FRAMES =
  /^ {2}File "<string>", line 1, in <module>\n {2}File "[^"\n]*python_remote_file_source[\\/]runs\.py", line \d+, in run\n(?: {4}.*\n)*/gm;

/** The Python part of an error text, as Python would have printed it. */
export function pythonTraceback(error: string): string {
  const text = error.replace(JAVA_MESSAGE, '');
  // Frames before the last traceback are part of the message of an exception
  // that began in Java and that Python code caught.
  const last = Math.max(0, text.lastIndexOf(TRACEBACK));
  const end = text.slice(last).replace(JAVA_FRAMES, '');
  return (text.slice(0, last) + end).replace(RUN_FRAMES, '').trimEnd();
}
