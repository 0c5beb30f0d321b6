import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import ts from 'typescript';

/** A statement's declaration in the source. Undefined: rows are ignored. */
export interface DeclaredStatement {
  readonly name: string;
  readonly row: ReadonlyMap<string, string> | undefined;
  readonly params: readonly string[];
}

function declaredStatements(folder: string): DeclaredStatement[] {
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { fileNames, options } = ts.parseJsonConfigFileContent(
    { ...config, include: ['src'] },
    ts.sys,
    folder,
  );
  const declaring = fileNames.filter(
    (name) => !name.endsWith('.spec.ts') && /\bstatement[<(]/.test(ts.sys.readFile(name) ?? ''),
  );
  const program = ts.createProgram(declaring, options, hostWithoutPackages(options));
  const checker = program.getTypeChecker();
  const found: DeclaredStatement[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'statement') {
      const [name] = node.arguments;
      if (name && ts.isStringLiteralLike(name)) {
        const [row, params] = (checker.getTypeAtLocation(node).aliasTypeArguments ??
          checker.getTypeArguments(checker.getTypeAtLocation(node) as ts.TypeReference)) as ts.Type[];
        found.push({ name: name.text, row: row && fieldsOf(row, checker), params: namesOf(params, checker) });
      }
    }
    ts.forEachChild(node, visit);
  };
  for (const name of declaring) {
    const file = program.getSourceFile(name);
    if (file) visit(file);
  }
  return found;
}

/**
 * Resolves imports within this repository only: reading the types of all other packages would take
 * half of the time. A column whose type is from one of them is reported, since it becomes `any`.
 */
function hostWithoutPackages(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const unresolved = { resolvedModule: undefined };
  host.resolveModuleNameLiterals = (literals, from, redirect, _options, file) =>
    literals.map((literal) => {
      if (!/^(\.|@orderwire\/)/.test(literal.text)) return unresolved;
      const mode = ts.getModeForUsageLocation(file, literal, options);
      return ts.resolveModuleName(literal.text, from, options, host, undefined, redirect, mode);
    });
  return host;
}

/** Field names with the kinds of value they take: `string`, `Date`, `string | null`. */
function fieldsOf(type: ts.Type, checker: ts.TypeChecker): Map<string, string> | undefined {
  if (type.getStringIndexType()) return undefined;
  return new Map(
    checker.getPropertiesOfType(type).map((property) => {
      const value = checker.getNonNullableType(checker.getTypeOfSymbol(property));
      const plain = checker.getBaseTypeOfLiteralType(value);
      const kinds = (plain.isUnion() ? plain.types : [plain]).map((one) =>
        checker.typeToString(checker.getBaseTypeOfLiteralType(one)),
      );
      return [property.name, [...new Set(kinds)].join(' | ')];
    }),
  );
}

const namesOf = (type: ts.Type | undefined, checker: ts.TypeChecker): string[] =>
  type ? checker.getPropertiesOfType(type).map(({ name }) => name) : [];

/** The thread of `checkStatements`: its data is the service's folder, with tsconfig.json. */
parentPort?.postMessage(declaredStatements(workerData as string));
