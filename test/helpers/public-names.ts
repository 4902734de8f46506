import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';

/** A name that the package exports: what it is called, what it is, and which of our types its declaration mentions. */
export interface PublicName {
  readonly name: string;
  readonly symbol: ts.Symbol;
  /** Of a namespace: what it holds. */
  readonly members: readonly ts.Symbol[];
  readonly mentions: ReadonlySet<ts.Symbol>;
}

/** Every name of every entry in package.json's `exports` that is a module, as an importing compiler sees them. */
export function publicNames(): Map<string, PublicName[]> {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, string> };
  const entries = Object.entries(exports).filter(([, file]) => file.endsWith('.js'));
  const files = entries.map(([, file]) => resolve(file.replace(/\.js$/, '.d.ts')));
  const options = { module: ts.ModuleKind.NodeNext, skipLibCheck: true, types: [] };
  const program = ts.createProgram(files, options);
  const checker = program.getTypeChecker();
  return new Map(
    entries.map(([entry], i) => {
      const module = checker.getSymbolAtLocation(program.getSourceFile(files[i]!)!)!;
      const names = checker.getExportsOfModule(module).map((exported) => {
        const symbol = original(exported, checker);
        const members = symbol.flags & ts.SymbolFlags.ValueModule ? checker.getExportsOfModule(symbol) : [];
        return { name: exported.name, symbol, members, mentions: mentions(symbol, checker) };
      });
      return [`contraseg${entry.slice(1)}`, names.sort((a, b) => (a.name < b.name ? -1 : 1))];
    }),
  );
}

function original(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/**
 * Our types that the declarations of a name mention. Private members mention none in a .d.ts; a type that its module keeps
 * to itself stands for those it mentions in turn.
 */
function mentions(symbol: ts.Symbol, checker: ts.TypeChecker): Set<ts.Symbol> {
  const found = new Set<ts.Symbol>();
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node)) add(node.typeName);
    else if (ts.isExpressionWithTypeArguments(node)) add(node.expression);
    ts.forEachChild(node, visit);
  };
  const add = (node: ts.Node): void => {
    const named = checker.getSymbolAtLocation(node);
    const target = named && original(named, checker);
    if (!target || seen.has(target) || !target.declarations?.some(isOwnTopLevel)) return;
    if (isExported(target, checker)) found.add(target);
    else open(target);
  };
  const seen = new Set<ts.Symbol>();
  const open = (target: ts.Symbol): void => {
    seen.add(target);
    for (const declaration of target.declarations ?? []) if (isOwn(declaration)) visit(declaration);
  };
  open(symbol);
  return found;
}

function isExported(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const module = checker.getSymbolAtLocation(symbol.declarations![0]!.getSourceFile())!;
  return checker.getExportsOfModule(module).some((exported) => original(exported, checker) === symbol);
}

function isOwn(node: ts.Node): boolean {
  return node.getSourceFile().fileName.startsWith(resolve('dist/src'));
}

/** Declared at a module's top level, where an import could reach it; type parameters and members are not. */
function isOwnTopLevel(node: ts.Declaration): boolean {
  const parent = ts.isVariableDeclaration(node) ? node.parent.parent.parent : node.parent;
  return isOwn(node) && parent !== undefined && ts.isSourceFile(parent);
}
