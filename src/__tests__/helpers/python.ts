/**
 * Asks a real Python, to compare with what CPython itself does.
 */
import { spawnSync } from 'child_process';

/**
 * Run a script that finds `data` in a variable of that name and leaves its
 * answer in `answer`, both as JSON knows them.
 */
export function askPython<T>(script: string, data: unknown): T {
  const program = [
    'import json, sys',
    'data = json.load(sys.stdin)',
    script,
    'json.dump(answer, sys.stdout)'
  ].join('\n');
  const run = spawnSync(
    process.env.PYTHON ?? 'python3',
    ['-I', '-W', 'ignore', '-c', program],
    {
      input: JSON.stringify(data),
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024
    }
  );
  if (run.status !== 0) {
    throw new Error(`Python failed: ${run.error ?? run.stderr}`);
  }
  return JSON.parse(run.stdout) as T;
}
