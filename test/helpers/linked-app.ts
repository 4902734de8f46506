import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ExecutionContext } from 'ava';
import { temporaryFolder } from './temporary-folder.js';

const PACKAGES = ['@tensorflow/tfjs', '@types/node', 'zod'];

/** A folder that finds this checkout as `contraseg`, and beside it what a plugin installs. */
export class LinkedApp {
  readonly directory: string;

  constructor(t: ExecutionContext) {
    this.directory = temporaryFolder(t, { 'package.json': '{ "type": "module" }' });
    for (const name of PACKAGES) this.link(name, resolve('node_modules', name));
    this.link('contraseg', resolve('.'));
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.directory, file), text);
  }

  read(file: string): string {
    return readFileSync(join(this.directory, file), 'utf8');
  }

  compile(project: string): Promise<{ status: number; output: string }> {
    return this.node(resolve('node_modules/typescript/bin/tsc'), '-p', project);
  }

  /** Runs a script in the folder. */
  node(...args: readonly string[]): Promise<{ status: number; output: string }> {
    return new Promise((done) => {
      const child = spawn(process.execPath, args, { cwd: this.directory });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
      child.on('close', (code) => done({ status: code ?? 1, output }));
    });
  }

  private link(name: string, target: string): void {
    const place = join(this.directory, 'node_modules', name);
    mkdirSync(join(place, '..'), { recursive: true });
    symlinkSync(target, place);
  }
}
