/**
 * Whether a text of Python is complete, so that a console runs it, by brackets,
 * strings and indentation.
 */
import type { JSONObject } from '@lumino/coreutils';

/** What a line's text ends with where a block must follow. */
const OPENS_BLOCK = /:\s*$/;

/** Strings, comments, brackets, and the ends of continued lines. */
const TOKEN =
  /("""|''')[\s\S]*?(?:\\[\s\S][\s\S]*?)*?(?:\1|$(?![\s\S]))|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|#.*|[([{]|[)\]}]|\n/g;

/** The content of an `is_complete_reply`. */
export function isComplete(code: string): JSONObject {
  let depth = 0;
  let isOpen = false;
  const plain = code.replace(TOKEN, (token, triple: string | undefined) => {
    if (/^[([{]$/.test(token)) {
      depth += 1;
      return token;
    }
    if (token === '\n') {
      // Within brackets, a line goes on.
      return depth > 0 ? ' ' : token;
    }
    if (/^[)\]}]$/.test(token)) {
      depth -= 1;
      return token;
    }
    if (triple !== undefined) {
      isOpen ||= token.length < 6 || !token.endsWith(triple);
      return '""';
    }
    return token.startsWith('#') ? '' : '""';
  });
  if (depth < 0) {
    return { status: 'invalid' };
  }
  const lines = plain.split('\n');
  const last = lines[lines.length - 1];
  const indent = /^\s*/.exec(last)![0];
  if (isOpen || depth > 0 || /\\$/.test(last)) {
    return { status: 'incomplete', indent };
  }
  const filled = lines.filter(line => line.trim() !== '');
  const end = filled[filled.length - 1] ?? '';
  if (OPENS_BLOCK.test(end)) {
    return { status: 'incomplete', indent: `${/^\s*/.exec(end)![0]}    ` };
  }
  if (/^\s*@/.test(end)) {
    return { status: 'incomplete', indent };
  }
  // A block ends with an empty line.
  const isInBlock = /^\s/.test(end) && last.trim() !== '';
  return isInBlock ? { status: 'incomplete', indent } : { status: 'complete' };
}
