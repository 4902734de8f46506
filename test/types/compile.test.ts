import { resolve } from 'node:path';
import test from 'ava';
import ts from 'typescript';

/** Every message of the compiler about the project in `folder`. */
function compile(folder: string): string[] {
  const config = ts.getParsedCommandLineOfConfigFile(resolve(folder, 'tsconfig.json'), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic(diagnostic) {
      throw new Error(message(diagnostic));
    },
  })!;
  return ts.getPreEmitDiagnostics(ts.createProgram(config.fileNames, config.options)).map(message);
}

function message({ file, start, messageText }: ts.Diagnostic): string {
  const line = file ? `${file.fileName}:${file.getLineAndCharacterOfPosition(start ?? 0).line + 1}: ` : '';
  return line + ts.flattenDiagnosticMessageText(messageText, '\n');
}

test('right configurations and plugins compile, wrong ones do not', (t) => {
  t.deepEqual(compile('test/types/cases'), []);
});
