/** The bytes 0 to 31. */
export const AES_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/**
 * Sixteen bytes 0xaa, the length, and `{"type":2,"status":1}`, padded to 16 bytes and to 32, as
 * `openssl enc -aes-256-cbc -nopad -K … -iv …` made them.
 */
export const SEALED = [
  "5RIfWkdNTozoAe9j64iGBmwrPcqw6/slj9nxVA6mVU1we2Os97SBr6n7YBGhIWsx",
  "5RIfWkdNTozoAe9j64iGBmwrPcqw6/slj9nxVA6mVU1dcZNBj3sTHvW14PclxrIzng9WFuInDWhyh91vInXV2Q==",
] as const;
