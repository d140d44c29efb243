export default {
  extends: 'stylelint-config-standard',
  ignoreFiles: ['dist/**'],
  rules: {
    'custom-property-empty-line-before': null,
    'no-descending-specificity': null,
    'color-function-alias-notation': null,
    'declaration-block-single-line-max-declarations': null,
    'import-notation': 'string',
    'selector-class-pattern': '^[a-z][a-z0-9]*([-_][a-z0-9]+)*$',
    'alpha-value-notation': 'number',
  },
};
