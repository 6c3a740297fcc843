import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

/** What the firmware may not use: it is not on every engine, costs RAM, or ties the code to one host. */
const notOnTheDevice = [
  { selector: "Literal[regex]", message: "no regular expressions in the firmware: they cost RAM and time" },
  { selector: "FunctionDeclaration[generator=true], FunctionExpression[generator=true]", message: "no generators" },
  { selector: ":function[async=true], AwaitExpression", message: "machines are synchronous" },
  { selector: "TSEnumDeclaration", message: "tables instead of enums" },
];

export default tseslint.config(
  { ignores: ["dist/", "build/", "node_modules/", ".nblwm2m/"] },
  eslint.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ["**/*.ts"],
    languageOptions: { parserOptions: { project: "./tsconfig.json" } },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "no-control-regex": "off",
      "@typescript-eslint/no-unnecessary-condition": "off",
      "no-console": "off",
      eqeqeq: "error",
    },
  },
  {
    files: [
      "modules/**/*.ts",
      "objects/**/*.ts",
      "virtual/**/*.ts",
      "main.ts",
      "main-full.ts",
      "firmware.ts",
      "hosts/drive.ts",
    ],
    rules: {
      "no-restricted-syntax": ["error", ...notOnTheDevice],
      "no-restricted-globals": [
        "error",
        "setTimeout",
        "setInterval",
        "setImmediate",
        "console",
        "process",
        "Buffer",
        "TextEncoder",
        "TextDecoder",
        "structuredClone",
        "queueMicrotask",
        "performance",
        "Intl",
        "URL",
        "fetch",
        "WeakRef",
      ],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "time is given" },
        { object: "Math", property: "random", message: "randomness is given" },
      ],
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: { "@typescript-eslint/no-unused-expressions": "off" },
  },
  {
    files: ["platform/page/**/*.js"],
    languageOptions: {
      globals: Object.fromEntries(
        [
          "document",
          "window",
          "location",
          "history",
          "fetch",
          "navigator",
          "sessionStorage",
          "setInterval",
          "AbortController",
          "AbortSignal",
          "TextDecoderStream",
          "TextEncoder",
          "URLSearchParams",
          "Intl",
        ].map((name) => [name, "readonly"]),
      ),
    },
  },
  {
    files: ["**/*.mjs", "**/*.js"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        setTimeout: "readonly",
        clearTimeout: "readonly",
        URL: "readonly",
        Buffer: "readonly",
        globalThis: "readonly",
      },
    },
  },
);
