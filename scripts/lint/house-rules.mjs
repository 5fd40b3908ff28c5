/**
 * The house's own lint rules, for what oxlint has no rule of its own. Loaded by `.oxlintrc.json` as plugin `house`.
 * Plain JavaScript, because Node 20 cannot read a TypeScript plugin.
 */

/** `**` is computed by the platform's `pow`, whose last bits differ between Node releases. */
const noPowerOperator = {
  create(context) {
    const report = (node) => {
      if (node.operator !== "**" && node.operator !== "**=") return;
      const message = "A pure floor uses no `**`: multiply, or quantise exp(y * log(x)) into an integer table.";
      context.report({ node, message });
    };
    return { BinaryExpression: report, AssignmentExpression: report };
  },
};

/** A value at module level that can be assigned again is state that two callers share unseen. */
const noModuleState = {
  create(context) {
    return {
      VariableDeclaration(node) {
        const isTopLevel = node.parent.type === "Program" || node.parent.type === "ExportNamedDeclaration";
        if (!isTopLevel || node.kind === "const" || node.declare) return;
        context.report({ node, message: "No mutable module state: keep it in a value that the caller holds." });
      },
    };
  },
};

/** Every export says in a docstring what it means. A name that is exported again is documented where it is made. */
const documentedExport = {
  create(context) {
    const source = context.sourceCode;
    return {
      ExportNamedDeclaration(node) {
        const declaration = node.declaration;
        if (!declaration || isTypeOfValueAbove(node, source)) return;
        const last = source.getCommentsBefore(node).at(-1);
        if (last?.type === "Block" && last.value.startsWith("*")) return;
        const name = declaration.id?.name ?? declaration.declarations?.[0]?.id?.name ?? "this";
        context.report({ node: declaration, message: `Say in a docstring what the export \`${name}\` means.` });
      },
    };
  },
};

/** `export type Grain = (typeof grains)[number]` repeats the value it stands below, whose docstring speaks for both. */
function isTypeOfValueAbove(node, source) {
  if (node.declaration.type !== "TSTypeAliasDeclaration") return false;
  return /^(\(typeof \w+\)\[|z\.infer<typeof )/.test(source.getText(node.declaration.typeAnnotation));
}

export default {
  meta: { name: "house" },
  rules: {
    "no-power-operator": noPowerOperator,
    "no-module-state": noModuleState,
    "documented-export": documentedExport,
  },
};
