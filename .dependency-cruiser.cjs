/** What runs in browsers: contraseg/web and contraseg/layers with all that they import. */
const BROWSER = [
  '^src/web/',
  '^src/core/exported/',
  '^src/core/layers/(adaptive|attention|dilated-depthwise|hard|index|layer-scale|region|resize)',
  '^src/core/engine/ops/column-sums',
  '^src/core/evaluation/(predict-mask|tiles)[.]ts$',
  '^src/core/model/inference[.]ts$',
  '^src/core/data/loading/tensors[.]ts$',
];

/** The import rules of docs/architecture: core knows no plugin, plugins know only core, the CLI sits on top. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'core-imports-no-plugin',
      severity: 'error',
      from: { path: '^src/core' },
      to: { path: '^src/(plugins|cli|testing|api|report|experiments|layouts)' },
    },
    {
      name: 'the-registry-knows-no-configuration',
      comment:
        'Components can be registered and built where no configuration is; a configuration names what the registry holds.',
      severity: 'error',
      from: { path: '^src/core/(registry|options)' },
      to: { path: '^src/core/config' },
    },
    {
      name: 'core-draws-no-terminal-tables',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/cli' },
      to: { path: 'node_modules/cli-table3' },
    },
    {
      name: 'reports-and-experiments-see-the-api-the-core-and-drawings',
      severity: 'error',
      from: { path: '^src/(report|experiments)/' },
      to: { path: '^src/', pathNot: '^src/(api|core|report/draw|$1)/' },
    },
    {
      name: 'only-the-surface-writes-reports-and-runs-experiments',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli|report|experiments|index)' },
      to: { path: '^src/(report|experiments)/' },
    },
    {
      name: 'layouts-see-core-and-data-sets',
      comment: 'What init and convert recognise; the standard class lists are those of the data sets.',
      severity: 'error',
      from: { path: '^src/layouts/' },
      to: { path: '^src/', pathNot: '^src/(layouts|core|plugins/datasets)/' },
    },
    {
      name: 'plugins-do-not-reach-into-each-other',
      comment:
        'A folder under src/plugins is one plugin, except that the folders of the builtin plugin meet in builtin.ts.',
      severity: 'error',
      from: { path: '^src/plugins/([^/]+)/' },
      to: { path: '^src/plugins/([^/]+)/', pathNot: '^src/plugins/$1/' },
    },
    {
      name: 'plugins-do-not-import-the-cli',
      severity: 'error',
      from: { path: '^src/plugins' },
      to: { path: '^src/(cli|testing)' },
    },
    {
      name: 'browsers-need-tfjs-and-a-small-zod',
      comment: 'No Node module, and no module of ours that may import one; types are free.',
      severity: 'error',
      from: { path: BROWSER },
      to: { pathNot: [...BROWSER, 'node_modules/(@tensorflow|zod)/'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-the-registry-knows-tsyringe',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/core/registry' },
      to: { path: 'node_modules/tsyringe' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
};
