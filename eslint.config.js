import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const clockBan = {
  'no-restricted-syntax': [
    'error',
    {
      selector: "NewExpression[callee.name='Date'][arguments.length=0]",
      message: 'Ask the Clock for the time: a hidden clock cannot be tested.',
    },
    {
      selector:
        'CallExpression[callee.object.name=/^(Date|DateTime)$/][callee.property.name=/^(now|local|utc)$/][arguments.length=0]',
      message: 'Ask the Clock for the time: a hidden clock cannot be tested.',
    },
    { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
    { selector: 'ExportDefaultDeclaration', message: 'Use a named export.' },
  ],
};

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      'data/',
      'demo-output/',
      'bench-output/',
      'coverage/',
      '*.config.js',
      '.dependency-cruiser.cjs',
    ],
  },
  {
    files: ['src/**/*.ts', 'test/**/*.ts', 'examples/**/*.ts'],
    extends: [...tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...clockBan,
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'max-params': ['error', 3],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      eqeqeq: ['error', 'always'],
      'no-eval': 'error',
      'no-new-func': 'error',
      '@typescript-eslint/no-implied-eval': 'error',
    },
  },
  {
    // Nest injects constructor parameters by position.
    files: ['src/modules/**/*.ts', 'src/platform/**/*.ts', 'src/cli/**/*.ts'],
    rules: { 'max-params': 'off' },
  },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', 'max-params': 'off' },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        ...['node:child_process', 'child_process', 'node:vm', 'vm'].map((name) => ({
          name,
          message: 'The product starts no process and runs no text as code.',
        })),
      ],
    },
  },
  {
    files: ['src/platform/clock/**', 'test/support/**'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  prettier,
);
