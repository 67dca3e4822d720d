import security from "eslint-plugin-security";

export default [
  { linterOptions: { reportUnusedDisableDirectives: "off" } },
  {
    files: ["**/*.js", "**/*.cjs", "**/*.mjs"],
    plugins: { security },
    rules: { ...security.configs.recommended.rules, "no-eval": "warn", "eqeqeq": "warn", "no-empty": "warn" },
  },
];
