// Import directions of ARCHITECTURE.md: an arrow means "may import", nothing imports upward or in a ring.
// Type-only imports count (tsPreCompilationDeps), so a ring made of types is a ring too.
const layers = {
  domain: [],
  contract: ['domain'],
  sdk: ['domain', 'contract'],
  activity: ['domain', 'contract'],
  threads: [],
  store: ['domain', 'threads'],
  temporal: ['domain', 'contract'],
  services: ['domain', 'contract', 'store', 'temporal', 'threads'],
  api: ['services', 'domain'],
  client: ['domain'],
  ui: ['domain', 'client'],
  remote: ['domain', 'contract'],
  hosting: ['domain', 'contract', 'activity', 'sdk'],
};
const forbidden = Object.entries(layers).map(([name, allowed]) => ({
  name: `${name}-imports-downward`,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: '^(src|workflows|activities)/', pathNot: `^src/(${[name, ...allowed].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...forbidden,
    { name: 'no-rings', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'workflows-see-sandbox-code-only',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^(src|activities)/', pathNot: '^src/(sdk|contract|domain)/' },
    },
    {
      name: 'activities-see-services',
      severity: 'error',
      from: { path: '^activities/' },
      to: { path: '^(src|workflows)/', pathNot: '^src/(activity|contract|domain|services)/' },
    },
    {
      name: 'sandbox-and-browser-have-no-node',
      severity: 'error',
      from: { path: '^(src/(domain|contract|sdk|client|ui)|workflows)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'domain-has-no-temporal',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { path: 'node_modules/@temporalio' },
    },
    {
      name: 'composition-roots-belong-to-the-cli',
      severity: 'error',
      from: { path: '^(src|workflows|activities)/', pathNot: '^src/(cli/|(server|worker|system-worker|dev)[.]ts)' },
      to: { path: '^src/(server|worker|system-worker|dev)[.]ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
