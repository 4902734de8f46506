import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const TSC = resolve('node_modules/typescript/bin/tsc');

/** A file as `npm pack` lists it. */
export interface PackedFile {
  readonly path: string;
}

/** An empty folder into which the packed tarball of this package and those of the examples are installed. */
export class App {
  readonly directory = mkdtempSync(join(tmpdir(), 'contraseg-app-'));

  constructor() {
    this.write('package.json', JSON.stringify({ name: 'app', private: true, type: 'module' }));
  }

  write(file: string, text: string): void {
    mkdirSync(join(this.directory, file, '..'), { recursive: true });
    writeFileSync(join(this.directory, file), text);
  }

  /** Packs a folder as it stands, without its scripts. */
  pack(folder: string): { tarball: string; files: readonly PackedFile[] } {
    const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', this.directory];
    const [packed] = JSON.parse(npm(args, folder)) as [{ filename: string; files: PackedFile[] }];
    return { tarball: `./${packed.filename}`, files: packed.files };
  }

  /** Without optional packages but sharp's own binaries: the native engine is no subject here, and large. */
  install(...tarballs: readonly string[]): void {
    const binaries = npm(['query', '[name^="@img/sharp-"]'], '.');
    const sharp = (JSON.parse(binaries) as { name: string; version: string }[]).map((p) => `${p.name}@${p.version}`);
    const flags = ['--omit=optional', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
    npm(['install', ...flags, ...tarballs, ...sharp], this.directory);
  }

  /** Copies an example to where it finds the installed contraseg, as in its author's own checkout. */
  copyExample(name: string): string {
    const folder = join(this.directory, 'checkout', name);
    cpSync(resolve('examples', name), folder, { recursive: true });
    return folder;
  }

  /** What the compiler says; nothing where all is well. */
  compile(...args: readonly string[]): string {
    const { stdout } = spawnSync(process.execPath, [TSC, ...args], { cwd: this.directory, encoding: 'utf8' });
    return stdout.trim();
  }

  /** Runs the installed command, as `npx contraseg` does. */
  contraseg(...args: readonly string[]): { status: number | null; output: string } {
    return this.run(join(this.directory, 'node_modules/.bin/contraseg'), args);
  }

  node(...args: readonly string[]): { status: number | null; output: string } {
    return this.run(process.execPath, args);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }

  private run(command: string, args: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: this.directory, encoding: 'utf8' });
    return { status, output: stdout + stderr };
  }
}

function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
