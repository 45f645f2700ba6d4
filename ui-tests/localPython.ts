/**
 * A Python of this machine that executes programs, each in a process as good
 * as new: forked from one that has imported nothing of theirs.
 */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const SERVER = `
import json, os, sys
import importlib.resources, inspect, linecache, pkgutil, traceback
sys.dont_write_bytecode = True
for line in sys.stdin:
    request = json.loads(line)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(writer, 1)
        os.dup2(writer, 2)
        sys.path.insert(0, request["root"])
        try:
            code = compile(request["program"], "<probe>", "exec")
            exec(code, {"__name__": "__main__"})
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush()
        os._exit(0)
    os.close(writer)
    with open(reader, encoding="utf-8") as stream:
        output = stream.read()
    os.waitpid(child, 0)
    print(json.dumps(output), flush=True)
`;

/** A Python that executes programs, one at a time. */
export class LocalPython {
  /** @param program - the interpreter. */
  constructor(program = process.env.PYTHON ?? 'python3') {
    this._process = spawn(program, ['-I', '-B', '-X', 'utf8', '-c', SERVER]);
    this._process.stderr.on('data', text => console.warn(String(text)));
    createInterface(this._process.stdout).on('line', line =>
      this._waiting.shift()?.(JSON.parse(line) as string)
    );
  }

  /**
   * Execute a program.
   *
   * @param root - the folder that it imports from first.
   * @returns what it prints, with its traceback if it fails.
   */
  run(program: string, root: string): Promise<string> {
    this._process.stdin.write(JSON.stringify({ program, root }) + '\n');
    return new Promise(resolve => this._waiting.push(resolve));
  }

  /** End it. */
  close(): void {
    this._process.stdin.end();
  }

  private _process: ChildProcessWithoutNullStreams;
  private _waiting: ((output: string) => void)[] = [];
}
