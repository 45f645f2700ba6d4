/**
 * The Python traceback in what Deephaven says of a failed run, and the lines of
 * served files that it names.
 */
import { placeOfOrigin, withOrigins } from '../protocol/origin';
import type { IRaised } from '../protocol/runReports';
import type { IFrame, IRunException } from '../tokens';

/** Where the Java part begins: its own message, and its stack's frames. */
const JAVA_MESSAGE =
  /^(?:[\w.]+(?:Exception|Error): )?Error in Python interpreter:\n/;
const JAVA_FRAMES = /\n\tat [\s\S]*$/;
const TRACEBACK = '\nTraceback (most recent call last):\n';

/** The frames of the server plugin's `run` and what it calls, which run a program. */
const RUN_FRAMES =
  /^ {2}File "<string>", line 1, in <module>\n(?: {2}File "[^"\n]*python_remote_file_source[\\/][\w\\/]*(?:runs|stopping)\.py", line \d+, in [\w<>]+\n(?: {4}.*\n)*)+/gm;

/** How many characters of an error text are looked at: its message may hold any data. */
const MAX_ERROR = 2_000_000;

/** The Python part of an error text, as Python would have printed it. */
export function pythonTraceback(error: string): string {
  const text = shortened(error).replace(JAVA_MESSAGE, '');
  // Frames before the last traceback are part of the message of an exception
  // that began in Java and that Python code caught.
  const last = Math.max(0, text.lastIndexOf(TRACEBACK));
  const end = text.slice(last).replace(JAVA_FRAMES, '');
  const python = (text.slice(0, last) + end).replace(RUN_FRAMES, '');
  return withOrigins(python).trimEnd();
}

/** A text without its middle, if it is long. */
function shortened(text: string): string {
  const half = MAX_ERROR / 2;
  return text.length <= MAX_ERROR
    ? text
    : `${text.slice(0, half)}\n…\n${text.slice(-half)}`;
}

/** A part of a traceback's text; those that name a line can be opened. */
export interface ITracebackPart {
  readonly text: string;
  readonly frame: IFrame | null;
}

/** Python's frames, and the lines that older servers say instead of one. */
const FRAME =
  /File "(?<file>[^"\n]+)", line (?<line>\d+)|^Line: (?<oldLine>\d+)\nNamespace: .*\nFile: (?<oldFile>.+)$/gm;

/** A traceback in parts, which joined are the traceback. */
export function tracebackParts(traceback: string): ITracebackPart[] {
  const parts: ITracebackPart[] = [];
  let end = 0;
  for (const match of traceback.matchAll(FRAME)) {
    const { file, line, oldFile, oldLine } = match.groups!;
    const origin = file ?? oldFile;
    const place = placeOfOrigin(origin);
    if (!place) {
      continue;
    }
    // Of the older form, the last of the three lines is the link.
    const text = file === undefined ? `File: ${oldFile}` : match[0];
    const begin = match.index + match[0].length - text.length;
    parts.push({ text: traceback.slice(end, begin), frame: null });
    parts.push({
      text,
      frame: { origin, ...place, line: Number(line ?? oldLine) }
    });
    end = begin + text.length;
  }
  parts.push({ text: traceback.slice(end), frame: null });
  return parts.filter(({ text }) => text !== '');
}

/** The exception of which the plugin tells. */
export function exceptionOf({ name, message, frames }: IRaised): IRunException {
  return {
    name,
    message,
    frames: frames.flatMap(({ file, line }) => {
      const place = placeOfOrigin(file);
      return place ? [{ origin: file, ...place, line }] : [];
    })
  };
}

/** The exception in a traceback, where there is no more than its text. */
export function exceptionIn(traceback: string): IRunException {
  const [name, ...message] = exceptionText(traceback).split(': ');
  return {
    name,
    message: message.join(': '),
    frames: innermostFrames(traceback)
  };
}

/** The traceback of the exception that ended the run, without those before it. */
function lastTraceback(traceback: string): string {
  return traceback.slice(traceback.lastIndexOf(TRACEBACK) + 1);
}

/** The innermost frame of each file, of the exception that ended the run. */
function innermostFrames(traceback: string): IFrame[] {
  const frames = new Map<string, IFrame>();
  for (const { frame } of tracebackParts(lastTraceback(traceback))) {
    if (frame) {
      frames.set(frame.origin, frame);
    }
  }
  return [...frames.values()];
}

/** The name and the message of the exception, as tracebacks end with them. */
function exceptionText(traceback: string): string {
  const old = /^Type: <class '(?:[\w.]*\.)?(\w+)'>\nValue: (.*)$/m.exec(
    traceback
  );
  if (old) {
    return `${old[1]}: ${old[2]}`;
  }
  const lines = lastTraceback(traceback.trimEnd()).split('\n');
  const isFrame = (line: string) => /^\s|^Traceback /.test(line);
  // Its message may have more lines, and any.
  const first = lines.findIndex(line => !isFrame(line));
  return lines.slice(Math.max(0, first)).join('\n');
}
