// The lint gate: type-checked rules everywhere, and the house limits on file and function length.
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: ['**/*.tmp.ts', 'src/sandbox-globals.d.ts', 'dist', 'node_modules', '.sluice', 'coverage', 'src/ui/dist'],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: ['eslint.config.js', '.dependency-cruiser.cjs', 'docker/*.mjs', 'test/*.mjs'],
        },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      'max-lines': ['error', { max: 250 }],
    },
  },
  { files: ['test/**', 'bench/**'], rules: { 'max-lines': 'off', '@typescript-eslint/unbound-method': 'off' } },
  { files: ['**/*.js', '**/*.cjs', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
);
