export default {
  extends: 'stylelint-config-standard',
  ignoreFiles: ['dist/**'],
  rules: {
    'custom-property-empty-line-before': null,
    'no-descending-specificity': null,
    'color-function-alias-notation': null,
    'alpha-value-notation': 'number',
  },
};
