import { mkdir, readdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { command } from './command.js';

export interface TensorflowFiles {
  readonly version: string;
  readonly gpu: boolean;
}

/** TensorFlow's libraries in its wheel. */
export const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

/** Prints version, folder and whether CUDA kernels are in, of a TensorFlow that python3 has installed. */
const FIND = `
import importlib.metadata, importlib.util, json, os
spec = importlib.util.find_spec('tensorflow')
folder = os.path.dirname(spec.origin) if spec and spec.origin else None
found = None
for name in ('tensorflow', 'tensorflow-cpu'):
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        continue
    if folder and os.path.exists(os.path.join(folder, '${LIBRARIES[0]}')):
        found = {'version': version, 'folder': folder, 'gpu': name == 'tensorflow'}
        break
print(json.dumps(found))
`;

/** Unpacks the libraries and the C headers of a TensorFlow wheel, and the libraries of NVIDIA's wheels. */
const UNPACK = `
import re, sys, zipfile
wanted = re.compile(r'tensorflow/libtensorflow[^/]*\\.so\\.\\d+$|tensorflow/include/.*(/c/|/platform/|/absl/).*\\.(h|inc)$|nvidia/.*\\.so[.\\d]*$')
for wheel in sys.argv[2:]:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if wanted.match(name):
                archive.extract(name, sys.argv[1])
`;

/** Links to the libraries of an installed TensorFlow under `directory/tensorflow`; undefined where there is none. */
export async function linkInstalled(directory: string, gpu: boolean): Promise<TensorflowFiles | undefined> {
  const found = JSON.parse(await command('python3', ['-c', FIND], { timeout: 60_000 })) as
    | (TensorflowFiles & { folder: string })
    | null;
  if (!found || found.gpu !== gpu) return undefined;
  await mkdir(join(directory, 'tensorflow'), { recursive: true });
  for (const name of [...LIBRARIES, 'include']) {
    await symlink(join(found.folder, name), join(directory, 'tensorflow', name));
  }
  if (gpu) await symlink(join(dirname(found.folder), 'nvidia'), join(directory, 'nvidia')).catch(() => undefined);
  return found;
}

/** Prints the CUDA packages that a TensorFlow wheel names for its `and-cuda` extra, with their versions. */
const REQUIREMENTS = `
import re, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    metadata = next(name for name in archive.namelist() if name.endswith('.dist-info/METADATA'))
    text = archive.read(metadata).decode()
for line in text.splitlines():
    match = re.match(r"Requires-Dist: (nvidia[^;]*);.*extra == .and-cuda.", line)
    if match:
        print(match.group(1).strip().replace(' ', ''))
`;

/** Downloads a TensorFlow wheel with pip, with CUDA's libraries for the GPU, and unpacks it under `directory`. */
export async function downloadWheel(
  directory: string,
  gpu: boolean,
  report: (line: string) => void,
): Promise<TensorflowFiles> {
  const wheels = join(directory, 'wheels');
  const name = gpu ? 'tensorflow' : 'tensorflow-cpu';
  report(`downloading ${name}`);
  await download(wheels, name);
  const [wheel] = await readdir(wheels);
  const version = /^tensorflow(?:_cpu)?-([^-]+)-/.exec(wheel ?? '')?.[1];
  if (!wheel || !version) throw new Error(`pip brought no wheel of ${name}`);
  if (gpu) {
    const required = await command('python3', ['-c', REQUIREMENTS, join(wheels, wheel)]);
    for (const requirement of required.split('\n').filter(Boolean)) {
      report(`downloading ${requirement}`);
      await download(wheels, requirement);
    }
  }
  const files = (await readdir(wheels)).map((file) => join(wheels, file));
  await command('python3', ['-c', UNPACK, directory, ...files]);
  return { version, gpu };
}

function download(folder: string, requirement: string): Promise<string> {
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary', ':all:'];
  const bounds = ['--retries', '0', '--timeout', '15', '--dest', folder];
  return command('python3', ['-m', 'pip', 'download', ...quiet, ...bounds, requirement]);
}
